import {
  delayStep,
  end,
  ended,
  evaluateStep,
  flowOf,
  folderOfFlows,
  outcomesOf,
  runAtSandbox,
  sendStep,
} from './flow-fixtures.js';

const call = (flow: string, change = {}) => ({
  kind: 'call',
  id: 'n3',
  name: 'call',
  flow,
  transitions: { onSuccess: { to: 'send' }, ...ended('onError') },
  ...change,
});

const inner = (exitResult: number | undefined) =>
  flowOf(
    [
      evaluateStep("var answer = question + '!'; 1", {
        transitions: { '1': end(exitResult), onInvalidChoice: end(102), onError: end(102) },
      }),
    ],
    { id: 'inner', variables: { question: '' } },
  );

const outer = flowOf([
  call('inner.json', { variables: { question: 'hello $(taskId)' } }),
  sendStep({ message: '$(n3.answer) $(n3.exitResult)' }),
]);

const run = async (flow: object, flows: Parameters<typeof folderOfFlows>[0]) => {
  const path = await folderOfFlows({ ...flows, 'a.flow.json': flow as never });
  return runAtSandbox(flow as never, { file: path('a.flow.json') });
};

test('a called flow gets variables, has its own, and gives them back as outputs', async () => {
  const report = await run(outer, { 'inner.json': inner(101) });
  expect(report.steps.map(({ flow, name, outcome }) => [flow, name, outcome])).toEqual([
    ['inner', 'evaluate', '1'],
    ['a-flow', 'call', 'onSuccess'],
    ['a-flow', 'send', 'onSuccess'],
  ]);
  expect(report.steps[2]?.sent?.message).toBe('hello t-1! 101');
  expect(report.variables).not.toHaveProperty('answer');
});

test('a called flow that ends with an error is onError', async () => {
  expect(outcomesOf(await run(outer, { 'inner.json': inner(102) }))).toEqual([
    'evaluate: 1',
    'call: onError',
  ]);
});

test('flows that call one another in a circle end in onError with the reason', async () => {
  const calling = (file: string, id: string) =>
    flowOf([call(file, { transitions: ended('onSuccess', 'onError') })], { id });
  const report = await run(calling('b.json', 'a'), {
    'b.json': calling('c.json', 'b'),
    'c.json': calling('a.flow.json', 'c'),
  });
  expect(report.steps.map(({ flow, outcome }) => [flow, outcome])).toEqual([
    ['c', 'onError'],
    ['b', 'onSuccess'],
    ['a', 'onSuccess'],
  ]);
  expect(report.steps[0]?.diagnostics[0]?.message).toContain('in a circle');
});

test('a chain of calls that is too deep ends in onError', async () => {
  const flows = Object.fromEntries(
    Array.from({ length: 15 }, (_, index) => [
      `f${index}.json`,
      flowOf([call(`f${index + 1}.json`, { transitions: ended('onSuccess', 'onError') })], {
        id: `f${index}`,
      }),
    ]),
  );
  const report = await run(flowOf([call('f0.json', { transitions: ended('onSuccess', 'onError') })]), flows);
  expect(report.steps[0]?.diagnostics[0]?.message).toContain('Over 10 flows');
  expect(report.end.reason).toBe('end');
});

test('a called flow that loops uses up the executions of the whole run', async () => {
  const loop = flowOf([delayStep('other'), delayStep('delay', { id: 'n7', name: 'other' })], { id: 'inner' });
  expect((await run(outer, { 'inner.json': loop })).end.reason).toBe('execution-limit');
});

test('a called flow that cannot be read is onError', async () => {
  expect(outcomesOf(await run(outer, { 'inner.json': '{' }))).toEqual(['call: onError']);
  expect(outcomesOf(await run(outer, {}))).toEqual(['call: onError']);
});
