import { temporaryFolder } from '../support/workshop.js';
import { jsonFile } from './invoke-cli.js';
import { jsonOf, type RunOptions, runCli } from './run-cli.js';
import { type RunningSandbox, SandboxHere } from './running-sandbox.js';

let sandbox: RunningSandbox;
let home: string;
beforeAll(async () => {
  sandbox = await SandboxHere.start();
});
beforeEach(async () => {
  home = await temporaryFolder();
});

const lookup = (args: string[], options: RunOptions = {}) =>
  runCli(['lookup', ...args, '--connection', sandbox.connectionFile], {
    home,
    env: { WXCC_TOKEN: sandbox.token },
    ...options,
  });

test('lookup alone lists what the nodes at hand declare', async () => {
  const finished = await runCli(['lookup', '--json']);
  expect(jsonOf<{ lookup: string }[]>(finished).map((one) => one.lookup)).toEqual([
    'queue-task/queues',
    'queue-task/skills',
    'set-variable/global-variables',
  ]);
});

test('a list is shown with its age: asked, then kept', async () => {
  const first = await lookup(['set-variable/global-variables']);
  expect(first.code).toBe(0);
  expect(first.stdout).toContain('accountTier');
  expect(first.stdout).toContain('3 records (asked just now)');
  const second = await lookup(['set-variable/global-variables']);
  expect(second.stdout).toContain('kept, from less than a minute ago; --refresh asks again');
  const third = await lookup(['set-variable/global-variables', '--refresh']);
  expect(third.stdout).toContain('asked just now');
});

test('with --json it is one JSON value', async () => {
  const finished = await lookup(['queue-task/queues', '--json']);
  expect(finished.code).toBe(0);
  expect(jsonOf(finished)).toMatchObject({
    node: 'queue-task',
    list: 'queues',
    origin: 'api',
    records: expect.arrayContaining([expect.objectContaining({ name: 'Live chat' })]),
  });
});

test('the kept list serves when the API fails: exit 0, or 1 when a new one was asked for', async () => {
  await lookup(['set-variable/global-variables']);
  await sandbox.order('config-variables', { kind: 'status', status: 500 });
  const finished = await lookup(['set-variable/global-variables', '--refresh']);
  expect(finished.code).toBe(1);
  expect(finished.stdout).toContain('accountTier');
  expect(finished.stdout).toContain('The kept list is shown because the API could not be asked');
});

test('a refusal is exit 1 with what to do, as JSON when asked', async () => {
  await sandbox.order('config-queues', { kind: 'status', status: 403 });
  const text = await lookup(['queue-task/queues']);
  expect(text).toMatchObject({ code: 1, stdout: '' });
  expect(text.stderr).toContain('cjp:config_read');
  await sandbox.order('config-queues', { kind: 'status', status: 401 });
  const json = await lookup(['queue-task/queues', '--json']);
  expect(json).toMatchObject({ code: 1, stderr: '' });
  expect(jsonOf(json)).toMatchObject({ error: { code: 'lookup.unauthorized', remedy: expect.any(String) } });
});

test('without a token it says how to get one', async () => {
  const finished = await lookup(['queue-task/queues', '--json'], { env: {} });
  expect(finished.code).toBe(1);
  expect(jsonOf(finished)).toMatchObject({ error: { code: 'lookup.no-token' } });
});

test('--token goes before WXCC_TOKEN', async () => {
  const finished = await lookup(['queue-task/queues', '--json', '--token', 'dead-token']);
  expect(jsonOf(finished)).toMatchObject({ error: { code: 'lookup.unauthorized' } });
});

test.each([
  ['queues', 'lookup.name'],
  ['queue-task/', 'lookup.name'],
  ['queue-task/queues/more', 'lookup.name'],
  ['queue-task/agents', 'lookup.unknown'],
  ['no-node/queues', 'node.unknown'],
  ['../../etc/passwd', 'lookup.name'],
  ['\u001b[31m/x', 'node.unknown'],
])('%j is refused with exit 2', async (argument, code) => {
  const finished = await lookup([argument, '--json']);
  expect(finished.code).toBe(2);
  expect(jsonOf(finished)).toMatchObject({ error: { code } });
});

test('describe names the look-ups of a node', async () => {
  expect((await runCli(['describe', 'queue-task'])).stdout).toContain(
    'Look-up queue-task/skills: Skills, GET /organization/{orgid}/v2/skill (documented)',
  );
  const json = jsonOf<{ lookups: { id: string }[] }>(await runCli(['describe', 'queue-task', '--json']));
  expect(json.lookups.map(({ id }) => id)).toEqual(['queues', 'skills']);
});

test('invoke warns of a global variable that the kept list does not have', async () => {
  await lookup(['set-variable/global-variables']);
  const { id } = await sandbox.createTask();
  const input = await jsonFile({ taskId: id, variables: [{ name: 'nobody', type: 'String', value: 'x' }] });
  const args = ['set-variable', '--method', 'set-global-variable', '--input', input];
  const { stdout } = await runCli(['invoke', ...args, '--connection', sandbox.connectionFile], {
    home,
    env: { WXCC_TOKEN: sandbox.token },
  });
  expect(stdout).toContain('warning at /variables/0/name: There is no global variable "nobody"');
});
