import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../../schemas/types.js';
import type { TokenSource } from '../../src/runtime/token-source.js';
import { Workshop } from '../support/workshop.js';
import { positionCall, queueCall } from './calls.js';
import { sendJson, startStubApi } from './stub-api.js';

/** How much later than its deadline a call may end on a busy machine, milliseconds. */
const slack = 1500;

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.admin('DELETE', '/faults'));

const within = (deadlineMs: number) => ({ ...workshop.connection, deadlineMs });
const slowTokens = (ms: number): TokenSource => ({
  remedy: '',
  getToken: async () => {
    await sleep(ms);
    return workshop.sandbox.token;
  },
});

const expectTimeout = (result: Result, deadlineMs: number, what: string) => {
  expect(result).toMatchObject({
    outcome: 'onTimeout',
    type: 'timeout',
    diagnostics: [{ code: 'deadline' }],
  });
  expect(result.diagnostics[0]?.message).toContain(what);
  expect(result.timings.total).toBeGreaterThanOrEqual(deadlineMs - 5);
  expect(result.timings.total).toBeLessThan(deadlineMs + slack);
};

test('an answer that comes too late gives onTimeout when the deadline passes', async () => {
  await workshop.order('piq-and-ewt', { kind: 'delay', ms: 3000 });
  const result = await workshop.invoke({ ...(await positionCall(workshop)), connection: within(150) });
  expectTimeout(result, 150, 'answer');
});

test('an answer whose body never ends gives onTimeout', async () => {
  const api = await startStubApi((_received, response) => response.writeHead(200).write('{"piq":'));
  const connection = { ...api.connection, deadlineMs: 150 };
  expectTimeout(await workshop.invoke({ ...(await positionCall(workshop)), connection }), 150, 'answer');
});

test('a lost callback gives onTimeout when the deadline passes', async () => {
  await workshop.order('queue-task', { kind: 'callback', change: 'lost' });
  const result = await workshop.invoke({ ...(await queueCall(workshop)), connection: within(150) });
  expectTimeout(result, 150, 'callback');
  expect(result.timings.wait).toBeGreaterThan(0);
});

test('a callback that comes after the deadline changes nothing and is answered 200', async () => {
  await workshop.order('queue-task', { kind: 'callback', change: 'late', ms: 300 });
  const call = await queueCall(workshop);
  const result = await workshop.invoke({ ...call, connection: within(150) });
  expectTimeout(result, 150, 'callback');
  await sleep(400);
  const { callbacks } = await workshop.admin<{ callbacks: { answer: number }[] }>('GET', '/state');
  expect(callbacks.at(-1)?.answer).toBe(200);
  expect(result.outcome).toBe('onTimeout');
});

test('the time that the token took is missing from the rest', async () => {
  await workshop.order('piq-and-ewt', { kind: 'delay', ms: 3000 });
  const call = { ...(await positionCall(workshop)), connection: within(500), tokens: slowTokens(400) };
  const result = await workshop.invoke(call);
  expect(result.outcome).toBe('onTimeout');
  expect(result.timings.token).toBeGreaterThanOrEqual(395);
  expect(result.timings.total).toBeLessThan(500 + 350);
});

test('the time that the answer took is missing from the wait for the callback', async () => {
  const api = await startStubApi(async (_received, response) => {
    await sleep(300);
    sendJson(response, 202, {});
  });
  const connection = { ...api.connection, deadlineMs: 500 };
  const result = await workshop.invoke({ ...(await queueCall(workshop)), connection });
  expectTimeout(result, 500, 'callback');
  expect(result.timings.send).toBeGreaterThanOrEqual(295);
  expect(result.timings.wait).toBeLessThan(250);
});

test('a token source that never answers is not waited for beyond the deadline', async () => {
  const tokens: TokenSource = { remedy: '', getToken: () => new Promise(() => {}) };
  const call = { ...(await queueCall(workshop)), connection: within(150), tokens };
  const result = await Promise.race([workshop.invoke(call), sleep(2000, undefined)]);
  expect(result).toMatchObject({ outcome: 'onTimeout' });
});

test('a token source that heeds the signal gives onTimeout', async () => {
  const tokens: TokenSource = {
    remedy: '',
    getToken: ({ signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  };
  const result = await workshop.invoke({ ...(await queueCall(workshop)), connection: within(150), tokens });
  expectTimeout(result, 150, 'token');
  expect(result.diagnostics[0]?.remedy).toContain('had no effect');
});

test('a call within its deadline leaves no timer that ends a later one', async () => {
  const first = await workshop.invoke({ ...(await queueCall(workshop)), connection: within(1000) });
  expect(first.outcome).toBe('Queued');
  await workshop.order('queue-task', { kind: 'callback', change: 'late', ms: 1200 });
  expect((await workshop.invoke(await queueCall(workshop))).outcome).toBe('Queued');
});
