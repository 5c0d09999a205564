import {
  delayStep,
  end,
  ended,
  evaluateStep,
  flowOf,
  outcomesOf,
  runAtSandbox,
  sendStep,
} from './flow-fixtures.js';

test('a loop ends at the limit of executions', async () => {
  const report = await runAtSandbox(
    flowOf([delayStep('other'), delayStep('delay', { id: 'n7', name: 'other' })]),
  );
  expect(report.steps).toHaveLength(1000);
  expect(report.end).toMatchObject({ reason: 'execution-limit', status: 'error' });
  expect(report.end.message).toContain('Node execution limit reached');
});

test('a text that doubles in a loop ends the run, not the program', async () => {
  const step = delayStep('other', { actions: [{ when: 'enter', set: 'text', value: '$(text)$(text)' }] });
  const flow = flowOf([step, delayStep('delay', { id: 'n7', name: 'other' })], { variables: { text: 'xx' } });
  expect((await runAtSandbox(flow)).end).toMatchObject({ reason: 'too-large', status: 'error' });
});

test('scripts that invent variables without end stop the run', async () => {
  const script = 'for (var i = 0; i < 5000; i += 1) globalThis["v" + i] = i; 1';
  expect((await runAtSandbox(flowOf([evaluateStep(script)]))).end).toMatchObject({ reason: 'too-large' });
});

test('a script that never ends is the outcome onError, with the reason', async () => {
  const report = await runAtSandbox(flowOf([evaluateStep('for (;;) {}')]));
  expect(outcomesOf(report)).toEqual(['evaluate: onError']);
  expect(report.steps[0]?.diagnostics[0]?.message).toContain('longer than');
});

test('an outcome without a transition is a dead end', async () => {
  const step = sendStep({ transitions: ended('onSuccess') });
  const report = await runAtSandbox(flowOf([step]), { faults: ['step=send,outcome=onError'] });
  expect(report.end).toMatchObject({ reason: 'dead-end', step: 'send', outcome: 'onError' });
});

test('a transition to nowhere is a dead end', async () => {
  const step = sendStep({ transitions: { ...ended('onInvalidData', 'onError'), onSuccess: { to: 'moon' } } });
  expect((await runAtSandbox(flowOf([step]))).end.message).toContain('"moon"');
});

test('long values are cut where they are shown, not where they are used', async () => {
  const step = sendStep({
    message: '$(long)',
    transitions: { onSuccess: end(101), ...ended('onInvalidData', 'onError') },
  });
  const report = await runAtSandbox(flowOf([step], { variables: { long: 'x'.repeat(5000) } }));
  expect(report.variables.long).toContain('(5000 characters)');
  expect(report.steps[0]?.sent?.message).toHaveLength(5000);
});
