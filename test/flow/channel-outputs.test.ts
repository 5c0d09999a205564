import { ended, findingsOf, flowOf, placesOf, runAtSandbox, sendStep } from './flow-fixtures.js';

const start = (channel: string) => ({ start: { kind: 'channelMessage', channel, to: 'send' } });
const reads = (channel: string, name: string) =>
  findingsOf(flowOf([sendStep({ message: `$(n2.${name})` })], start(channel)));

test.each([
  ['sms', 'sms.keyword'],
  ['sms', 'service.serviceKey'],
  ['inappmessaging', 'inappmessaging.threadId'],
  ['inappmessaging', 'inappmessaging.formFields.Whatever'],
  ['email', 'email.toAddresses'],
  ['email', 'email.ccRecipents'],
  ['messenger', 'messenger.psId'],
  ['whatsapp', 'whatsapp.listRowIdentifier'],
  ['apple', 'abc.abcUserId'],
  ['apple', 'abc.pciInfo.isPCICompliance'],
  ['apple', 'abc.interactivePayload'],
  ['rcs', 'rcs.lattitude'],
  ['rcs', 'rcs.postbackData'],
  ['mms', 'mms.senderNumber'],
  ['voice', 'voice.offeredOn'],
  ['instagram', 'instagram.storyReplyUrl'],
])('a start by %s gives the published %s', async (channel, name) => {
  expect(await reads(channel, name)).toEqual([]);
});

test.each([
  ['sms', 'sms.mesage', 'sms.message'],
  ['sms', 'sms.serviceKey', 'service.serviceKey'],
  ['whatsapp', 'whatsapp.waid', 'whatsapp.waId'],
  ['apple', 'apple.message', 'abc.message'],
  ['email', 'email.Subject', 'email.subject'],
  ['inappmessaging', 'inappmessaging.userid', 'inappmessaging.userId'],
  ['rcs', 'rcs.latitude', 'rcs.lattitude'],
  ['mms', 'mms.sendernumber', 'mms.senderNumber'],
  ['voice', 'voice.releasedon', 'voice.releasedOn'],
  ['instagram', 'instagram.igsId', 'instagram.igsid'],
])('a start by %s has no %s', async (channel, name, near) => {
  const findings = await reads(channel, name);
  expect(placesOf(findings)).toEqual([['error', 'variable.unknown', '/steps/0/message']]);
  expect(findings[0]?.remedy).toBe(`Did you mean ${JSON.stringify(near)}?`);
});

const receive = (channel: string) => ({
  kind: 'receive',
  id: 'n7',
  name: 'wait',
  channel,
  seconds: 60,
  transitions: { ...ended('onTimeout'), onSuccess: { to: 'send' } },
});

test('a Receive has outputs of its own beside those of its channel, and not the service key', async () => {
  const read = (name: string) =>
    findingsOf(flowOf([receive('apple'), sendStep({ message: `$(n7.${name})` })]));
  for (const name of ['receive.message', 'receive.payload', 'abc.message'])
    expect(await read(name)).toEqual([]);
  for (const name of ['receive.mesage', 'service.serviceKey', 'apple.message', 'receive.'])
    expect(placesOf(await read(name))).toEqual([['error', 'variable.unknown', '/steps/1/message']]);
  const report = await runAtSandbox(
    flowOf([receive('apple'), sendStep({ message: '$(n7.receive.message) $(n7.abc.message)' })]),
    {
      event: {
        kind: 'channelMessage',
        channel: 'inappmessaging',
        message: {},
        replies: [{ afterSeconds: 1, message: { message: 'yes' } }],
      },
    },
  );
  expect(report.steps[1]?.sent?.message).toBe('yes yes');
});

test("a Receive leads on by its channel's own outcome, where the vendor's page names it", async () => {
  const waiting = (channel: string, name: string) =>
    flowOf([
      { ...receive(channel), transitions: { ...ended('onTimeout'), [name]: { to: 'send' } } },
      sendStep(),
    ]);
  for (const [channel, name] of [
    ['sms', 'sms.mo'],
    ['whatsapp', 'whatsapp.mo'],
    ['sms', 'onSuccess'],
  ] as const) {
    expect(await findingsOf(waiting(channel, name))).toEqual([]);
    const replies = [{ afterSeconds: 1, message: { message: 'yes' } }];
    const { steps } = await runAtSandbox(waiting(channel, name), {
      event: { kind: 'channelMessage', channel: 'inappmessaging', message: {}, replies },
    });
    expect(steps.map(({ outcome }) => outcome)).toEqual([name, 'onSuccess']);
  }
  expect(placesOf(await findingsOf(waiting('sms', 'whatsapp.mo')))).toContainEqual([
    'error',
    'outcome.unknown',
    '/steps/0/transitions/whatsapp.mo',
  ]);
});

