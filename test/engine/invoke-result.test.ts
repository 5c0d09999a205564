import type { Result } from '../../schemas/types.js';
import { isResult } from '../../schemas/validators.js';
import type { InvokeCall } from '../../src/engine/engine.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import type { Fault } from '../../src/sandbox/faults.js';
import { Workshop } from '../support/workshop.js';
import { positionCall, queueCall, variableCall } from './calls.js';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.simulate();
});

interface Scene {
  call?: (workshop: Workshop) => Promise<InvokeCall>;
  fault?: Fault;
  change?: Partial<InvokeCall>;
  deadlineMs?: number;
}

const run = async ({ call = positionCall, fault, change, deadlineMs = 5000 }: Scene): Promise<Result> => {
  await workshop.admin('DELETE', '/faults');
  const asked = await call(workshop);
  if (fault) await workshop.order('*', fault);
  return workshop.invoke({ ...asked, connection: { ...workshop.connection, deadlineMs }, ...change });
};
const setVariable = async () => variableCall((await workshop.createTask()).id);
const status = (code: number): Fault => ({ kind: 'status', status: code, envelope: 'B' });

/** What is arranged and the outcome that follows. */
const scenes: [string, Scene][] = [
  ['Success', {}],
  ['InsufficientData', { fault: { kind: 'body', body: { piq: 1, ewt: -1 } } }],
  ['Error', { fault: { kind: 'body', body: { piq: '1', ewt: null, status: 5 } } }],
  ['Error', { fault: { kind: 'body', body: [] } }],
  ['Error', { fault: status(404) }],
  ['serviceUnavailable', { fault: status(503) }],
  ['onInvalidChoice', { fault: status(204) }],
  ['onError', { fault: { kind: 'garbage' } }],
  ['onError', { fault: { kind: 'cut' } }],
  ['onError', { change: { tokens: fixedToken(undefined) } }],
  ['onTimeout', { fault: { kind: 'delay', ms: 1000 }, deadlineMs: 50 }],
  ['onInvalidData', { change: { input: { taskId: [], surprise: {} } } }],
  ['onInvalidData', { change: { input: { taskId: '$(none)' } } }],
  ['Queued', { call: queueCall }],
  ['onauthorizationfail', { call: queueCall, change: { tokens: fixedToken('expired') } }],
  ['onauthorizationfail', { call: queueCall, change: { tokens: fixedToken(undefined) } }],
  ['onInvalidChoice', { call: queueCall, fault: { kind: 'callback', change: 'unknown-word' } }],
  ['onTimeout', { call: queueCall, fault: { kind: 'callback', change: 'lost' }, deadlineMs: 50 }],
  ['Task Updated', { call: setVariable }],
  ['Bad Request', { call: setVariable, fault: status(400) }],
  ['Not Found', { call: setVariable, fault: status(404) }],
  ['serviceUnavailable', { call: setVariable, fault: status(500) }],
  ['Task Failed', { call: setVariable, fault: status(418) }],
];

describe.each(scenes)('a result with the outcome %s (%#)', (outcome, scene) => {
  let result: Result;
  beforeAll(async () => {
    result = await run(scene);
  });

  test('has that outcome', () => {
    expect(result.outcome).toBe(outcome);
  });

  test('is what schemas/result.schema.json asks for', () => {
    expect(isResult(result)).toBe(true);
    expect(isResult.errors).toBeNull();
  });

  test('is JSON', () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test('has timings that add up', () => {
    const { token, send, wait, total } = result.timings;
    for (const time of [token, send, wait, total]) expect(Number.isFinite(time)).toBe(true);
    expect(token + send + wait).toBeLessThanOrEqual(total + 1);
  });

  test('says why, and what to do, when it is no success', () => {
    const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.length > 0).toBe(result.type !== 'success');
    for (const { message, remedy } of errors) {
      expect(message).not.toBe('');
      expect(remedy).not.toBe('');
    }
  });
});

test('a result says which package answered, and each has an id of its own', async () => {
  const first = await run({});
  const second = await run({});
  expect(first.package).toMatchObject({ name: 'piq-and-ewt', origin: 'pack' });
  expect(first.package.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(first.invocationId).not.toBe(second.invocationId);
});

test('the time of each phase stands with that phase', async () => {
  const { timings } = await run({ fault: { kind: 'delay', ms: 200 } });
  expect(timings.send).toBeGreaterThanOrEqual(195);
  expect(timings.token).toBeLessThan(100);
  expect(timings.wait).toBe(0);
});
