import {
  delayStep,
  end,
  ended,
  evaluateStep,
  findingsOf,
  flowOf,
  placesOf,
  queueStep,
  queueTransitions,
  runAtSandbox,
  sendStep,
} from './flow-fixtures.js';

type Change = Record<string, unknown>;

const node = (id: string, name: string, version: string, input: Change, transitions: Change) => ({
  kind: 'node',
  ...{ id, name, node: name, version, method: name, input, transitions },
});
const pop = node(
  'n8',
  'screen-pop',
  'v1.1',
  { taskId: '$(taskId)', agentId: 'a-1', screenPopUrl: 'www.example.com', loadingBehavior: 'insideDesktop' },
  ended(
    ...['onScreenPopSuccess', 'onScreenPopFailure', 'serviceUnavailable', 'onauthorizationfail'],
    ...['onInvalidData', 'onError', 'onInvalidChoice', 'onTimeout'],
  ),
);
const piq = node(
  'n9',
  'piq-and-ewt',
  'v1.1',
  { taskId: '$(taskId)', queueId: 'c0ffee00-0000-4000-8000-00000000000d', lookbackMinutes: 5 },
  ended('Success', 'InsufficientData', 'Error', 'onInvalidData', 'onError', 'onInvalidChoice', 'onTimeout'),
);
const rulesOf = async (flow: Change) =>
  placesOf(await findingsOf(flow)).filter(
    ([, rule]) => !['outcome.unknown', 'outcome.unwired'].includes(rule),
  );

test('a Screen Pop in a flow that a message starts has no agent', async () => {
  expect(await rulesOf(flowOf([pop]))).toEqual([['warning', 'screen-pop.no-agent', '/steps/0']]);
  const routed = { start: { kind: 'taskEvent', event: 'Task Routed', to: 'screen-pop' } };
  expect(await rulesOf(flowOf([pop], routed))).toEqual([]);
});

test('position and wait before any Queue Task', async () => {
  expect(await rulesOf(flowOf([piq]))).toEqual([['warning', 'piq-and-ewt.not-queued', '/steps/0']]);
  const queued = queueStep({ transitions: { ...queueTransitions, Queued: { to: 'piq-and-ewt' } } });
  expect(await rulesOf(flowOf([queued, piq]))).toEqual([]);
  const branch = evaluateStep('1', {
    transitions: { '1': { to: 'queue' }, onInvalidChoice: { to: 'piq-and-ewt' }, onError: end() },
  });
  expect(await rulesOf(flowOf([branch, queued, piq]))).toEqual([
    ['warning', 'piq-and-ewt.not-queued', '/steps/2'],
  ]);
});

test('a custom variable is not named like a session variable, wherever it is created', async () => {
  const names = (change: Change, step = {}) => rulesOf(flowOf([sendStep(step)], change));
  expect(await names({ variables: { taskId: 't', appid: '' } })).toEqual([
    ['warning', 'variable.session-name', '/variables/appid'],
  ]);
  expect(await names({}, { actions: [{ when: 'leave', set: 'payload', value: 'x' }] })).toEqual([
    ['warning', 'variable.session-name', '/steps/0/actions/0/set'],
  ]);
  expect(await rulesOf(flowOf([evaluateStep('var otp = 1; 1')]))).toEqual([
    ['warning', 'variable.session-name', '/steps/0/script'],
  ]);
  // Names are case-sensitive.
  expect(await names({ variables: { taskId: 't', appId: '', Message: '' } })).toEqual([]);
});

test('a Delay does not lead straight back to the step before it', async () => {
  const back = [
    queueStep({ transitions: { ...queueTransitions, Error: { to: 'delay' } } }),
    delayStep('queue'),
  ];
  expect(await rulesOf(flowOf(back))).toEqual([['warning', 'loop.delay-only', '/steps/1']]);
  const counted = [
    queueStep({ transitions: { ...queueTransitions, Error: { to: 'evaluate' } } }),
    evaluateStep('1', { transitions: { '1': { to: 'delay' }, onInvalidChoice: end(), onError: end() } }),
    delayStep('queue'),
  ];
  expect(await rulesOf(flowOf(counted))).toEqual([]);
});

const start = (actions: Change[] = []) => ({
  start: { kind: 'channelMessage', channel: 'inappmessaging', actions, to: 'send' },
});
const copy = (value: string) => ({ when: 'leave', set: 'copy', value });

test.each<[string, Change, Change[]]>([
  ['in the message', { message: '{"text": "$(n2.inappmessaging.message)"}' }, []],
  ['in a list', { message: ' [1, "$(n2.inappmessaging.formFields.Name) x"]' }, []],
  ['through a variable', { message: '{"text": "$(copy)"}' }, [copy('$(n2.inappmessaging.message)')]],
  ['in an action', { actions: [copy('{"a": "$(n2.inappmessaging.message)"}')] }, []],
])('what a customer wrote stands in JSON text: %s', async (_what, step, actions) => {
  const findings = await findingsOf(flowOf([sendStep(step)], start(actions)));
  expect(findings).toMatchObject([
    { severity: 'warning', rule: 'text.in-json', remedy: expect.stringContaining('JSON.stringify') },
  ]);
});

