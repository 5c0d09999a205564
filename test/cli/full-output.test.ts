import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { temporaryFolder } from '../support/workshop.js';
import { cleanEnvironment, jsonOf, program, runProcess } from './run-cli.js';

const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Runs the program with its standard output elsewhere, by a shell. */
const shell = (home: string, command: string): ChildProcess => {
  const child = spawn('sh', ['-c', `exec ${process.execPath} ${program} ${command}`], {
    env: cleanEnvironment(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
};

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux.each([['> /dev/full'], ['--json > /dev/full']])(
  'a key that cannot be shown (%s) is not kept',
  async (where) => {
    const home = await temporaryFolder();
    const child = shell(home, `key add main ${where}`);
    let told = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
    const [code] = await once(child, 'close');
    expect(code).not.toBe(0);
    if (!where.includes('json')) expect(told).toMatch(/could not be shown \(ENOSPC\).*removed/);
    expect(jsonOf(await runProcess(['key', 'list', '--json'], { home }))).toEqual([]);
  },
);

test.each([
  ['the pipe is closed', true],
  ['it is read', false],
])('a key is kept when it was shown: %s', async (_how, isClosed) => {
  const home = await temporaryFolder();
  const child = shell(home, 'key add main');
  if (isClosed) child.stdout!.destroy();
  else child.stdout!.resume();
  await once(child, 'close');
  const keys = jsonOf<object[]>(await runProcess(['key', 'list', '--json'], { home }));
  expect(keys).toHaveLength(isClosed ? 0 : 1);
});

test.each([
  ['empty', { HOME: '' }],
  ['no whole path', { HOME: 'here' }],
])('a HOME that is %s is told, and nothing is written into the current folder', async (_what, env) => {
  const cwd = await temporaryFolder();
  const run = await runProcess(['key', 'add', 'main', '--json'], {
    cwd,
    env: { WXCC_NODES_HOME: '', ...env },
  });
  expect(run).toMatchObject({ code: 2, stderr: '' });
  expect(jsonOf(run)).toMatchObject({ error: { code: 'home.none' } });
  expect(await readdir(cwd)).toEqual([]);
});

onLinux.each(['list', 'describe queue-task', 'list --json', 'flow schema', '--help'])(
  'output that cannot be written is a failure: %s',
  async (command) => {
    const child = shell(await temporaryFolder(), `${command} > /dev/full`);
    let told = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
    const [code] = await once(child, 'close');
    expect({ code, told }).toEqual({
      code: 1,
      told: expect.stringMatching(/could not be written \(ENOSPC\)/),
    });
  },
);

const onTerminal = spawnSync('script', ['-V']).status === 0 ? onLinux : test.skip;

onTerminal('a terminal that watches is told that a command works', async () => {
  const home = await temporaryFolder();
  const slow = `(sleep 3; echo secret) | ${process.execPath} ${program} auth add --name a --client-id b --client-secret-stdin`;
  const child = spawn('script', ['-qec', slow, '/dev/null'], {
    env: cleanEnvironment(home),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  await once(child, 'close');
  expect(shown).toMatch(/working, \d+ s/);
});
