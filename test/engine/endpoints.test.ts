import type { Connection } from '../../schemas/types.js';
import { Workshop } from '../support/workshop.js';
import { queueCall } from './calls.js';
import { postCallback, sendJson, startStubApi } from './stub-api.js';

// An endpoint of a connection, settable whole: verb, path, answers, callback, outputs.

const endpoint = {
  verb: 'PUT',
  path: '/v2/tasks/{id}:queue?notify=true',
  answers: { 200: 'waiting', 409: 'taskFailed' },
  callback: { field: 'event.type', words: { 'task:queued': 'Queued', 'task:failed': 'taskFailed' } },
  outputs: { taskId: '$.event.task', agentId: '$.event.agent.id' },
} as const;

const invoke = async (answer: Parameters<typeof startStubApi>[0], change: Record<string, unknown> = {}) => {
  const workshop = await Workshop.open();
  const api = await startStubApi(answer);
  const connection = {
    ...api.connection,
    endpoints: { 'queue-task': { ...endpoint, ...change } },
  } as Connection;
  return { api, result: await workshop.invoke({ ...(await queueCall(workshop)), connection }) };
};

const queued = { event: { type: ' Task:Queued', task: 'T', agent: { id: 'A' } } };

test('the API is called, answers and calls back as the endpoint says', async () => {
  const { api, result } = await invoke(async ({ body }, response) => {
    sendJson(response, 200, {});
    await postCallback((body as { webhook: string }).webhook, queued);
  });
  expect(api.received[0]).toMatchObject({
    method: 'PUT',
    url: expect.stringMatching(/^\/v2\/tasks\/[\w-]+:queue\?notify=true$/),
  });
  expect(result).toMatchObject({ outcome: 'Queued', effect: 'done', outputs: { taskId: 'T', agentId: 'A' } });
});

test('a status has the outcome that the endpoint gives it', async () => {
  const { result } = await invoke((_received, response) => sendJson(response, 409, {}));
  expect(result).toMatchObject({ outcome: 'taskFailed', effect: 'possible' });
});

test.each([
  ['an outcome of a status', { answers: { 200: 'Enqueued' } }, 'answers/200'],
  ['an outcome of a word', { callback: { words: { done: 'Enqueued' } } }, 'callback/words/done'],
  ['an output', { outputs: { task: '$.id' } }, 'outputs'],
])('%s that the method does not declare is refused, and nothing is sent', async (_what, change, place) => {
  const sent: unknown[] = [];
  const failed = invoke((received) => sent.push(received), change);
  await expect(failed).rejects.toMatchObject({
    code: 'endpoint.outcome',
    kind: 'operator',
    message: expect.stringContaining(place),
    remedy: expect.stringMatching(/It has: .*(Queued|taskId)/),
  });
  expect(sent).toEqual([]);
});

test('waiting is refused where the method does not wait', async () => {
  const workshop = await Workshop.open();
  const connection = {
    ...workshop.connection,
    endpoints: { 'piq-and-ewt': { verb: 'GET', path: '/x', answers: { 200: 'waiting' } } },
  } as Connection;
  const input = { taskId: 't', queueId: 'q', lookbackMinutes: 5 };
  await expect(workshop.invoke({ node: 'piq-and-ewt', input, connection })).rejects.toMatchObject({
    code: 'endpoint.outcome',
  });
});

test.each(['HTTPS://api.example.com', 'https://[2001:db8::1]:8443/x'])(
  '%s is a web address',
  async (taskApi) => {
    const workshop = await Workshop.simulate();
    const { engine } = workshop;
    const connection = { orgId: 'o', taskApi, callbackBase: 'HTTPS://c.example.com' };
    const input = {
      taskId: 't',
      agentId: 'a',
      screenPopUrl: 'HTTPS://[2001:db8::1]/x',
      loadingBehavior: 'insideDesktop',
    };
    const plan = await engine.plan({ node: 'screen-pop', input, connection });
    await expect(plan.show()).rejects.toMatchObject({ code: 'endpoint.unconfirmed' });
    expect(await (await engine.plan({ node: 'screen-pop', input })).show()).toHaveProperty('call');
  },
);

test('http to another machine is refused, however it is written', async () => {
  const { engine } = await Workshop.simulate();
  const connection = { orgId: 'o', taskApi: 'HTTP://api.example.com' };
  await expect(engine.plan({ node: 'screen-pop', input: {}, connection })).rejects.toMatchObject({
    code: 'connection.insecure',
  });
});

test('a task id that is not a UUID is sent with a warning', async () => {
  const workshop = await Workshop.simulate();
  const input = {
    taskId: '6bbe6cb4-73b6-4c26-a8b6-fe39c13fdf26_0',
    ...{ conversationId: 'c', destination: 'a_1', origin: '1555', customerName: 'A', customerId: '1555' },
    ...{ mediaType: 'social', mediaChannel: 'whatsapp', sourceNumber: '1555' },
  };
  expect(await workshop.invoke({ node: 'create-task', input })).toMatchObject({
    diagnostics: [{ severity: 'warning', code: 'method.note', pointer: '/taskId' }],
  });
});
