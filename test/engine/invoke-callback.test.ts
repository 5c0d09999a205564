import type { CallbackChange } from '../../src/sandbox/faults.js';
import { Workshop } from '../support/workshop.js';
import { queueCall, taskIdOf } from './calls.js';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.open();
});

test.each([
  ['before-answer', 'Queued'],
  ['doubled', 'Queued'],
  ['unreadable-first', 'Queued'],
  ['unknown-word', 'onInvalidChoice'],
] as [CallbackChange, string][])('a callback that is %s gives %s', async (change, outcome) => {
  await workshop.order('queue-task', { kind: 'callback', change });
  const call = await queueCall(workshop);
  const result = await workshop.invoke(call);
  expect(result.outcome).toBe(outcome);
});

test('a callback that reports a failure gives the outcome and the reason', async () => {
  const call = await queueCall(workshop);
  expect((await workshop.invoke(call)).outcome).toBe('Queued');
  expect(await workshop.invoke(call)).toMatchObject({
    outcome: 'taskFailed',
    type: 'error',
    diagnostics: [{ code: 'callback.failed', message: expect.stringContaining('queued') }],
  });
});

test('twenty calls at once get each their own callback', async () => {
  const calls = await Promise.all(Array.from({ length: 20 }, () => queueCall(workshop)));
  const results = await Promise.all(calls.map((call) => workshop.invoke(call)));
  expect(results.map(({ outcome }) => outcome)).toEqual(Array(20).fill('Queued'));
  expect(results.map(({ outputs }) => (outputs as { taskId: string }).taskId)).toEqual(calls.map(taskIdOf));
});

test('outputs come from the callback', async () => {
  const call = await queueCall(workshop);
  const result = await workshop.invoke(call);
  expect(result.outputs).toEqual({ taskId: taskIdOf(call), agentId: '' });
});
