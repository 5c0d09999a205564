import {
  end,
  ended,
  evaluateStep,
  findingsOf,
  flowOf,
  placesOf,
  queueStep,
  queueTransitions,
  sendStep,
} from './flow-fixtures.js';

const queueThenSend = (message: string, outcome = 'Queued', change = {}) =>
  flowOf(
    [queueStep({ transitions: { ...queueTransitions, [outcome]: { to: 'send' } } }), sendStep({ message })],
    change,
  );

test('a variable that nothing sets is an error with the nearest name', async () => {
  const findings = await findingsOf(flowOf([queueStep({}, { conversationId: '$(taskld)' })]));
  expect(findings).toMatchObject([
    {
      severity: 'error',
      rule: 'variable.never-set',
      pointer: '/steps/0/input/conversationId',
      remedy: expect.stringContaining('"taskId"'),
    },
  ]);
});

test.each([
  ['inappmessaging.userId', '$(n2.inappmessaging.userId)'],
  ['agentId', '$(n3.agentId)'],
])('an output without its step, $(%s), is told with it', async (name, reference) => {
  expect(await findingsOf(queueThenSend(`$(${name})`))).toMatchObject([
    { rule: 'variable.never-set', remedy: `An output is named with its step: ${reference}.` },
  ]);
});

test('transid and emptystring are always there', async () => {
  expect(await findingsOf(flowOf([sendStep({ message: '$(transid)$(emptystring)' })]))).toEqual([]);
});

test('an output of a step that succeeded is there; one of a step that failed may not be', async () => {
  expect(await findingsOf(queueThenSend('$(n3.taskId)'))).toEqual([]);
  expect(placesOf(await findingsOf(queueThenSend('$(n3.taskId)', 'Error')))).toEqual([
    ['warning', 'variable.unset-on-a-path', '/steps/1/message'],
  ]);
});

test('an output of a step on one of two paths may not be there', async () => {
  const steps = [
    evaluateStep('1', {
      transitions: { '1': { to: 'queue' }, onInvalidChoice: { to: 'send' }, onError: end() },
    }),
    queueStep({ transitions: { ...queueTransitions, Queued: { to: 'send' } } }),
    sendStep({ message: '$(n3.taskId)' }),
  ];
  expect(placesOf(await findingsOf(flowOf(steps)))).toEqual([
    ['warning', 'variable.unset-on-a-path', '/steps/2/message'],
  ]);
});

test('a variable that is set after it is read is a warning', async () => {
  const step = sendStep({ message: '$(late)', actions: [{ when: 'leave', set: 'late', value: 'x' }] });
  expect(placesOf(await findingsOf(flowOf([step])))).toEqual([
    ['warning', 'variable.unset-on-a-path', '/steps/0/message'],
  ]);
  const early = sendStep({ message: '$(late)', actions: [{ when: 'enter', set: 'late', value: 'x' }] });
  expect(await findingsOf(flowOf([early]))).toEqual([]);
});

test('a variable that a loop sets is not there in its first round', async () => {
  const steps = [
    sendStep({
      message: '$(round)',
      transitions: { ...ended('onInvalidData', 'onError'), onSuccess: { to: 'evaluate' } },
    }),
    evaluateStep('var round = 1; 1', {
      transitions: { '1': { to: 'send' }, onInvalidChoice: end(), onError: end() },
    }),
  ];
  expect(placesOf(await findingsOf(flowOf(steps)))).toContainEqual([
    'warning',
    'variable.unset-on-a-path',
    '/steps/0/message',
  ]);
});

test('an output that the step does not have is an error with the nearest name', async () => {
  expect(await findingsOf(queueThenSend('$(n3.taskID)'))).toMatchObject([
    { severity: 'error', rule: 'variable.unknown', remedy: 'Did you mean "taskId"?' },
  ]);
  expect(await findingsOf(queueThenSend('$(n77.taskId)'))).toMatchObject([{ rule: 'variable.unknown' }]);
});

test('the names of an event are those of that event, to the letter', async () => {
  const start = (event: string) => ({ start: { kind: 'taskEvent', event, to: 'send' } });
  const read = (name: string, event: string) =>
    findingsOf(flowOf([sendStep({ message: `$(n2.${name})` })], start(event)));
  expect(await read('webex.ID', 'Task Routed')).toEqual([]);
  expect(await read('webex.taskId', 'Task Closed')).toEqual([]);
  expect(await read('webex.owner', 'Task Closed')).toEqual([]);
  expect(placesOf(await read('webex.taskId', 'Task Routed'))).toEqual([
    ['error', 'variable.unknown', '/steps/0/message'],
  ]);
  expect(placesOf(await read('webex.ID', 'Task Closed'))).toHaveLength(1);
  expect(placesOf(await read('webex.context', 'Task Routed'))).toHaveLength(1);
});

test('a webhook gives what it declares', async () => {
  const start = { start: { kind: 'webhook', outputs: ['order'], to: 'send' } };
  expect(await findingsOf(flowOf([sendStep({ message: '$(n2.inboundWebhook.order)' })], start))).toEqual([]);
  expect(
    placesOf(await findingsOf(flowOf([sendStep({ message: '$(n2.inboundWebhook.ordre)' })], start))),
  ).toEqual([['error', 'variable.unknown', '/steps/0/message']]);
});

test('what a script sets can be read after it, and what it reads must be there', async () => {
  const steps = (script: string) => [
    evaluateStep(script, { transitions: { '1': { to: 'send' }, onInvalidChoice: end(), onError: end() } }),
    sendStep({ message: '$(made)' }),
  ];
  expect(await findingsOf(flowOf(steps('var made = taskId + JSON.stringify({ a: 1 }); 1')))).toEqual([]);
  expect(placesOf(await findingsOf(flowOf(steps('var made = nobody; 1'))))).toEqual([
    ['error', 'variable.never-set', '/steps/0/script'],
  ]);
  expect(
    await findingsOf(flowOf(steps("var made = typeof nobody === 'undefined' ? '' : nobody; 1"))),
  ).toEqual([]);
  expect(placesOf(await findingsOf(flowOf(steps('function f() { var made = 1; } 1'))))).toEqual([
    ['error', 'variable.never-set', '/steps/1/message'],
  ]);
});
