import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../scripts/servers/free-port.js';
import { sandboxConnection } from '../../src/engine/connections.js';
import { root, temporaryFolder } from '../support/workshop.js';
import { quickNpx, runShell, type ShellBlock, shellBlocks } from './shell-blocks.js';

// Runs docs/tour.md as it stands there: the first terminal in the background, the rest line by line. Only the port is
// another, a free one: the sandbox is told of it, and a connection of the home leads there. That npx finds the program is
// seen in the first terminal.
const hereNpx = `${quickNpx.replace(
  'node dist',
  `if test "$1" = invoke; then shift; set -- invoke --connection here "$@"; fi
  node dist`,
)}`;
const usual = '127.0.0.1:4180';

let env: NodeJS.ProcessEnv;
let blocks: ShellBlock[];
let port: number;
let sandbox: ChildProcess | undefined;

beforeAll(async () => {
  const { WXCC_TOKEN: _, ...rest } = process.env;
  const home = await temporaryFolder();
  env = { ...rest, WXCC_NODES_HOME: home };
  port = await freePort();
  await mkdir(join(home, 'connections'));
  await writeFile(
    join(home, 'connections', 'here.json'),
    JSON.stringify(sandboxConnection).replaceAll(usual, `127.0.0.1:${port}`),
  );
  blocks = await shellBlocks('docs/tour.md');
  await start(`${blocks.find(({ terminal }) => terminal === 1)!.code.trimEnd()} --port ${port}`);
}, 120_000);

afterAll(async () => {
  if (sandbox?.pid) process.kill(-sandbox.pid, 'SIGTERM');
  await new Promise((resolve) => (sandbox ? sandbox.once('close', resolve) : resolve(undefined)));
});

const start = (code: string) =>
  new Promise<void>((resolve, reject) => {
    sandbox = spawn('bash', ['-e', '-c', code], { cwd: root, env, detached: true, stdio: 'pipe' });
    let out = '';
    const read = (chunk: Buffer) => {
      out += chunk;
      if (out.includes('export WXCC_TOKEN')) resolve();
    };
    sandbox.stdout?.on('data', read);
    sandbox.stderr?.on('data', read);
    sandbox.once('close', (code_) => reject(new Error(`the sandbox ended with ${code_}: ${out}`)));
  });

const run = (code: string) => runShell(code, { cwd: root, env });

test('the address on the page is that of the sandbox and of the connection that needs no name', async () => {
  const { code, out } = await run('node dist/wxcc-nodes.js sandbox --help');
  expect(code).toBe(0);
  expect(out).toMatch(/--port <number> .*\(default: 4180\)/);
  expect(sandboxConnection.taskApi).toBe(`http://${usual}/wxcc-task`);
  expect(blocks.map(({ code }) => code).join('\n')).toContain(`http://${usual}/_sandbox/faults`);
});

test('the tour runs to its end and shows what it says', async () => {
  expect(blocks.length).toBeGreaterThanOrEqual(5);
  const second = blocks.filter(({ terminal }) => terminal === 2).map((block) => block.code);
  const { code, out } = await run(hereNpx + second.join('\n').replaceAll(usual, `127.0.0.1:${port}`));
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringContaining('create-task v1.2 create-task → created'),
  });
  expect(out).toContain('queue-task v1.3 queue-task → Queued');
  expect(out).toContain('positionInQueue: 1');
  expect(out).toContain('onInvalidData: nothing would be sent');
  expect(out).toContain('/contactPriority');
  expect(out).toContain('queue-task v1.3 queue-task → Error');
  expect(out).toContain('The API answered 503');
  expect(out).toContain('whole, one of the pack');
}, 120_000);

test('the commands of docs/sandbox.md do what they say at the same sandbox', async () => {
  const commands = (await shellBlocks('docs/sandbox.md')).map((block) => block.code).join('\n');
  expect(commands).toContain(`http://${usual}/_sandbox`);
  const { code, out } = await run(commands.replaceAll(usual, `127.0.0.1:${port}`));
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('"accessTokenSeconds":60') });
  expect(out).toContain('"state":"connected"');
  expect(out).toContain('"change":"late"');
});
