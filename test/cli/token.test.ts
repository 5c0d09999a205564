import type { Result } from '../../schemas/types.js';
import { queues } from '../support/workshop.js';
import { invokeCli, jsonFile } from './invoke-cli.js';
import { type Finished, jsonOf, runCli } from './run-cli.js';
import { type RunningSandbox, SandboxHere } from './running-sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await SandboxHere.start();
});
afterAll(() => sandbox.stop());

const queueInput = async () => {
  const { id, conversationId } = await sandbox.createTask();
  const chat = { mediaType: 'chat', mediaChannel: 'web', queueId: queues.chat };
  return jsonFile({ taskId: id, conversationId, ...chat });
};

const positionInput = async () =>
  jsonFile({ taskId: (await sandbox.createTask()).id, queueId: queues.chat, lookbackMinutes: 5 });

/** Both forms of output, each after the same order to the sandbox. */
const bothOutputs = async (args: string[], order: () => Promise<unknown>): Promise<Finished[]> => {
  const finished: Finished[] = [];
  for (const form of [[], ['--json']]) {
    await order();
    finished.push(await invokeCli(sandbox, [...args, ...form]));
  }
  return finished;
};

test('WXCC_TOKEN is used', async () => {
  const run = await invokeCli(sandbox, ['queue-task', '--input', await queueInput(), '--json']);
  expect(jsonOf<Result>(run).outcome).toBe('Queued');
});

test('--token goes before WXCC_TOKEN', async () => {
  const env = { WXCC_TOKEN: 'a-bad-token' };
  const args = ['queue-task', '--input', await queueInput(), '--json'];
  const run = await invokeCli(sandbox, [...args, '--token', sandbox.token], { env });
  expect(jsonOf<Result>(run).outcome).toBe('Queued');
});

test('no token is onauthorizationfail with what to do, and nothing is sent', async () => {
  const before = await sandbox.calls();
  const connection = ['--connection', sandbox.connectionFile];
  const run = await runCli(['invoke', 'queue-task', '--input', await queueInput(), ...connection, '--json']);
  expect(run).toMatchObject({ code: 1, stderr: '' });
  expect(jsonOf<Result>(run)).toMatchObject({
    outcome: 'onauthorizationfail',
    type: 'error',
    diagnostics: [{ severity: 'error', remedy: expect.stringMatching(/--token.*WXCC_TOKEN/) }],
  });
  expect(await sandbox.calls()).toEqual(before);
});

test('a token that the API refuses is onauthorizationfail and is not printed', async () => {
  const env = { WXCC_TOKEN: 'refused-token-of-the-test' };
  for (const form of [[], ['--json']]) {
    const { code, stdout, stderr } = await invokeCli(
      sandbox,
      ['queue-task', '--input', await queueInput(), ...form],
      { env },
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('onauthorizationfail');
    expect(stdout).not.toContain('-of-the-test');
  }
});

test('a token that no header can carry is not printed and crashes nothing', async () => {
  const env = { WXCC_TOKEN: 'broken\ntoken-of-the-test' };
  const run = await invokeCli(sandbox, ['queue-task', '--input', await queueInput(), '--json'], { env });
  expect(run).toMatchObject({ code: 1, stderr: '' });
  expect(run.stdout).not.toContain('-of-the-test');
  expect(jsonOf<Result>(run).type).toBe('error');
});

test('a token that the API echoes in an output is masked', async () => {
  const body = { piq: 1, ewt: 1000, status: `seen ${sandbox.token}`, reason: sandbox.token };
  const order = () => sandbox.order('piq-and-ewt', { kind: 'body', body });
  for (const { code, stdout } of await bothOutputs(
    ['piq-and-ewt', '--input', await positionInput()],
    order,
  )) {
    expect(code).toBe(0);
    expect(stdout).toMatch(/seen [^\w]/);
  }
});

test('a token that the API echoes as a name is masked', async () => {
  const body = { piq: 1, ewt: 1000, status: { [sandbox.token]: 'as a name' } };
  const order = () => sandbox.order('piq-and-ewt', { kind: 'body', body });
  for (const { stdout } of await bothOutputs(['piq-and-ewt', '--input', await positionInput()], order))
    expect(stdout).toContain('as a name');
});

test.each([
  ['whole', 'seen '],
  ['where the reason is cut off', `${'x'.repeat(270)} seen `],
])("a token that the API echoes in an error's reason is masked, %s", async (_where, before) => {
  const body = { message: `${before}${sandbox.token}` };
  const order = () => sandbox.order('piq-and-ewt', { kind: 'body', body });
  const unknownTask = await jsonFile({ taskId: 'nobody', queueId: queues.chat, lookbackMinutes: 5 });
  for (const { code, stdout } of await bothOutputs(['piq-and-ewt', '--input', unknownTask], order)) {
    expect(code).toBe(1);
    expect(stdout).toContain('answered 404');
    expect(stdout).not.toContain(sandbox.token.slice(0, 12));
  }
});
