import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenSource } from '../../src/runtime/token-source.js';
import type { Transport } from '../../src/runtime/transport.js';
import { Workshop } from '../support/workshop.js';
import { callsOf, positionCall, queueCall, taskIdOf } from './calls.js';
import { sendJson, startStubApi } from './stub-api.js';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.open();
});

describe('an answer that is not whole gives onError', () => {
  test.each([
    ['cut', 'send.cut'],
    ['cut-body', 'send.cut'],
    ['oversized', 'send.too-large'],
    ['garbage', 'answer.unreadable'],
    ['truncated', 'answer.unreadable'],
  ] as const)('%s', async (kind, code) => {
    const call = await positionCall(workshop);
    await workshop.order('piq-and-ewt', { kind });
    expect(await workshop.invoke(call)).toMatchObject({
      outcome: 'onError',
      type: 'error',
      diagnostics: [{ severity: 'error', code }],
    });
  });

  test('and is not asked for again', async () => {
    const api = await startStubApi((_received, response) => response.destroy());
    const result = await workshop.invoke({ ...(await positionCall(workshop)), connection: api.connection });
    expect(result.outcome).toBe('onError');
    expect(api.received).toHaveLength(1);
  });

  test('and the next call works', async () => {
    await workshop.order('piq-and-ewt', { kind: 'cut' });
    await workshop.invoke(await positionCall(workshop));
    expect((await workshop.invoke(await positionCall(workshop))).outcome).toBe('Success');
  });
});

describe('an error answer is not asked for again', () => {
  test.each([429, 500, 502, 503])('%i', async (status) => {
    const call = await queueCall(workshop);
    await workshop.order('queue-task', { kind: 'status', status });
    expect((await workshop.invoke(call)).outcome).toBe('Error');
    expect(await callsOf(workshop, taskIdOf(call))).toHaveLength(1);
  });
});

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('%i is not followed', async (status) => {
    const api = await startStubApi(({ url }, response) =>
      url === '/elsewhere'
        ? sendJson(response, 200, { piq: 1, ewt: 1 })
        : response.writeHead(status, { Location: '/elsewhere' }).end(),
    );
    const result = await workshop.invoke({ ...(await positionCall(workshop)), connection: api.connection });
    expect(result).toMatchObject({ outcome: 'Error', diagnostics: [{ received: String(status) }] });
    expect(api.received.map(({ url }) => url)).not.toContain('/elsewhere');
    expect(api.received).toHaveLength(1);
  });

  test('to nowhere is just a status', async () => {
    const api = await startStubApi((_received, response) =>
      response.writeHead(302, { Location: 'http://%zz' }).end(),
    );
    const result = await workshop.invoke({ ...(await positionCall(workshop)), connection: api.connection });
    expect(result.outcome).toBe('Error');
  });
});

test('calls share a connection that is kept alive', async () => {
  const api = await startStubApi((_received, response) => sendJson(response, 200, { piq: 1, ewt: 1 }));
  for (let count = 0; count < 3; count += 1)
    await workshop.invoke({ ...(await positionCall(workshop)), connection: api.connection });
  expect(api.received).toHaveLength(3);
  expect(api.sockets).toBe(1);
});

test('an API that has stopped gives onError', async () => {
  const other = await Workshop.open();
  const call = await positionCall(other);
  expect((await other.invoke(call)).outcome).toBe('Success');
  await other.sandbox.stop();
  // The connection that was kept alive is known to be closed after some turns of the event loop.
  for (let turns = 0; turns < 20; turns += 1) await sleep(5);
  expect(await other.invoke(call)).toMatchObject({
    outcome: 'onError',
    diagnostics: [{ code: 'send.unreachable' }],
  });
});

test('a transport and a source of tokens that somebody gives get signals of Node.js, which end with the deadline', async () => {
  const given: AbortSignal[] = [];
  const transport: Transport = {
    send: (_call, _token, signal) => {
      given.push(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    },
    close: () => {},
  };
  const tokens: TokenSource = {
    remedy: '',
    getToken: async ({ signal }) => {
      given.push(signal);
      return 'token';
    },
  };
  const { input: _, ...call } = await positionCall(workshop);
  const result = await workshop.engine.with({ transport }).invoke({
    ...call,
    input: { taskId: 'task', queueId: 'queue', lookbackMinutes: 30 },
    connection: { ...workshop.connection, deadlineMs: 1000 },
    tokens,
  });
  expect(result).toMatchObject({ outcome: 'onTimeout', effect: 'possible' });
  expect(given).toEqual([expect.any(AbortSignal), expect.any(AbortSignal)]);
  expect(given.map(({ aborted }) => aborted)).toEqual([true, true]);
});
