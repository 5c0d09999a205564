import { queues } from '../support/workshop.js';
import { invokeCli, jsonFile } from './invoke-cli.js';
import { jsonOf, runCli } from './run-cli.js';
import { type RunningSandbox, SandboxHere } from './running-sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await SandboxHere.start();
});
afterAll(() => sandbox.stop());
afterEach(async () => {
  expect(await sandbox.calls()).toEqual([]);
});

const input = {
  taskId: 'task 1',
  conversationId: 'conversation-1',
  mediaType: 'chat',
  mediaChannel: 'web',
  queueId: queues.chat,
  contactPriority: 3,
};

interface Call {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: Record<string, unknown>;
}

test('--dry-run --json prints the call as it would be sent, and sends nothing', async () => {
  const file = await jsonFile(input);
  const run = await invokeCli(sandbox, ['queue-task@v1.3', '--input', file, '--dry-run', '--json']);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const { orgId } = sandbox.connection;
  expect(jsonOf<Call>(run)).toEqual({
    method: 'POST',
    url: `${sandbox.url}/wxcc-task/v1/tasks/task%201/queue`,
    headers: {
      Authorization: expect.stringMatching(/^Bearer [^\w]+$/),
      'Content-Type': 'application/json',
      'X-ORGANIZATION-ID': orgId,
      trackingId: expect.any(String),
    },
    body: {
      id: 'task 1',
      orgid: orgId,
      queueid: queues.chat,
      conversationid: 'conversation-1',
      mediatype: 'chat',
      skillRequirements: expect.any(String),
      contactPriority: '3',
      webhook: expect.stringMatching(/^https:\/\/callback\.invalid\//),
    },
  });
});

test('--dry-run of a call without a body prints none', async () => {
  const stdin = JSON.stringify({ taskId: 'task-1', queueId: queues.chat, lookbackMinutes: 5 });
  const args = ['piq-and-ewt', '--input', '-', '--dry-run', '--json'];
  const run = await invokeCli(sandbox, args, { stdin });
  expect(Object.keys(jsonOf<Call>(run)).sort()).toEqual(['headers', 'method', 'url']);
  expect(jsonOf<Call>(run)).toMatchObject({
    method: 'GET',
    url: `${sandbox.url}/wxcc-task/v1/queues/${queues.chat}/tasks/task-1/position/5`,
  });
});

test('--dry-run for people prints the request line, headers and body', async () => {
  const { code, stdout } = await invokeCli(sandbox, [
    'queue-task',
    '--input',
    await jsonFile(input),
    '--dry-run',
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^POST http:\/\/127\.0\.0\.1:/);
  expect(stdout).toMatch(/^Authorization: Bearer [^\w]+$/m);
  expect(stdout).toContain('"conversationid": "conversation-1"');
});

test('--dry-run needs no token', async () => {
  const args = ['invoke', 'queue-task', '--input', '-', '--connection', sandbox.connectionFile, '--dry-run'];
  expect(await runCli(args, { stdin: JSON.stringify(input) })).toMatchObject({ code: 0, stderr: '' });
});

test('--dry-run of an invalid input names the place and ends with exit code 1', async () => {
  const args = ['queue-task', '--input', '-', '--dry-run'];
  const stdin = JSON.stringify({ ...input, mediaChannel: 'sms' });
  const forPeople = await invokeCli(sandbox, args, { stdin });
  expect(forPeople).toMatchObject({ code: 1, stdout: expect.stringContaining('/mediaChannel') });
  const run = await invokeCli(sandbox, [...args, '--json'], { stdin });
  expect(run.code).toBe(1);
  expect(jsonOf(run)).toMatchObject({
    outcome: 'onInvalidData',
    diagnostics: [{ severity: 'error', pointer: '/mediaChannel', remedy: expect.stringMatching(/./) }],
  });
});
