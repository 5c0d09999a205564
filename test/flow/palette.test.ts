import type { FlowEvent } from '../../src/flow/event.js';
import {
  chatEvent,
  end,
  evaluateStep,
  findingsOf,
  flowOf,
  placesOf,
  runAtSandbox,
  sendStep,
} from './flow-fixtures.js';

type Change = Record<string, unknown>;

const step = (kind: string, change: Change, ...outcomes: string[]) => ({
  ...{ kind, id: 'n20', name: kind },
  ...change,
  transitions: Object.fromEntries([...outcomes.map((name) => [name, end(101)])]),
});
const to = (one: { transitions: Change }, outcome: string, next: string) => ({
  ...one,
  transitions: { ...one.transitions, [outcome]: { to: next } },
});
const builtIn = ['onInvalidData', 'onError', 'onInvalidChoice', 'onauthorizationfail', 'onTimeout'];
const http = (change: Change = {}) =>
  step(
    'http',
    { method: 'GET', url: 'https://api.example.com/o?id=$(taskId)', ...change },
    'onSuccess',
    'onError',
    'onTimeout',
  );
const parser = (change: Change = {}) =>
  step(
    'dataParser',
    { from: '$(json)', outputs: { city: '$.order.items[1].city' }, ...change },
    'onSuccess',
    'onError',
  );
const hours = (change: Change = {}) =>
  step(
    'businessHours',
    {
      hours: [{ days: ['Monday', 'Friday'], from: '09:00', to: '17:30' }],
      timeZone: 'Europe/Berlin',
      ...change,
    },
    ...['inWorkingHours', 'onHoliday', 'inOverride', 'onNoMatch', ...builtIn],
  );
const append = (change: Change = {}) =>
  step(
    'appendConversation',
    { input: { conversationId: '$(taskId)', text: 'hi' }, ...change },
    ...['onAppendMessageSuccess', 'onAppendMessageFailure', 'Failure', ...builtIn],
  );
const search = () =>
  step(
    'searchConversation',
    { input: {} },
    ...[
      'noConversationFound',
      'conversationActive',
      'conversationClosed',
      'conversationInQueue',
      'conversationOnHold',
    ],
    ...builtIn,
  );
const agent = () =>
  step(
    'aiAgent',
    { input: { message: '$(n2.inappmessaging.message)' } },
    ...['onSuccess', 'onAgentHandover', 'onError', 'onInvalidCustomerID', 'onInvalidMessage', 'onTimeOut'],
  );

const run = async (
  first: Change,
  change: Partial<FlowEvent> = {},
  more: Change[] = [],
  variables: Change = {},
) => {
  const event = { ...chatEvent, ...change } as FlowEvent;
  return runAtSandbox(flowOf([first, ...more], { variables: { taskId: 't-1', ...variables } }), { event });
};

test('the documented outcomes and no others', async () => {
  for (const one of [http(), parser(), hours(), append(), search(), agent()]) {
    const flow = flowOf([one], { variables: { taskId: 't-1', json: '{}' } });
    expect(await findingsOf(flow)).toEqual([]);
    const { [Object.keys(one.transitions)[0]!]: _, ...others } = one.transitions;
    expect(
      placesOf(
        await findingsOf(
          flowOf([{ ...one, transitions: { ...others, onSucces: end() } }], {
            variables: { taskId: 't', json: '' },
          }),
        ),
      ),
    ).toEqual([
      ['error', 'outcome.unwired', '/steps/0/transitions'],
      ['error', 'outcome.unknown', '/steps/0/transitions/onSucces'],
    ]);
  }
});

test('an HTTP Request takes its answers from the event, the last one stays', async () => {
  const first = to(http({ outputs: { city: '$.city', gone: '$.x' } }), 'onSuccess', 'send');
  const message = '$(n20.https.statusCode) $(n20.city) $(n20.https.responseBody)';
  const answers = { http: [{ status: 404, headers: { a: 'b' }, body: { city: 'Ulm' } }] };
  const report = await run(first, { answers }, [sendStep({ message })]);
  expect(report.steps[0]).toMatchObject({
    outcome: 'onSuccess',
    diagnostics: [{ severity: 'warning', code: 'output.missing' }],
  });
  expect(report.steps[1]?.sent?.message).toBe('404 Ulm {"city":"Ulm"}');
  const timeout = await run(http(), { answers: { n20: [{ outcome: 'onTimeout' }] } });
  expect(timeout.steps[0]).toMatchObject({ outcome: 'onTimeout', type: 'timeout' });
});

test('without an answer nobody is asked', async () => {
  const report = await run(http());
  expect(report.steps[0]).toMatchObject({ outcome: 'onError', diagnostics: [{ code: 'http.failed' }] });
  expect((await run(http({ url: 'file:///etc/passwd' }))).steps[0]?.diagnostics[0]?.message).toContain(
    'no web address',
  );
});

