import type { Result } from '../../schemas/types.js';
import type { TokenSource } from '../../src/runtime/token-source.js';
import { Workshop } from '../support/workshop.js';
import { positionCall, queueCall } from './calls.js';
import { startStubApi } from './stub-api.js';

/** The platform's own; nobody waits for it, time is virtual. */
const deadlineMs = 18_000;

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.simulate();
});
afterEach(() => workshop.admin('DELETE', '/faults'));

const later = (ms: number): Promise<void> =>
  new Promise((resolve) => void workshop.simulation!.clock.after(ms, resolve));

const slowTokens = (ms: number): TokenSource => ({
  remedy: '',
  getToken: async () => {
    await later(ms);
    return workshop.sandbox.token;
  },
});

const expectTimeout = (result: Result, what: string, effect: Result['effect']) => {
  expect(result).toMatchObject({
    outcome: 'onTimeout',
    type: 'timeout',
    effect,
    diagnostics: [{ code: 'deadline', message: expect.stringContaining(what) }],
  });
  expect(result.diagnostics[0]?.message).toContain('18000 ms');
};

test('an answer that comes too late gives onTimeout when the deadline passes', async () => {
  await workshop.order('piq-and-ewt', { kind: 'delay', ms: 30_000 });
  const result = await workshop.invoke(await positionCall(workshop));
  expectTimeout(result, 'answer', 'possible');
  expect(result.timings).toEqual({ token: 0, send: deadlineMs, wait: 0, total: deadlineMs });
});

test('an answer just before the deadline is in time', async () => {
  await workshop.order('piq-and-ewt', { kind: 'delay', ms: deadlineMs - 1 });
  const result = await workshop.invoke(await positionCall(workshop));
  expect(result).toMatchObject({ outcome: 'Success', timings: { total: deadlineMs - 1 } });
});

test('a lost callback gives onTimeout when the deadline passes', async () => {
  await workshop.order('queue-task', { kind: 'callback', change: 'lost' });
  const result = await workshop.invoke(await queueCall(workshop));
  expectTimeout(result, 'callback', 'possible');
  expect(result.timings).toEqual({ token: 0, send: 0, wait: deadlineMs, total: deadlineMs });
});

test('a callback that comes after the deadline changes nothing and is answered 200', async () => {
  await workshop.order('queue-task', { kind: 'callback', change: 'late', ms: deadlineMs + 1000 });
  const result = await workshop.invoke(await queueCall(workshop));
  expectTimeout(result, 'callback', 'possible');
  const { clock } = workshop.simulation!;
  await clock.work(() => clock.wait(later(2000)));
  const { callbacks } = await workshop.admin<{ callbacks: { answer: number }[] }>('GET', '/state');
  expect(callbacks.at(-1)?.answer).toBe(200);
  expect(result.outcome).toBe('onTimeout');
});

test('the time that the token took is missing from the rest', async () => {
  await workshop.order('piq-and-ewt', { kind: 'delay', ms: 30_000 });
  const result = await workshop.invoke({ ...(await positionCall(workshop)), tokens: slowTokens(10_000) });
  expect(result.outcome).toBe('onTimeout');
  expect(result.timings).toEqual({ token: 10_000, send: 8000, wait: 0, total: deadlineMs });
});

test('the time that the answer took is missing from the wait for the callback', async () => {
  await workshop.order('queue-task', { kind: 'callback', change: 'lost' });
  await workshop.order('queue-task', { kind: 'delay', ms: 10_000 });
  const slow = await workshop.invoke(await queueCall(workshop));
  expectTimeout(slow, 'callback', 'possible');
  // The first fault that was ordered is the first call's.
  expect(slow.timings).toMatchObject({ wait: deadlineMs });
  const delayed = await workshop.invoke(await queueCall(workshop));
  expect(delayed).toMatchObject({ outcome: 'Queued', timings: { send: 10_000, total: 10_002 } });
});

test('a token source that never answers is not waited for beyond the deadline', async () => {
  const tokens: TokenSource = { remedy: '', getToken: () => new Promise(() => {}) };
  const result = await workshop.invoke({ ...(await queueCall(workshop)), tokens });
  expectTimeout(result, 'token', 'none');
  expect(result.timings.total).toBe(deadlineMs);
});

test('a token source that heeds the signal gives onTimeout, and the call may be tried again', async () => {
  const tokens: TokenSource = {
    remedy: '',
    getToken: ({ signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  };
  const result = await workshop.invoke({ ...(await queueCall(workshop)), tokens });
  expectTimeout(result, 'token', 'none');
  expect(result.diagnostics[0]?.remedy).toContain('had no effect');
});

test('a call within its deadline leaves no timer that ends a later one', async () => {
  expect((await workshop.invoke(await queueCall(workshop))).outcome).toBe('Queued');
  await workshop.order('queue-task', { kind: 'callback', change: 'late', ms: deadlineMs - 10 });
  expect((await workshop.invoke(await queueCall(workshop))).outcome).toBe('Queued');
});

test("a connection's own deadline counts", async () => {
  await workshop.order('piq-and-ewt', { kind: 'delay', ms: 500 });
  const connection = { ...workshop.connection, deadlineMs: 400 };
  const result = await workshop.invoke({ ...(await positionCall(workshop)), connection });
  expect(result).toMatchObject({ outcome: 'onTimeout', timings: { total: 400 } });
});

describe('in real time, over sockets', () => {
  let real: Workshop;
  beforeAll(async () => {
    real = await Workshop.open();
  });
  const within = (ms: number) => ({ ...real.connection, deadlineMs: ms });

  test('an answer whose body never ends gives onTimeout', async () => {
    const api = await startStubApi((_received, response) => response.writeHead(200).write('{"piq":'));
    const connection = { ...api.connection, deadlineMs: 150 };
    const result = await real.invoke({ ...(await positionCall(real)), connection });
    expect(result).toMatchObject({ outcome: 'onTimeout', diagnostics: [{ code: 'deadline' }] });
    expect(result.timings.total).toBeGreaterThanOrEqual(145);
  });

  test('an answer that comes too late, and a lost callback, give onTimeout', async () => {
    await real.order('piq-and-ewt', { kind: 'delay', ms: 60_000 });
    const late = await real.invoke({ ...(await positionCall(real)), connection: within(150) });
    await real.order('queue-task', { kind: 'callback', change: 'lost' });
    const lost = await real.invoke({ ...(await queueCall(real)), connection: within(150) });
    for (const result of [late, lost]) {
      expect(result.outcome).toBe('onTimeout');
      expect(result.timings.total).toBeGreaterThanOrEqual(145);
    }
  });
});
