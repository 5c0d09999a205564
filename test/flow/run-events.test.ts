import type { FlowEvent } from '../../src/flow/event.js';
import { parseEvent } from '../../src/flow/event.js';
import { chatEvent, flowOf, outcomesOf, runAtSandbox, sendStep } from './flow-fixtures.js';

const agent = 'a9e27000-0000-4000-8000-000000000001';

const routed = (data: Record<string, unknown>): FlowEvent => ({
  kind: 'taskEvent',
  event: 'Task Routed',
  body: { type: 'task:routed', data },
});

const start = (more: object = {}) => ({
  start: { kind: 'taskEvent', event: 'Task Routed', to: 'send', ...more },
});

test('the outputs of a Task Routed event have its own names', async () => {
  const message =
    '$(n2.webex.ID) $(n2.webex.Type) $(n2.webex.agentId) $(n2.webex.queue) $(n2.webex.variables)';
  const report = await runAtSandbox(flowOf([sendStep({ message })], start()), {
    event: routed({ id: 't-9', owner: agent, queue: 'q', variables: [{ name: 'a', value: 'b' }] }),
  });
  expect(report.steps[0]?.sent?.message).toBe(`t-9 task:routed ${agent} q [{"name":"a","value":"b"}]`);
});

test('numbers of an event keep their digits, alone and inside JSON text', async () => {
  const flow = flowOf(
    [
      sendStep({
        message: '$(n2.inboundWebhook.order) $(n2.inboundWebhook.order.id) $(n2.inboundWebhook.amount)',
      }),
    ],
    {
      start: { kind: 'webhook', outputs: ['order', 'order.id', 'amount'], to: 'send' },
    },
  );
  const { value, findings } = parseEvent(
    'event.json',
    '\ufeff{"kind":"webhook","body":{"order":{"id":7615917337495251231,"of":[1e3]},"amount":10.50},"replies":[{"afterSeconds":5.0,"message":{}}]}',
  );
  expect(findings).toEqual([]);
  const report = await runAtSandbox(flow, { event: value! });
  expect(report.steps[0]?.sent?.message).toBe(
    '{"id":7615917337495251231,"of":[1e3]} 7615917337495251231 10.50',
  );
});

test('the sandbox has the task that the event tells of', async () => {
  const { openTasks } = await runAtSandbox(flowOf([sendStep()], start()), {
    event: routed({ id: 't-9', owner: agent, variables: [] }),
  });
  expect(openTasks).toEqual([{ id: 't-9', state: 'connected', pending: 'routed' }]);
});

test('an event with missing fields runs, and the report names what has no value', async () => {
  const report = await runAtSandbox(flowOf([sendStep({ message: 'agent: $(n2.webex.agentId)' })], start()), {
    event: routed({}),
  });
  expect(report.steps[0]?.sent?.message).toBe('agent: ');
  expect(report.notes.join('\n')).toContain('The event lacks webex.agentId');
  expect(report.steps[0]?.diagnostics).toMatchObject([{ code: 'variable.unset' }]);
  expect(report.end.reason).toBe('end');
});

test.each([
  ['no data', { kind: 'taskEvent', event: 'Task Routed', body: {} }],
  ['data that is a text', { kind: 'taskEvent', event: 'Task Routed', body: { data: 'x' } }],
  ['data that is null', { kind: 'taskEvent', event: 'Task Routed', body: { data: null } }],
  ['variables that are no list', routed({ id: 't', owner: agent, variables: 'x' })],
  ['an agent that does not exist', routed({ id: 't', owner: 'nobody', variables: [null, 1] })],
])('an event with %s ends clearly', async (_what, event) => {
  const report = await runAtSandbox(flowOf([sendStep()], start()), { event: event as FlowEvent });
  expect(outcomesOf(report)).toEqual(['send: onSuccess']);
});

test('conditions of the start that do not hold do not start the flow', async () => {
  const conditions = { all: [{ variable: '$(n2.webex.mediaChannel)', operator: 'in', value: 'web,sms' }] };
  const flow = flowOf([sendStep()], start({ conditions }));
  const run = (mediaChannel: string) =>
    runAtSandbox(flow, { event: routed({ id: 't', owner: agent, mediaChannel, variables: [] }) });
  expect((await run('web')).end.reason).toBe('end');
  expect(await run('email')).toMatchObject({ end: { reason: 'not-started', status: 'unset' }, steps: [] });
});

test('an event of another kind does not start the flow', async () => {
  const { end } = await runAtSandbox(flowOf([sendStep()], start()), { event: chatEvent });
  expect(end).toMatchObject({ reason: 'not-started' });
});

test('members of a message are read with dots, objects as JSON text', async () => {
  const message = '$(n2.inappmessaging.formFields.Name) $(n2.inappmessaging.formFields)';
  const report = await runAtSandbox(flowOf([sendStep({ message })]), {
    event: { kind: 'channelMessage', channel: 'inappmessaging', message: { formFields: { Name: 'Ada' } } },
  });
  expect(report.steps[0]?.sent?.message).toBe('Ada {"Name":"Ada"}');
});

test('an event file that does not fit its schema is findings', () => {
  const { findings, value } = parseEvent('e.json', '{ "kind": "channelMessage", "channel": "pigeon" }');
  expect(value).toBeUndefined();
  expect(findings.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(['', '/channel']));
});