test('a Data Parser takes values out of JSON, and digits stay as they are', async () => {
  const values = { json: '{"order":{"items":[{},{"city":"Ulm","id":7615917337495251231}]}}' };
  const first = to(
    parser({ outputs: { city: '$.order.items[1].city', id: '$.order.items[1].id' } }),
    'onSuccess',
    'send',
  );
  const report = await run(first, {}, [sendStep({ message: '$(n20.city) $(n20.id)' })], values);
  expect(report.steps[1]?.sent?.message).toBe('Ulm 7615917337495251231');
  expect((await run(parser(), {}, [], { json: 'no' })).steps[0]?.outcome).toBe('onError');
  expect(
    (await run(parser({ format: 'XML' }), {}, [], { json: '<a/>' })).steps[0]?.diagnostics[0]?.message,
  ).toContain('not simulated');
});

test.each([
  ['2026-01-16T08:00:00Z', {}, 'inWorkingHours'],
  ['2026-01-16T07:59:59Z', {}, 'onNoMatch'],
  ['2026-01-16T16:30:00Z', {}, 'onNoMatch'],
  // Summer time: the same clock time is an hour earlier in UTC.
  ['2026-07-17T07:00:00Z', {}, 'inWorkingHours'],
  ['2026-01-15T10:00:00Z', {}, 'onNoMatch'],
  ['2026-01-16T10:00:00Z', { holidays: ['2026-01-16'] }, 'onHoliday'],
  ['2026-01-15T23:30:00Z', { holidays: ['2026-01-16'] }, 'onHoliday'],
  [
    '2026-01-16T10:00:00Z',
    { holidays: ['2026-01-16'], overrides: [{ from: '2026-01-16T11:00', to: '2026-01-16T12:00' }] },
    'inOverride',
  ],
  ['2026-01-16T22:00:00Z', { hours: [{ days: ['Friday'], from: '09:00', to: '24:00' }] }, 'inWorkingHours'],
])('business hours at %s with %j: %s', async (at, change, outcome) => {
  expect((await run(hours(change), { at })).steps[0]?.outcome).toBe(outcome);
});

test('business hours tell the slot and what the flow says of it', async () => {
  const at = (moment: string, change: Change = {}) =>
    run(hours(change), { at: moment }).then(({ steps }) => steps[0]?.outputs);
  const holidays = ['2026-01-16'];
  expect(await at('2026-01-16T10:00:00Z')).toEqual({
    slot: 'working_hours',
    'workingHourSlot.startTime': '09:00',
    'workingHourSlot.endTime': '17:30',
  });
  expect(await at('2026-01-16T22:00:00Z')).toEqual({ slot: 'no_match' });
  expect(await at('2026-01-16T10:00:00Z', { holidays })).toMatchObject({
    slot: 'holiday',
    'holiday.startDate': '2026-01-16',
  });
});

test('business hours give the names that the step gives', async () => {
  const given = {
    hours: [{ days: ['Friday'], from: '09:00', to: '17:30', name: 'Early' }],
    holidays: ['2026-01-23', '2026-01-30'],
    holidayNames: { '2026-01-23': 'Founders' },
    overrides: [{ from: '2026-01-16T12:00', to: '2026-01-16T13:00', name: 'Lunch' }],
  };
  const at = async (moment: string) => {
    const outputs = (await run(hours(given), { at: moment })).steps[0]!.outputs;
    return Object.entries(outputs).filter(([name]) => /name$/i.test(name));
  };
  expect(await at('2026-01-16T10:00:00Z')).toEqual([['workingHourSlot.shiftName', 'Early']]);
  expect(await at('2026-01-16T11:30:00Z')).toEqual([['override.name', 'Lunch']]);
  expect(await at('2026-01-23T10:00:00Z')).toEqual([['holiday.name', 'Founders']]);
  expect(await at('2026-01-30T10:00:00Z')).toEqual([]);
  const stray = hours({ ...given, holidayNames: { '2026-01-24': 'Founders' } });
  expect(placesOf(await findingsOf(flowOf([stray])))).toContainEqual([
    'warning',
    'time.holiday',
    '/steps/0/holidayNames/2026-01-24',
  ]);
});

test('without a zone of their own business hours have that of the run', async () => {
  const event = { at: '2026-01-16T08:00:00Z', timeZone: 'America/New_York' };
  expect((await run(hours({ timeZone: undefined }), event)).steps[0]?.outcome).toBe('onNoMatch');
});

test('Append Conversation needs a conversation', async () => {
  expect((await run(append())).steps[0]).toMatchObject({
    outcome: 'onAppendMessageSuccess',
    outputs: { TransId: expect.any(String) },
  });
  expect((await run(append({ input: { conversationId: '$(emptystring)' } }))).steps[0]?.outcome).toBe(
    'onInvalidData',
  );
});