test.each<[string, string, boolean]>([
  ['put together', "copy = 'Hi ' + $(n2.inappmessaging.message); 'x'", true],
  ['inside of quotes', 'copy = "Hi $(n2.inappmessaging.message)"; \'x\'', true],
  ['through another one', "var a = $(n2.inappmessaging.message).trim(); copy = a || 'none'; 'x'", true],
  ['added', "copy += String($(n2.inappmessaging.message)); 'x'", true],
  ['made safe', "copy = JSON.stringify($(n2.inappmessaging.message)); 'x'", false],
  ['escaped', "copy = $(n2.inappmessaging.message).replace(/\"/g, ''); 'x'", false],
  ['counted', "copy = $(n2.inappmessaging.message).length; 'x'", false],
  ['of something else', "copy = 'Hi ' + taskId; 'x'", false],
])('what a customer wrote, %s in a script', async (_what, script, isTold) => {
  const transitions = { x: { to: 'send' }, onInvalidChoice: end(), onError: end() };
  const flow = flowOf([evaluateStep(script, { transitions }), sendStep({ message: '{"text": "$(copy)"}' })], {
    variables: { taskId: 't', copy: '' },
    start: { kind: 'channelMessage', channel: 'inappmessaging', to: 'evaluate' },
  });
  const rules = (await findingsOf(flow)).map(({ rule }) => rule);
  expect(rules).toEqual(isTold ? ['text.in-json'] : []);
});

test.each<[string, Change, Change[]]>([
  ['an id', { message: '{"user": "$(n2.inappmessaging.userId)"}' }, []],
  ['prose', { message: 'You wrote: $(n2.inappmessaging.message)' }, []],
  ['the text alone', { message: '$(n2.inappmessaging.message)' }, []],
  ['a variable of the flow', { message: '{"a": "$(taskId)"}' }, []],
  ['brackets that are no JSON', { message: '[$(n2.inappmessaging.message)] thanks' }, []],
])('%s is not what is meant', async (_what, step, actions) => {
  expect(await findingsOf(flowOf([sendStep(step)], start(actions)))).toEqual([]);
});

const resolving = (mediaType: string, mediaChannel: string, attachments: unknown, asText: boolean) => {
  const details = { messageDetails: { attachments } };
  return node(
    'n10',
    'resolve-conversation',
    'v1.1',
    {
      flowId: '1',
      transId: 't',
      mediaType,
      mediaChannel,
      details: asText ? JSON.stringify(details) : details,
    },
    {},
  );
};

test.each([
  ['email', 'email', JSON.stringify([{ name: 'a.PDF', url: 'https://x/1' }]), '.pdf'],
  ['chat', 'web', [{ file: 'https://x/y.zip?key=1' }], '.zip'],
  ['social', 'apple', '[{"name":"v.mkv"}]', '.mkv'],
])('an attachment that Resolve Conversation refuses: %s %s', async (type, channel, attachments, ending) => {
  for (const asText of [true, false]) {
    const found = await findingsOf(flowOf([resolving(type, channel, attachments, asText)]));
    expect(found.filter(({ rule }) => rule === 'resolve-conversation.attachment')).toMatchObject([
      { severity: 'warning', pointer: '/steps/0/input/details', message: expect.stringContaining(ending) },
    ]);
  }
});

test('attachments that are taken', async () => {
  for (const [type, channel, name] of [
    ['email', 'email', 'a.png'],
    ['social', 'whatsapp', 'a.zip'],
    ['chat', 'web', 'zip'],
  ]) {
    const found = await findingsOf(flowOf([resolving(type!, channel!, [{ name }], true)]));
    expect(found.map(({ rule }) => rule)).not.toContain('resolve-conversation.attachment');
  }
});

test('an attachment that comes with the message is told by the run', async () => {
  const step = resolving('email', 'email', '$(files)', false);
  const outcomes = [
    'accepted',
    'created',
    'reopened',
    'appended',
    'taskFailed',
    'appendFailed',
    'tooManyRequests',
    'error',
  ];
  const wired = {
    ...step,
    transitions: ended(...outcomes, 'serviceUnavailable', ...Object.keys(queueTransitions)),
  };
  const report = await runAtSandbox(flowOf([wired], { variables: { files: '[{"name":"offer.pdf"}]' } }));
  expect(report.steps[0]?.diagnostics).toContainEqual(
    expect.objectContaining({ severity: 'warning', code: 'resolve-conversation.attachment' }),
  );
});

test('a step that waits may not lead straight back to itself either', async () => {
  const receive = {
    ...{ kind: 'receive', id: 'n8', name: 'receive', channel: 'inappmessaging', seconds: 60 },
    transitions: { onSuccess: end(101), onTimeout: { to: 'receive' }, onError: end(102) },
  };
  expect(await rulesOf(flowOf([receive]))).toEqual([['error', 'loop.straight-back', '/steps/0']]);
  const delay = delayStep('delay');
  expect(await rulesOf(flowOf([delay]))).toContainEqual(['error', 'loop.straight-back', '/steps/0']);
});
