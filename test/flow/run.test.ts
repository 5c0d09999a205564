import { isFlowReport } from '../../schemas/validators.js';
import {
  chatEvent,
  createAndQueue,
  delayStep,
  end,
  ended,
  evaluateStep,
  flowOf,
  outcomesOf,
  queueStep,
  queueTransitions,
  runAtSandbox,
  sendStep,
} from './flow-fixtures.js';

const allTo = (names: string[], transition: object) =>
  Object.fromEntries(names.map((name) => [name, transition]));

test('the report shows steps, versions, outcomes, what went over the wire, and variables', async () => {
  const report = await runAtSandbox(createAndQueue());
  expect(isFlowReport(report) ? [] : isFlowReport.errors).toEqual([]);
  expect(outcomesOf(report)).toEqual(['create: created', 'queue: Queued']);
  const [create, queue] = report.steps;
  expect(create).toMatchObject({
    node: 'create-task',
    version: 'v1.2',
    package: expect.stringMatching(/^sha256:/),
  });
  expect(create?.outputs['Task ID']).toBe(create?.variables['n10.Task ID']);
  expect(queue?.exchanges).toMatchObject([
    {
      request: {
        method: 'POST',
        url: `{taskApi}/v1/tasks/${create?.outputs['Task ID']}/queue`,
        headers: { Authorization: 'Bearer •••' },
        body: { webhook: expect.stringContaining('callback.invalid') },
      },
      answer: { status: 202 },
    },
    { callback: { status: 'queued' } },
  ]);
  expect(report.end).toMatchObject({ reason: 'end', exitResult: 101, status: 'success' });
});

test('no token and no callback address is in the report', async () => {
  const text = JSON.stringify(await runAtSandbox(createAndQueue()));
  expect(text).not.toMatch(/sandbox_[0-9a-f]{8}/);
  expect(text).not.toMatch(/127\.0\.0\.1/);
});

const withoutTimings = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, child) => (key === 'timings' ? undefined : child)));

test('the same seed gives the same report but for the timings; another seed other ids', async () => {
  const faults = ['step=queue,wire=503'];
  const [first, second] = [
    await runAtSandbox(createAndQueue(), { seed: 7, faults }),
    await runAtSandbox(createAndQueue(), { seed: 7, faults }),
  ];
  expect(withoutTimings(first)).toEqual(withoutTimings(second));
  const other = await runAtSandbox(createAndQueue(), { seed: 8, faults });
  expect(other.steps[0]?.outputs['Task ID']).not.toBe(first.steps[0]?.outputs['Task ID']);
});

test('actions on enter come before the step, actions on leave after it', async () => {
  const step = sendStep({
    message: '$(a)',
    actions: [
      { when: 'enter', set: 'a', value: 'in' },
      { when: 'leave', set: 'b', value: '$(n5.transid)|$(a)' },
    ],
  });
  const { steps, variables } = await runAtSandbox(flowOf([step]));
  expect(steps[0]?.sent?.message).toBe('in');
  expect(variables.b).toMatch(/^[0-9a-f-]{36}\|in$/);
});

test('an intermediate outcome runs its branch to the End, then the final outcome goes on', async () => {
  const names = ['taskFailed', 'appendFailed', 'tooManyRequests', 'serviceUnavailable', 'error'];
  const resolve = {
    kind: 'node',
    id: 'n10',
    name: 'resolve',
    node: 'resolve-conversation',
    version: 'v1.1',
    method: 'resolve-conversation',
    input: {
      flowId: '1',
      transId: '$(transid)',
      mediaType: 'social',
      mediaChannel: 'sms',
      details: '$(details)',
    },
    transitions: {
      ...allTo([...names, 'reopened', 'appended', 'onauthorizationfail'], end(102)),
      ...allTo(['onInvalidData', 'onError', 'onInvalidChoice', 'onTimeout'], end(102)),
      accepted: { to: 'send' },
      created: { to: 'delay' },
    },
  };
  const details = JSON.stringify({
    messageDetails: {
      serviceNumber: '+12065550100',
      senderNumber: '+15550001',
      message: 'Hi',
      serviceKey: 'k',
      timestamp: '0',
    },
  });
  const flow = flowOf(
    [resolve, sendStep(), delayStep('last'), { kind: 'end', id: 'n9', name: 'last', exitResult: 101 }],
    {
      variables: { details },
    },
  );
  const report = await runAtSandbox(flow);
  expect(outcomesOf(report)).toEqual([
    'resolve: created',
    'send: onSuccess',
    'delay: onSuccess',
    'last: 101',
  ]);
  expect(report.steps[0]?.intermediate).toEqual(['accepted']);
  expect(report.steps[1]?.within).toBe('resolve: accepted');
  expect(report.steps[2]?.within).toBeUndefined();
});

test('Delay and Receive move a clock of their own', async () => {
  const receive = {
    kind: 'receive',
    id: 'n7',
    name: 'receive',
    channel: 'inappmessaging',
    seconds: 300,
    transitions: { onSuccess: { to: 'delay' }, onTimeout: end(103) },
  };
  const flow = flowOf([
    receive,
    delayStep('send', { seconds: 86_400 }),
    sendStep({ message: '$(n7.inappmessaging.message)' }),
  ]);
  const replies = [{ afterSeconds: 20, message: { message: 'later' } }];
  const report = await runAtSandbox(flow, { event: { ...chatEvent, replies } });
  expect(report.steps.map(({ at }) => at)).toEqual([0, 20_000, 86_420_000]);
  expect(report.steps[2]?.sent?.message).toBe('later');
  expect(outcomesOf(await runAtSandbox(flow))).toEqual(['receive: onTimeout']);
  const late = [{ afterSeconds: 301, message: {} }];
  expect((await runAtSandbox(flow, { event: { ...chatEvent, replies: late } })).end.exitResult).toBe(103);
});

test('an Evaluate chooses the outcome; a value without a transition is onInvalidChoice, an exception onError', async () => {
  const run = async (script: string) => outcomesOf(await runAtSandbox(flowOf([evaluateStep(script)])));
  expect(await run('1')).toEqual(['evaluate: 1']);
  expect(await run("'moon'")).toEqual(['evaluate: onInvalidChoice']);
  expect(await run('missing')).toEqual(['evaluate: onError']);
});

test('the exit result 100 is that of the last step', async () => {
  const flow = flowOf([
    queueStep({ transitions: { ...queueTransitions, Error: end(100), onInvalidData: end(100) } }),
  ]);
  const { end: ending } = await runAtSandbox(flow, { faults: ['step=queue,outcome=Error'] });
  expect(ending).toMatchObject({ exitResult: 100, status: 'error', outcome: 'Error' });
});

test('an End without an exit result leaves it unset', async () => {
  const step = sendStep({ transitions: { ...ended('onInvalidData', 'onError'), onSuccess: end() } });
  const { end: ending } = await runAtSandbox(flowOf([step]));
  expect(ending).toMatchObject({ reason: 'end', status: 'unset' });
  expect(ending).not.toHaveProperty('exitResult');
});

test('--until stops after the step', async () => {
  const report = await runAtSandbox(createAndQueue(), { until: 'n10' });
  expect(outcomesOf(report)).toEqual(['create: created']);
  expect(report.end.reason).toBe('until');
});

test('a message without a recipient is onInvalidData', async () => {
  const report = await runAtSandbox(flowOf([sendStep({ recipient: '$(nobody)' })]));
  expect(outcomesOf(report)).toEqual(['send: onInvalidData']);
  expect(report.steps[0]?.diagnostics[0]?.code).toBe('send.empty');
});