test('what is not simulated says so, and takes what the case or the event gives', async () => {
  expect((await run(search())).steps[0]).toMatchObject({
    outcome: 'noConversationFound',
    diagnostics: [{ code: 'step.not-simulated' }],
  });
  const answers = { aiAgent: [{ outcome: 'onAgentHandover', outputs: { TextResponse: 'Wait' } }] };
  const first = to(agent(), 'onAgentHandover', 'send');
  const report = await run(first, { answers }, [sendStep({ message: '$(n20.TextResponse)' })]);
  expect(report.steps[1]?.sent?.message).toBe('Wait');
  expect(
    placesOf(
      await findingsOf(flowOf([to(agent(), 'onSuccess', 'send'), sendStep({ message: '$(n20.Text)' })])),
    ),
  ).toEqual([['error', 'variable.unknown', '/steps/1/message']]);
  const form = step('form', { input: {} }, 'filled', 'left');
  expect((await run(form, { answers: { form: [{ outcome: 'left' }] } })).steps[0]?.outcome).toBe('left');
});

test('answers of several executions come one after the other', async () => {
  const count = evaluateStep("var round = '' + (Number(round) + 1); round === '3' ? 'done' : 'again'", {
    transitions: { again: { to: 'http' }, done: end(101), onInvalidChoice: end(), onError: end() },
  });
  const first = to(to(http(), 'onSuccess', 'evaluate'), 'onTimeout', 'evaluate');
  const answers = { http: [{ outcome: 'onTimeout' }, { status: 200 }] };
  const report = await run(first, { answers }, [count], { round: '0' });
  expect(report.steps.filter(({ kind }) => kind === 'http').map(({ outcome }) => outcome)).toEqual([
    'onTimeout',
    'onSuccess',
    'onSuccess',
  ]);
});

test('a Delay waits for a moment by the clocks of the run', async () => {
  const delay = (change: Change) => step('delay', { ...change }, 'onTimeout', 'onError');
  const event = { at: '2026-03-28T12:00:00Z', timeZone: 'Europe/Berlin' };
  const report = await run(delay({ until: '29-03-2026 13:00:00' }), event);
  // Summer time begins in between: a day of 23 hours.
  expect(report.steps[0]).toMatchObject({
    outcome: 'onTimeout',
    outputs: { 'delay.waitTime': String(23 * 3600) },
  });
  expect((await run(delay({ until: 'tomorrow' }), event)).steps[0]?.outcome).toBe('onError');
  expect((await run(delay({ until: '01-01-2026 00:00:00' }), event)).steps[0]?.outputs).toEqual({
    'delay.waitTime': '0',
  });
  expect(placesOf(await findingsOf(flowOf([step('delay', {}, 'onSuccess')])))).toEqual([
    ['error', 'delay.time', '/steps/0'],
  ]);
});

test('a zone that is none, and a moment that is none, are errors of the flow and no end of the program', async () => {
  const wrong = hours({ timeZone: 'Mars/Base', overrides: [{ from: 'noon', to: '2026-01-16T12:00' }] });
  expect(placesOf(await findingsOf(flowOf([wrong], { timeZone: 'Europe/Nowhere' })))).toEqual([
    ['error', 'time.unknown', '/steps/0/timeZone'],
    ['error', 'time.unknown', '/steps/0/overrides/0/from'],
    ['error', 'time.unknown', '/timeZone'],
  ]);
  expect((await run(wrong)).steps[0]?.outcome).toBe('onInvalidData');
});

test('hours and overrides that hold no time, and a holiday that no month has, are told', async () => {
  const wrong = hours({
    hours: [{ days: ['Monday'], from: '22:00', to: '06:00' }],
    holidays: ['2026-12-25', '2026-02-30'],
    overrides: [{ from: '2026-01-16T12:00', to: '2026-01-16T11:00' }],
  });
  expect(placesOf(await findingsOf(flowOf([wrong])))).toEqual([
    ['error', 'time.unknown', '/steps/0/holidays/1'],
    ['warning', 'time.span', '/steps/0/hours/0'],
    ['warning', 'time.span', '/steps/0/overrides/0'],
  ]);
});

test('a run against the sandbox asks the sandbox and nobody else', async () => {
  const report = await run(http({ url: 'http://127.0.0.1:4180/nowhere' }));
  expect(report.steps[0]).toMatchObject({ outcome: 'onSuccess', outputs: { 'https.statusCode': '404' } });
  expect((await run(http({ url: 'http://127.0.0.1:4181/' }))).steps[0]?.outcome).toBe('onError');
});

test('an answer of XML is told as not simulated where outputs were to be taken from it', async () => {
  const first = to(http({ outputs: { city: '$.city' } }), 'onSuccess', 'send');
  const answers = { http: [{ body: '<city>Ulm</city>' as unknown as Record<string, unknown> }] };
  const { steps } = await run(first, { answers });
  expect(steps[0]).toMatchObject({
    outcome: 'onSuccess',
    outputs: { city: '', 'https.responseBody': '<city>Ulm</city>' },
    diagnostics: [{ severity: 'warning', code: 'output.not-simulated' }],
  });
});
