import type { Engine } from '../../src/engine/engine.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { postCallback, sendJson, startStubApi } from './stub-api.js';

let engine: Engine;
beforeAll(async () => {
  engine = workspaceOf(await temporaryFolder()).engine;
});
afterAll(() => engine.close());

/** Within the limit of bytes, and deeper than any stack. */
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

const tokens = fixedToken('a-token-of-the-test');

test('an answer that is nested without end is unreadable', async () => {
  const api = await startStubApi((_received, response) =>
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(`{"piq":1,"ewt":1,"more":${deep}}`),
  );
  const result = await engine.invoke({
    node: 'piq-and-ewt',
    input: { taskId: 't-1', queueId: 'q-1', lookbackMinutes: 5 },
    connection: api.connection,
    tokens,
  });
  expect(result).toMatchObject({
    outcome: 'onError',
    diagnostics: [{ code: 'answer.unreadable', message: expect.stringContaining('levels deep') }],
  });
});

test('a callback that is nested without end is refused, and the wait goes on', async () => {
  const statuses: number[] = [];
  const api = await startStubApi(async ({ body: { webhook } }, response) => {
    sendJson(response, 202, {});
    const hostile = await fetch(webhook!, { method: 'POST', body: `{"status":"queued","more":${deep}}` });
    statuses.push(hostile.status);
    await postCallback(webhook!, { status: 'queued', taskId: 't-1' });
  });
  const result = await engine.invoke({
    node: 'queue-task',
    version: 'v1.3',
    input: { taskId: 't-1', conversationId: 'c-1', mediaType: 'chat', mediaChannel: 'web', queueId: 'q-1' },
    connection: api.connection,
    tokens,
  });
  expect(result.outcome).toBe('Queued');
  expect(statuses).toEqual([400]);
});
