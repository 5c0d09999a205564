import type { Result } from '../../schemas/types.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import type { Fault } from '../../src/sandbox/faults.js';
import { Workshop } from '../support/workshop.js';
import { positionCall, queueCall } from './calls.js';
import { startStubApi } from './stub-api.js';

// What a Result says of the effect: from it alone follows who may call again.

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.simulate();
});

const queued = async (fault?: Fault): Promise<Result> => {
  if (fault) await workshop.order('queue-task', fault);
  return workshop.invoke(await queueCall(workshop));
};

test('done: the callback says so', async () => {
  expect(await queued()).toMatchObject({ outcome: 'Queued', effect: 'done' });
});

test('done: a listed success of a method without a callback', async () => {
  expect(await workshop.invoke(await positionCall(workshop))).toMatchObject({
    outcome: 'Success',
    effect: 'done',
  });
});

test('none: the input is invalid', async () => {
  const call = { ...(await queueCall(workshop)), input: {} };
  expect(await workshop.invoke(call)).toMatchObject({ outcome: 'onInvalidData', effect: 'none' });
});

test('none: there is no usable authorization', async () => {
  const call = { ...(await queueCall(workshop)), tokens: fixedToken(undefined) };
  expect(await workshop.invoke(call)).toMatchObject({ outcome: 'onauthorizationfail', effect: 'none' });
});

test('none: the token server fails, before and after a first try', async () => {
  const failing = {
    remedy: '',
    getToken: async ({ rejected }: { rejected?: string }) => {
      if (rejected !== undefined) throw new Error('down');
      return 'a-token-that-is-refused';
    },
  };
  const call = { ...(await queueCall(workshop)), tokens: failing };
  expect(await workshop.invoke(call)).toMatchObject({ outcome: 'onError', effect: 'none' });
});

test('none: nobody listens', async () => {
  const connection = { ...workshop.connection, taskApi: 'http://127.0.0.1:1' };
  expect(await workshop.invoke({ ...(await queueCall(workshop)), connection })).toMatchObject({
    outcome: 'onError',
    effect: 'none',
  });
});

test('none: the callback reports failure', async () => {
  expect(await queued({ kind: 'callback', change: 'failed' })).toMatchObject({
    outcome: 'taskFailed',
    effect: 'none',
  });
});

test.each([400, 401, 403, 404, 422, 429])('none: the API refuses with %s', async (status) => {
  expect(await queued({ kind: 'status', status })).toMatchObject({ type: 'error', effect: 'none' });
});

test.each([204, 206])(
  'possible: the API answers %s, which may announce a callback, and none comes',
  async (status) => {
    expect(await queued({ kind: 'status', status })).toMatchObject({
      outcome: 'onTimeout',
      effect: 'possible',
      diagnostics: [{ code: 'deadline' }, { code: 'answer.unlisted', severity: 'warning' }],
    });
  },
);

test.each([302, 408, 409, 500, 502, 503, 504])('possible: the API answers %s', async (status) => {
  expect(await queued({ kind: 'status', status })).toMatchObject({ type: 'error', effect: 'possible' });
});

test.each<[string, Fault, string]>([
  ['the connection breaks before the answer', { kind: 'cut' }, 'onError'],
  ['the connection breaks in the answer', { kind: 'cut-body' }, 'onError'],
  ['the answer is HTML', { kind: 'garbage' }, 'onError'],
  ['the answer is half of a text', { kind: 'truncated' }, 'onError'],
  ['the answer is too long', { kind: 'oversized' }, 'onError'],
  ['the answer is late', { kind: 'delay', ms: 60_000 }, 'onTimeout'],
  ['the callback is lost', { kind: 'callback', change: 'lost' }, 'onTimeout'],
  ['the callback brings an unknown word', { kind: 'callback', change: 'unknown-word' }, 'onInvalidChoice'],
])('possible: %s', async (_what, fault, outcome) => {
  expect(await queued(fault)).toMatchObject({ outcome, effect: 'possible' });
});

test('a success status that the method does not list may have had an effect', async () => {
  await workshop.order('piq-and-ewt', { kind: 'body', body: { unexpected: true } });
  expect(await workshop.invoke(await positionCall(workshop))).toMatchObject({
    type: 'error',
    effect: 'possible',
  });
});

test('none: a handshake that fails stops the call before it is sent', async () => {
  const real = await Workshop.open();
  const api = await startStubApi((_received, response) => response.end());
  // The server knows no TLS.
  const taskApi = api.connection.taskApi!.replace('http:', 'https:');
  const result = await real.invoke({
    ...(await positionCall(real)),
    connection: { ...api.connection, taskApi },
  });
  expect(api.received).toEqual([]);
  expect(result).toMatchObject({
    outcome: 'onError',
    effect: 'none',
    diagnostics: [{ code: 'send.unreachable' }],
  });
});
