import { parseFault } from '../../src/flow/faults/fault.js';
import { parseFlow } from '../../src/flow/read-flow.js';
import type { Flow } from '../../src/flow/types.js';
import {
  createAndQueue,
  delayStep,
  end,
  evaluateStep,
  flowOf,
  queueStep,
  queueTransitions,
  runAtSandbox,
  sendStep,
} from './flow-fixtures.js';

const flow = createAndQueue();

const queueWith = async (fault: string) => {
  const { steps } = await runAtSandbox(flow, { faults: [fault] });
  return steps[1]!;
};

test.each([
  ['429', 'Error'],
  ['503', 'Error'],
  ['5xx', 'Error'],
  ['403', 'onauthorizationfail'],
  ['cut', 'onError'],
  ['cut-body', 'onError'],
  ['garbage', 'onError'],
  ['truncated', 'onError'],
  ['oversized', 'onError'],
  ['slow', 'onTimeout'],
  ['lost-callback', 'onTimeout'],
  ['late-callback', 'onTimeout'],
  ['duplicate-callback', 'Queued'],
  ['early-callback', 'Queued'],
  ['unreadable-callback', 'Queued'],
  ['unknown-callback', 'onInvalidChoice'],
  ['failed-callback', 'taskFailed'],
  ['expired-token', 'Queued'],
  ['revoked-token', 'onauthorizationfail'],
  ['no-token', 'onauthorizationfail'],
])('the fault %s of the wire leads Queue Task to %s', async (wire, outcome) => {
  const step = await queueWith(`step=queue,wire=${wire}`);
  expect(step.outcome).toBe(outcome);
  expect(step.forced).toMatchObject({ by: wire.endsWith('-token') ? 'token' : 'wire' });
});

test('a 429 brings Retry-After', async () => {
  const usual = await queueWith('step=queue,wire=429');
  expect(usual.exchanges?.[0]).toMatchObject({ answer: { status: 429, headers: { 'retry-after': '30' } } });
  const chosen = await queueWith('step=queue,wire=429,retry-after=7');
  expect(chosen.exchanges?.[0]).toMatchObject({ answer: { headers: { 'retry-after': '7' } } });
});

test('an expired token is sent twice: refused, then renewed', async () => {
  const { exchanges } = await queueWith('step=queue,wire=expired-token');
  expect(exchanges).toMatchObject([
    { answer: { status: 401 } },
    { answer: { status: 202 } },
    { callback: {} },
  ]);
});

test.each([
  ['Queued', 'wire'],
  ['taskFailed', 'wire'],
  ['Error', 'wire'],
  ['onauthorizationfail', 'wire'],
  ['onInvalidData', 'input'],
  ['onError', 'wire'],
  ['onInvalidChoice', 'wire'],
  ['ontimeout', 'wire'],
])('the outcome %s of Queue Task is brought about through the %s', async (outcome, by) => {
  const step = await queueWith(`step=queue,outcome=${outcome}`);
  expect(step.outcome.toLowerCase()).toBe(outcome.toLowerCase());
  expect(step.forced?.by).toBe(by);
});

test("a time-out takes the platform's 18 s of virtual time, and the report says so", async () => {
  const { notes, steps } = await runAtSandbox(flow, { faults: ['step=queue,outcome=onTimeout'] });
  expect(notes.join('\n')).toContain('Time was virtual');
  expect(steps[1]!.timings).toMatchObject({ wait: 18_000, total: 18_000 });
});

test('the outcome of a step that calls nobody is put in place', async () => {
  const { steps } = await runAtSandbox(flowOf([sendStep()]), { faults: ['step=send,outcome=onError'] });
  expect(steps).toMatchObject([{ outcome: 'onError', type: 'error', forced: { by: 'override' } }]);
});

test('an outcome that the wire does not lead to is put in place, and the report says what the wire gave', async () => {
  const steps = [queueStep({}, { taskId: 'no-such-task' })];
  const report = await runAtSandbox(flowOf(steps), { faults: ['step=queue,outcome=taskFailed'] });
  expect(report.steps[0]).toMatchObject({ outcome: 'taskFailed', forced: { by: 'override' } });
  expect(report.steps[0]?.forced?.how).toContain('led to Error');
});

test('a fault is for one execution, for some, or for all', async () => {
  const retrying = flowOf(
    [
      queueStep(
        { transitions: { ...queueTransitions, Error: { to: 'evaluate' } } },
        { taskId: 'no-such-task' },
      ),
      evaluateStep("var rounds = Number(rounds) + 1; rounds < 5 ? 'again' : 'enough';", {
        transitions: { again: { to: 'delay' }, enough: end(103), onInvalidChoice: end(), onError: end() },
      }),
      delayStep('queue'),
    ],
    { variables: { taskId: '', rounds: '0' } },
  );
  const run = async (times: string) => {
    const { steps } = await runAtSandbox(retrying, { faults: [`step=queue,outcome=Error${times}`] });
    return steps.filter(({ forced }) => forced).length;
  };
  expect(await run('')).toBe(1);
  expect(await run(',times=3')).toBe(3);
  expect(await run(',times=all')).toBe(5);
});

const parsed = parseFlow('f', JSON.stringify(flow)).value as Flow;

test('a step is named by its id too', () => {
  expect(parseFault('step=n3,wire=429', parsed)).toMatchObject({ step: 'n3', wire: '429', times: 1 });
});

test.each([
  ['queue', 'is not understood'],
  ['step=queue', 'needs a step'],
  ['step=queue,outcome=Error,wire=429', 'needs a step'],
  ['step=moon,outcome=Error', 'has no step'],
  ['step=queue,wire=moon', 'there is no fault'],
  ['step=queue,wire=200', 'there is no fault'],
  ['step=queue,wire=429,times=many', 'not a whole number'],
  ['step=queue,wire=429,times=0', 'never'],
  ['', 'needs a step'],
  ['step=queue,step=queue,wire=429', 'twice'],
])('--fault %s is refused', (text, message) => {
  expect(() => parseFault(text, parsed)).toThrow(message);
});

test('a step without a wire has no fault of the wire', () => {
  const { value } = parseFlow('f', JSON.stringify(flowOf([sendStep()])));
  expect(() => parseFault('step=send,wire=429', value!)).toThrow('sends nothing over the wire');
});
