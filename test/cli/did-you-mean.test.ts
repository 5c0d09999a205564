import { join } from 'node:path';
import { root, temporaryFolder } from '../support/workshop.js';
import { runCli } from './run-cli.js';

const flow = join(root, 'flows/sms-inbound.flow.json');
const event = join(root, 'flows/events/sms-first-message.json');
const input = join(root, 'docs/tour/queue-task.json');

test.each([
  [['describe', 'queue-tsk'], '"queue-task"'],
  [['describe', 'queue-task@1.3'], '"v1.3"'],
  [['describe', 'queue-task@V1.3'], '"v1.3"'],
  [['diff', 'queue-task', '1.0', 'v1.3'], '"v1.0"'],
  [['invoke', 'set-variable', '--method', 'set-flow-varible', '--input', '-'], '"set-flow-variable"'],
  [['invoke', 'queue-task', '--input', input, '--field', 'qeueId=x', '--dry-run'], '"queueId"'],
  // What is missing besides is not told before it.
  [['invoke', 'queue-tsk'], '"queue-task"'],
  [['invoke', 'queue-task@1.3', '--dry-run'], '"v1.3"'],
  [['invoke', 'close-task', '--method', 'close-task-acept'], '"close-task-accept"'],
  [['flow', 'upgrade', flow, '--to', '1.5'], '"v1.5"'],
  [['flow', 'new', 'x', '--channel', 'sms', '--nodes', 'closed-task-on-wxc'], '"closed-task-on-wxcc"'],
  [['lookup', 'queue-task/queue'], '"queue-task/queues"'],
  [['auth', 'view', 'mian'], '"main"'],
  [['key', 'revoke', 'mian'], '"main"'],
  [['lst'], 'list'],
  [['flow', 'chek', flow], 'check'],
  [['help', 'lst'], 'list'],
  [['help', 'flow', 'chek'], 'check'],
  [['flow', 'help', 'chek'], 'check'],
  [['flow', 'chek', '--help'], 'check'],
  [['list', '--jsn'], '--json'],
])('%j: did you mean %s', async (args, meant) => {
  const home = await temporaryFolder();
  const options = { home, stdin: '{}' };
  await runCli(['key', 'add', 'main'], options);
  const add = ['auth', 'add', '--name', 'main', '--client-id', 'id', '--client-secret-stdin'];
  await runCli(add, { home, stdin: 'secret' });
  const { stdout, stderr } = await runCli(args, options);
  expect(stdout + stderr).toMatch(/Did you mean/);
  expect((stdout + stderr).split('Did you mean')[1]).toContain(meant);
});

test.each([
  ['describe', 'queue-task@v1.4'],
  ['describe', 'a-node-of-mine'],
])('what is near nothing gets no guess: %s %s', async (...args) => {
  const { stderr } = await runCli(args);
  expect(stderr).toMatch(/Known/);
  expect(stderr).not.toMatch(/Did you mean/);
});

const missing = 'missing.json';
test.each([
  [['flow', 'check', missing]],
  [['flow', 'check', flow, missing]],
  [['flow', 'show', missing]],
  [['flow', 'draw', missing]],
  [['flow', 'draw', flow, '--run', missing]],
  [['flow', 'run', missing]],
  [['flow', 'run', flow, '--event', missing]],
  [['flow', 'explore', missing, '--event', event]],
  [['flow', 'explore', flow, '--event', missing]],
  [['flow', 'test', missing]],
  [['flow', 'upgrade', missing]],
  [['flow', 'upgrade', missing, '--undo']],
  [['verify', missing]],
  [['import', missing]],
  [['invoke', 'queue-task', '--input', missing]],
  [['invoke', 'queue-task', '--variables', missing, '--input', input]],
  [['invoke', 'queue-task', '--package', missing, '--input', input]],
  [['invoke', 'queue-task', '--connection', missing, '--input', input]],
  [['connect', 'lint', missing]],
  [['sandbox', '--scenario', missing]],
  [['auth', 'doctor', '--flows', missing]],
  [['auth', 'doctor', '--usages', missing]],
])('a file that is not there is exit code 2: %j', async (args) => {
  const { code, stdout, stderr } = await runCli(args);
  expect({ code, told: stdout + stderr }).toEqual({ code: 2, told: expect.stringContaining(missing) });
});

test('a file of another kind is one finding that says what it is', async () => {
  const flows = ['live-chat.story.json', 'cases/sms-inbound.cases.json', 'events/task-closed.json'];
  const { code, stdout } = await runCli(['flow', 'check', ...flows.map((file) => join(root, 'flows', file))]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/is a story of flows.*flow run`.*holds cases.*flow test`.*is an event.*--event/s);
  expect(stdout).toContain('3 files, 3 errors');
});

test('a place is told once', async () => {
  const { stdout } = await runCli(['invoke', 'queue-task', '--field', 'taskId=', '--dry-run']);
  expect(stdout).toMatch(/error at \/taskId: expected/);
  const lines = stdout.split('\n').filter((line) => line.includes('/taskId'));
  expect(lines.map((line) => line.split('/taskId').length)).toEqual([2]);
});

test.each([
  [['purge', '--older-than', '1d'], 0],
  [['purge', '--older-than', '1440m'], 0],
  [['purge', '--older-than', '90000s'], 0],
  [['purge', '--older-than', '23h'], 2],
  [['purge', '--older-than', '14'], 2],
  [['auth', 'doctor', '--within', '30m'], 0],
  [['auth', 'doctor', '--within', '2 weeks'], 2],
  [['auth', 'authorize', 'x', '--timeout', '2h'], 2],
  [['serve', '--grace', '11m'], 2],
  [['sandbox', '--access-token-seconds', '0'], 2],
])('%j is a time or not: exit code %i', async (args, code) => {
  const run = await runCli(args);
  expect(run.code).toBe(code);
  if (code !== 0) expect(run.stderr).toMatch(/Give a time such as 14d/);
});
