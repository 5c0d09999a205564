import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../support/workshop.js';
import { AuthDesk } from './auth-cli.js';
import { type RunningSandbox, SandboxHere } from './running-sandbox.js';

// `auth remove` and `auth doctor` see the flows of the workspace.

let sandbox: RunningSandbox;
let desk: AuthDesk;
const flows = join(root, 'flows');

beforeAll(async () => {
  sandbox = await SandboxHere.start();
  desk = await AuthDesk.open(sandbox);
  await desk.putAuthorized('main');
});
afterAll(() => sandbox.stop());

test('the default is not removed while flows use it, and the steps are named', async () => {
  const { code, stderr } = await desk.run(['auth', 'remove', 'main', '--flows', flows]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('email-inbound') });
  expect(await desk.json<unknown[]>(['auth', 'list'])).toHaveLength(1);
});

test('the flows folder of the workspace is looked at without being named', async () => {
  const { code, stderr } = await desk.run(['auth', 'remove', 'main'], { cwd: root });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('live-chat-inbound') });
});

test('the doctor says which steps stop with an authorization', async () => {
  const { stdout } = await desk.run(['auth', 'doctor', '--flows', flows, '--json']);
  const [finding] = JSON.parse(stdout) as { usedBy: { flow: string }[] }[];
  expect(new Set(finding?.usedBy.map(({ flow }) => flow))).toEqual(
    new Set([
      'email-inbound',
      'live-chat-inbound',
      'sms-inbound',
      'task-closed',
      'task-modified',
      'task-routed',
      'v2-live-chat',
      'v2-task-modified',
      'v2-task-routed',
    ]),
  );
});

test('while a flow cannot be read nothing is removed: nobody knows what it uses', async () => {
  const folder = join(desk.home, 'broken');
  await mkdir(folder);
  await writeFile(join(folder, 'a.flow.json'), '{');
  const { code, stderr } = await desk.run(['auth', 'remove', 'main', '--flows', folder]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('a.flow.json') });
});

test('while a connection names it for a wire it stays, and doctor says which', async () => {
  const folder = join(desk.home, 'none');
  await mkdir(folder);
  const connection = { ...sandbox.connection, authorization: { task: 'MAIN' } };
  await desk.run(['connection', 'add', 'live'], { stdin: JSON.stringify(connection) });
  const { code, stderr } = await desk.run(['auth', 'remove', 'main', '--flows', folder]);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('connection live (authorization.task)'),
  });
  const [finding] = JSON.parse((await desk.run(['auth', 'doctor', '--flows', folder, '--json'])).stdout);
  expect(finding).toMatchObject({ usedBy: [], namedBy: [{ connection: 'live', wire: 'task' }] });
  expect((await desk.run(['connection', 'remove', 'live'])).code).toBe(0);
});

test('without flows that use it an authorization can go', async () => {
  const folder = join(desk.home, 'empty');
  await mkdir(folder);
  expect((await desk.run(['auth', 'remove', 'main', '--flows', folder])).code).toBe(0);
});
