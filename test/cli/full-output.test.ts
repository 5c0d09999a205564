import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { open, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../scripts/servers/free-port.js';
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

onLinux.each([
  ['> /dev/full', 'ENOSPC'],
  ['--json > /dev/full', 'ENOSPC'],
  // Node.js opens the null device in the place of what is closed.
  ['>&-', 'closed, or leads nowhere'],
  ['--json >&-', 'closed, or leads nowhere'],
  ['> /dev/null', 'closed, or leads nowhere'],
])('a key that cannot be shown (%s) is not kept', async (where, reason) => {
  const home = await temporaryFolder();
  const child = shell(home, `key add main ${where}`);
  let told = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const [code] = await once(child, 'close');
  expect(code).not.toBe(0);
  if (!where.includes('json'))
    expect(told.replaceAll('\n', ' ')).toMatch(new RegExp(`could not be shown \\(.*${reason}\\).*removed`));
  expect(jsonOf(await runProcess(['key', 'list', '--json'], { home }))).toEqual([]);
});

onLinux.each(['> /dev/full', '>&-', '--json > /dev/null'])(
  'a console whose link cannot be shown (%s) ends',
  async (where) => {
    const child = shell(await temporaryFolder(), `console --port 0 --no-open ${where}`);
    let told = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(2);
    if (!where.includes('json')) expect(told).toMatch(/could not be shown/);
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

test.each([
  [
    'a link that leads nowhere',
    (place: string) => symlink('/nowhere/connections', place),
    /link that leads nowhere/,
  ],
  ['a file', (place: string) => writeFile(place, ''), /ENOTDIR/],
])('connections that are %s are not as good as none', async (_what, make, reason) => {
  const home = await temporaryFolder();
  await make(join(home, 'connections'));
  for (const command of [
    ['connection', 'list'],
    ['connection', 'remove', 'live'],
  ]) {
    const run = await runProcess([...command, '--json'], { home });
    expect([run.code, jsonOf(run)]).toEqual([
      2,
      {
        error: expect.objectContaining({
          code: expect.stringMatching(/^connections\.(unreadable|unwritable)$/),
          message: expect.stringMatching(reason),
        }),
      },
    ]);
  }
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
  const secret = join(await temporaryFolder(), 'secret');
  spawnSync('mkfifo', [secret]);
  // Its own end of the pipe keeps the shell from waiting for a writer.
  const writing = await open(secret, 'r+');
  const slow = `${process.execPath} ${program} auth add --name a --client-id b --client-secret-stdin < ${secret}`;
  const child = spawn('script', ['-qec', slow, '/dev/null'], {
    env: cleanEnvironment(home),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let shown = '';
  let isGiven = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (isGiven || !/working, \d+ s/.test(shown)) return;
    isGiven = true;
    void writing.writeFile('secret\n').then(() => writing.close());
  });
  await once(child, 'close');
  expect(shown).toMatch(/working, \d+ s/);
});

const lostLines = (text: string) => Number(/^wxcc_lost_log_lines (\d+)$/m.exec(text)?.[1]);

/** Serves, makes requests until lines of the log are lost, and asks it to end. Gives what it printed. */
const losesLines = async (where: string, pipe?: (output: Readable) => void): Promise<void> => {
  const port = await freePort();
  const service = shell(await temporaryFolder(), `serve --port ${port} --callback-port 0 ${where}`);
  pipe?.(service.stdout as Readable);
  const ended = once(service, 'exit');
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  while (!(await ask('/healthz').catch(() => undefined))) await pause(100);
  let lost = 0;
  // Without a key: a line of the log for each. What needs no key is limited, so the metrics are asked for seldom.
  for (let round = 0; lost === 0; round += 1) {
    if (round > 100) throw new Error('no line was lost');
    const asked = Array.from({ length: 100 }, () => ask('/v1/nodes/queue-task/v1.3/queue-task'));
    for (const answer of await Promise.all(asked)) await answer.arrayBuffer();
    lost = lostLines(await (await ask('/metrics')).text());
  }
  expect((await ask('/healthz')).status).toBe(200);
  service.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
};

onLinux(
  'a service whose log is on a full disk serves, counts the lines that are lost, and ends when asked',
  () => losesLines('> /dev/full'),
);

onLinux(
  'a service whose log is a pipe that nobody reads serves, counts the lines that are lost, and ends',
  () => losesLines(''),
);

onLinux('a service whose log is a pipe that is closed does the same', () =>
  losesLines('', (output) => output.destroy()),
);

onLinux('no control or bidirectional character of a connection reaches the log raw', async () => {
  const file = join(await temporaryFolder(), 'tenant.json');
  const endpoints = { 'queue-task': { verb: 'POST', path: '/q/{id}' } };
  const confirmed = { by: 'Eve \u202e\u009b31m', at: '2026-11-27' };
  await writeFile(
    file,
    JSON.stringify({ orgId: 'o', taskApi: 'https://api.example.com', endpoints, confirmed }),
  );
  const service = shell(await temporaryFolder(), `serve --port 0 --callback-port 0 --connection ${file}`);
  let log = '';
  service.stdout!.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    if (log.includes('Serving')) service.kill('SIGTERM');
  });
  await once(service, 'close');
  expect(log).toContain('confirmed on');
  expect(log).not.toMatch(/[^\P{C}\n]/u);
});
