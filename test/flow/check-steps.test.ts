import {
  delayStep,
  end,
  evaluateStep,
  findingsOf,
  flowOf,
  placesOf,
  queueStep,
  queueTransitions,
  sendStep,
} from './flow-fixtures.js';

test('a flow with nothing wrong has no finding', async () => {
  expect(await findingsOf(flowOf([queueStep()]))).toEqual([]);
});

test('two steps of one id, and two of one name, are errors at the second', async () => {
  const steps = [
    queueStep({ transitions: { ...queueTransitions, Queued: { to: 'send' } } }),
    sendStep({ id: 'n3' }),
  ];
  expect(placesOf(await findingsOf(flowOf(steps)))).toContainEqual([
    'error',
    'step.duplicate-id',
    '/steps/1/id',
  ]);
  const named = [
    queueStep({ transitions: { ...queueTransitions, Queued: { to: 'n5' } } }),
    sendStep({ name: 'queue' }),
  ];
  expect(placesOf(await findingsOf(flowOf(named)))).toContainEqual([
    'error',
    'step.duplicate-name',
    '/steps/1/name',
  ]);
});

test('a transition to a step that does not exist is an error that suggests one', async () => {
  const steps = [queueStep({ transitions: { ...queueTransitions, Queued: { to: 'sned' } } }), sendStep()];
  const findings = await findingsOf(flowOf(steps));
  expect(findings[0]).toMatchObject({
    rule: 'step.unknown',
    pointer: '/steps/0/transitions/Queued',
    remedy: 'Did you mean "send"?',
  });
});

test('a start that leads nowhere is an error', async () => {
  const flow = flowOf([queueStep()], { start: { kind: 'channelMessage', channel: 'sms', to: 'moon' } });
  expect(placesOf(await findingsOf(flow))).toContainEqual(['error', 'step.unknown', '/start/to']);
});

test('a step may be named by its id', async () => {
  const steps = [queueStep({ transitions: { ...queueTransitions, Queued: { to: 'n5' } } }), sendStep()];
  expect(await findingsOf(flowOf(steps))).toEqual([]);
});

test('a step that no path leads to is a warning', async () => {
  expect(placesOf(await findingsOf(flowOf([queueStep(), sendStep()])))).toEqual([
    ['warning', 'step.unreachable', '/steps/1'],
  ]);
});

test('a step that leads straight back to itself is an error', async () => {
  const steps = [queueStep({ transitions: { ...queueTransitions, Error: { to: 'queue' } } })];
  expect(placesOf(await findingsOf(flowOf(steps)))).toEqual([['error', 'loop.straight-back', '/steps/0']]);
});

test('a loop without a Delay is a warning, one with a Delay and a step that counts is not', async () => {
  const fast = [
    queueStep({ transitions: { ...queueTransitions, Error: { to: 'evaluate' } } }),
    evaluateStep('1', { transitions: { '1': { to: 'queue' }, onInvalidChoice: end(), onError: end() } }),
  ];
  expect(placesOf(await findingsOf(flowOf(fast)))).toEqual([['warning', 'loop.no-delay', '/steps/0']]);
  const slow = [
    queueStep({ transitions: { ...queueTransitions, Error: { to: 'evaluate' } } }),
    evaluateStep('1', { transitions: { '1': { to: 'delay' }, onInvalidChoice: end(), onError: end() } }),
    delayStep('queue'),
  ];
  expect(await findingsOf(flowOf(slow))).toEqual([]);
});

test('a loop that no path leaves is an error', async () => {
  const flow = flowOf([delayStep('other'), delayStep('delay', { id: 'n7', name: 'other' })]);
  expect(placesOf(await findingsOf(flow))).toEqual([
    ['error', 'limit.executions', '/steps/0'],
    ['warning', 'loop.delay-only', '/steps/0'],
    ['warning', 'loop.delay-only', '/steps/1'],
  ]);
});

test('more than 150 steps are a warning', async () => {
  const steps = Array.from({ length: 151 }, (_, index) =>
    delayStep(index === 150 ? 'queue' : `d${index + 1}`, { id: `n${index + 100}`, name: `d${index}` }),
  );
  expect(placesOf(await findingsOf(flowOf([...steps, queueStep()])))).toEqual([
    ['warning', 'limit.steps', '/steps'],
  ]);
});

test('more than 25 Set Variable steps, and more than 30 variables in one, are errors', async () => {
  const outcomes = ['Task Updated', 'Task Failed', 'Invalid Token', 'Bad Request', 'Not Found'];
  const all = [...outcomes, 'serviceUnavailable', 'onauthorizationfail', 'onInvalidData', 'onError'];
  const wired = (to: object) =>
    Object.fromEntries([...all, 'onInvalidChoice', 'onTimeout'].map((name) => [name, to]));
  const setVariable = (index: number, count: number, to: object) => ({
    kind: 'node',
    id: `n${index + 10}`,
    name: `set ${index}`,
    node: 'set-variable',
    version: 'v1.7',
    method: 'set-flow-variable',
    input: {
      taskId: '$(taskId)',
      variables: Array.from({ length: count }, (_, number) => ({
        name: `v${number}`,
        type: 'String',
        value: '1',
      })),
    },
    transitions: wired(to),
  });
  const many = Array.from({ length: 26 }, (_, index) =>
    setVariable(index, 1, index === 25 ? end(101) : { to: `set ${index + 1}` }),
  );
  expect(placesOf(await findingsOf(flowOf(many)))).toEqual([
    ['error', 'limit.set-variable-steps', '/steps/25'],
  ]);
  expect(placesOf(await findingsOf(flowOf([setVariable(0, 31, end(101))])))).toContainEqual([
    'error',
    'limit.variables',
    '/steps/0/input/variables',
  ]);
});