test("a message by RCS has the outcomes of the vendor's page: those that wait for a report where they are wired", async () => {
  const rcs = (change: object, ...names: string[]) =>
    flowOf([sendStep({ channel: 'rcs', transitions: ended('onSuccess', 'onError', ...names), ...change })]);
  expect(await findingsOf(rcs({}))).toEqual([]);
  const reports = [
    'onSubmit',
    'onDeliveryReportSuccess',
    'onTimeout',
    'onPolicyFail',
    'onDeliveryReportFail',
  ];
  expect(await findingsOf(rcs({}, ...reports, 'onInvalidData'))).toEqual([]);
  const outcomeOf = async (flow: ReturnType<typeof flowOf>) => (await runAtSandbox(flow)).steps[0]?.outcome;
  expect(await outcomeOf(rcs({ message: '' }))).toBe('onError');
  expect(await outcomeOf(rcs({ message: '' }, 'onInvalidData'))).toBe('onInvalidData');
  expect(await outcomeOf(rcs({}, ...reports))).toBe('onSuccess');
  expect(
    placesOf(
      await findingsOf(
        flowOf([sendStep({ transitions: ended('onSuccess', 'onInvalidData', 'onError', 'onSubmit') })]),
      ),
    ),
  ).toEqual([['error', 'outcome.unknown', '/steps/0/transitions/onSubmit']]);
});

test('the payload of an answer from Apple is receive.payload there, which a start has under its own name', async () => {
  const reading = (name: string) => flowOf([receive('apple'), sendStep({ message: `$(n7.${name})` })]);
  const [finding] = await findingsOf(reading('abc.interactivePayload'));
  expect(finding).toMatchObject({
    rule: 'variable.unknown',
    remedy: expect.stringContaining('receive.payload'),
  });
  const interactivePayload = { listPicker: { selectedItemCount: 1 } };
  const report = await runAtSandbox(reading('receive.payload'), {
    event: {
      kind: 'channelMessage',
      channel: 'inappmessaging',
      message: {},
      replies: [{ afterSeconds: 1, message: { interactivePayload } }],
    },
  });
  expect(report.steps[1]?.sent?.message).toBe(JSON.stringify(interactivePayload));
});

test('names in the conditions, the actions and the recipient are looked at too', async () => {
  const wrong = '$(n2.sms.mesage)';
  const test = { variable: wrong, operator: 'equals', value: 'x' };
  const flow = flowOf([sendStep({ recipient: wrong })], {
    start: {
      kind: 'channelMessage',
      channel: 'sms',
      conditions: { all: [test] },
      actions: [{ when: 'leave', set: 'a', value: wrong }],
      to: 'send',
    },
  });
  expect(placesOf(await findingsOf(flow)).map(([, rule, pointer]) => [rule, pointer])).toEqual([
    ['variable.unknown', '/start/conditions/all/0/variable'],
    ['variable.unknown', '/start/actions/0/value'],
    ['variable.unknown', '/steps/0/recipient'],
  ]);
});

test("a webhook's body is read as deep as it goes, by member and by place", async () => {
  const message =
    '$(n2.inboundWebhook.data.task.id) $(n2.inboundWebhook.list[1].b.0) $(n2.inboundWebhook.list.0.a) $(n2.inboundWebhook.x.y)';
  const flow = flowOf([sendStep({ message })], {
    start: { kind: 'webhook', outputs: ['data.task.id', 'list', 'x.y'], to: 'send' },
  });
  expect(await findingsOf(flow)).toEqual([]);
  const report = await runAtSandbox(flow, {
    event: {
      kind: 'webhook',
      body: { data: { task: { id: 'T-1' } }, list: [{ a: 'A' }, { b: ['B'] }], 'x.y': 'dotted' },
    },
  });
  expect(report.steps[0]?.sent?.message).toBe('T-1 B A dotted');
  expect(report.notes.join()).not.toContain('lacks');
});

test('the text of a message is receive.message on channels whose own output of it has another name, or none', async () => {
  const event = { kind: 'channelMessage' as const, channel: 'inappmessaging' as const, message: {} };
  const said = async (channel: string, message: string, text: Record<string, string>) => {
    const flow = flowOf([receive(channel), sendStep({ message })]);
    expect(await findingsOf(flow)).toEqual([]);
    const report = await runAtSandbox(flow, {
      event: { ...event, replies: [{ afterSeconds: 1, message: text }] },
    });
    return report.steps[1]?.sent?.message;
  };
  const both = '$(n7.receive.message) by $(n7.receive.channel)';
  expect(await said('rcs', `${both} $(n7.rcs.text)`, { text: 'yes' })).toBe('yes by rcs yes');
  expect(await said('mms', both, { message: 'yes' })).toBe('yes by MMS');
});

test('what is not published of a channel is no output of it: scans, and a text in the start by MMS', async () => {
  for (const [channel, name] of [
    ['rcs', 'rcs.pciInfo.isPCICompliance'],
    ['mms', 'mms.message'],
    ['voice', 'voice.message'],
  ] as const)
    expect(placesOf(await reads(channel, name))).toEqual([['error', 'variable.unknown', '/steps/0/message']]);
});
