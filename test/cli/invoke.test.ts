import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../schemas/types.js';
import { isResult } from '../../schemas/validators.js';
import { packDirectory, queues } from '../support/workshop.js';
import { invokeCli, jsonFile } from './invoke-cli.js';
import { jsonOf } from './run-cli.js';
import { type RunningSandbox, SandboxHere } from './running-sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await SandboxHere.start();
});
afterAll(() => sandbox.stop());

const chat = { mediaType: 'chat', mediaChannel: 'web', queueId: queues.chat };

const queueInput = async () => {
  const { id, conversationId } = await sandbox.createTask();
  return { taskId: id, conversationId, ...chat };
};

test('a task that is queued is a success, told to people with its outputs', async () => {
  const input = await queueInput();
  const { code, stdout, stderr } = await invokeCli(sandbox, ['queue-task', '--input', await jsonFile(input)]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^queue-task v1\.3 queue-task → Queued \(success\)$/m);
  expect(stdout).toContain(`taskId: ${input.taskId}`);
});

test('--json prints the Result and nothing else', async () => {
  const input = await queueInput();
  const args = ['queue-task@v1.0', '--input', await jsonFile(input), '--json'];
  const run = await invokeCli(sandbox, args);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const result = jsonOf<Result>(run);
  expect(isResult(result)).toBe(true);
  expect(result).toMatchObject({
    node: 'queue-task',
    version: 'v1.0',
    outcome: 'Queued',
    type: 'success',
    outputs: { taskId: input.taskId },
    package: { origin: 'pack' },
  });
});

test('an outcome that is no success ends with exit code 1 and says why and what to do', async () => {
  const input = { ...(await queueInput()), queueId: 'nowhere' };
  const file = await jsonFile(input);
  const forPeople = await invokeCli(sandbox, ['queue-task', '--input', file]);
  expect(forPeople).toMatchObject({ code: 1, stdout: expect.stringContaining('taskFailed (error)') });
  expect(forPeople.stdout).toContain('There is no queue nowhere');
  const run = await invokeCli(sandbox, ['queue-task', '--input', file, '--json']);
  expect(run.code).toBe(1);
  expect(jsonOf<Result>(run)).toMatchObject({
    outcome: 'taskFailed',
    type: 'error',
    diagnostics: [{ severity: 'error', remedy: expect.stringMatching(/./) }],
  });
});

test('--input - reads standard input', async () => {
  const stdin = JSON.stringify(await queueInput());
  const run = await invokeCli(sandbox, ['queue-task', '--input', '-', '--json'], { stdin });
  expect(run.code).toBe(0);
  expect(jsonOf<Result>(run).outcome).toBe('Queued');
});

test('--variables fills references, and --set goes before the file', async () => {
  const { taskId, conversationId } = await queueInput();
  const input = { taskId: '$(n2.webex.taskId)', conversationId: '$(conversation)', ...chat, queueId: '$(q)' };
  const variables = { 'n2.webex.taskId': taskId, conversation: 'another one', q: queues.chat };
  const files = ['--input', await jsonFile(input), '--variables', await jsonFile(variables)];
  const settings = ['--set', `conversation=${conversationId}`, '--set', 'unused=a=b'];
  const run = await invokeCli(sandbox, ['queue-task', ...files, ...settings, '--json']);
  expect(jsonOf<Result>(run)).toMatchObject({ outcome: 'Queued', outputs: { taskId }, diagnostics: [] });
  const withoutSet = await invokeCli(sandbox, ['queue-task', ...files, '--json']);
  expect(jsonOf<Result>(withoutSet)).toMatchObject({
    outcome: 'Error',
    diagnostics: [{ message: expect.stringContaining('another one') }],
  });
});

test('--set keeps what comes after the first equals sign', async () => {
  const { taskId } = await queueInput();
  const variable = { name: 'note', type: 'String', value: '$(note)', agentViewable: false };
  const args = ['set-variable', '--method', 'set-flow-variable', '--set', 'note=a=b='];
  const stdin = JSON.stringify({ taskId, variables: [variable] });
  const run = await invokeCli(sandbox, [...args, '--input', '-', '--dry-run', '--json'], { stdin });
  expect(jsonOf(run)).toMatchObject({ body: { vrbls: [{ name: 'note', value: 'a=b=' }] } });
});

test('--package runs the package of the file', async () => {
  const folder = join(packDirectory, 'packages');
  const name = (await readdir(folder)).find((file) => file.startsWith('queue-task-'));
  const args = ['queue-task', '--input', await jsonFile(await queueInput()), '--json'];
  const run = await invokeCli(sandbox, [...args, '--package', join(folder, name!)]);
  expect(run.code).toBe(0);
  expect(jsonOf<Result>(run)).toMatchObject({ outcome: 'Queued', package: { origin: 'file' } });
});

test('an API that is not there is an outcome and no crash', async () => {
  const gone = await SandboxHere.start();
  await gone.stop();
  const run = await invokeCli(gone, ['queue-task', '--input', await jsonFile(await queueInput()), '--json']);
  expect(run).toMatchObject({ code: 1, stderr: '' });
  expect(jsonOf<Result>(run)).toMatchObject({
    outcome: 'onError',
    diagnostics: [{ code: 'send.unreachable' }],
  });
});
