import { evaluateScript } from '../../src/flow/run/evaluate-script.js';
import { runMoment } from '../../src/flow/run/run-moment.js';
import { momentOf, readMoment } from '../../src/ground/time-zone.js';
import { chatEvent, end, evaluateStep, flowOf, runAtSandbox } from './flow-fixtures.js';

const at = Date.parse('2026-07-15T12:34:56.789Z');
const value = async (script: string, timeZone: string, moment = at) => {
  const result = await evaluateScript(script, { variables: {}, moment: { at: moment, timeZone }, seed: 1 });
  return result.error ?? result.outcome;
};

test.each([
  ['new Date().getHours()', 'Australia/Sydney', '22'],
  ['new Date().getHours()', 'America/New_York', '8'],
  ['new Date(2026, 0, 15, 8).toISOString()', 'America/New_York', '2026-01-15T13:00:00.000Z'],
  ['new Date().getTimezoneOffset()', 'Asia/Kolkata', '-330'],
  ['new Date().toString()', 'Asia/Kolkata', 'Wed Jul 15 2026 18:04:56 GMT+0530 (Asia/Kolkata)'],
  ['Date()', 'America/St_Johns', 'Wed Jul 15 2026 10:04:56 GMT-0230 (America/St_Johns)'],
  ['new Date().toDateString()', 'Pacific/Kiritimati', 'Thu Jul 16 2026'],
  ['new Date().getDay() + "/" + new Date().getDate()', 'Pacific/Kiritimati', '4/16'],
  ["new Date('2026-01-15T08:00').toISOString()", 'Europe/Berlin', '2026-01-15T07:00:00.000Z'],
  ["new Date('2026-01-15').toISOString()", 'Europe/Berlin', '2026-01-15T00:00:00.000Z'],
  ["new Date('2026-01-15T08:00:00+05:30').toISOString()", 'Europe/Berlin', '2026-01-15T02:30:00.000Z'],
  ["new Date('Jan 15, 2026 08:00:00').toISOString()", 'Europe/Berlin', '2026-01-15T07:00:00.000Z'],
  [
    "var d = new Date(2026, 2, 28, 12); d.setDate(29); '' + d.getHours() + d.toISOString()",
    'Europe/Berlin',
    '122026-03-29T10:00:00.000Z',
  ],
  ['new Date(2026, 2, 29, 2, 30).toISOString()', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['new Date(2026, 9, 25, 2, 30).toISOString()', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ["new Date('nonsense').toString()", 'Europe/Berlin', 'Invalid Date'],
  ["'' + new Date(NaN).getHours()", 'Europe/Berlin', 'NaN'],
  ['new Date() instanceof Date && new Date().constructor === Date', 'UTC', 'true'],
  ['JSON.stringify({ d: new Date(new Date()) })', 'Asia/Tokyo', '{"d":"2026-07-15T12:34:56.789Z"}'],
  ['new Date().toLocaleString()', 'Australia/Sydney', '7/15/2026, 10:34:56 PM'],
  ["new Date().toLocaleString('en-GB', { timeZone: 'America/New_York' })", 'UTC', '15/07/2026, 08:34:56'],
  ["new Date().toLocaleDateString('de-DE')", 'Pacific/Kiritimati', '16.7.2026'],
  [
    "new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hour12: false, timeZone: 'Asia/Tokyo', year: undefined, month: undefined, day: undefined }).format(new Date())",
    'UTC',
    '21',
  ],
  // Without a date among the options there is none in the text.
  [
    "new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(new Date())",
    'UTC',
    '12:34',
  ],
  ["new Intl.DateTimeFormat('de-DE', { dateStyle: 'long' }).format(0)", 'UTC', '1. Januar 1970'],
  [
    "new Intl.DateTimeFormat('en-US').formatToParts(new Date()).map(function (one) { return one.type + one.value; }).join('|')",
    'UTC',
    'month7|literal/|day15|literal/|year2026',
  ],
  ['new Intl.DateTimeFormat().resolvedOptions().timeZone', 'Asia/Tokyo', 'Asia/Tokyo'],
])('%s in %s is %s', async (script, timeZone, expected) => {
  expect((await value(script, timeZone)).replace(/\u202f/g, ' ')).toBe(expected);
});

test('what is not simulated says so, and a zone that is none is an error of the script', async () => {
  expect(await value("new Intl.NumberFormat('de').format(1)", 'UTC')).toContain('not simulated');
  expect(await value("new Date().toLocaleString('en', { timeZone: 'Mars/Base' })", 'UTC')).toContain(
    'RangeError',
  );
});

test('moments are read with a zone, with an offset, and by the clocks of the zone', () => {
  const iso = (text: string) => new Date(readMoment(text, 'Europe/Berlin', 'x')).toISOString();
  expect(iso('2026-01-15T12:00:00Z')).toBe('2026-01-15T12:00:00.000Z');
  expect(iso('2026-01-15T12:00:00+02:00')).toBe('2026-01-15T10:00:00.000Z');
  expect(iso('2026-01-15T12:00')).toBe('2026-01-15T11:00:00.000Z');
  expect(iso('2026-07-15')).toBe('2026-07-14T22:00:00.000Z');
  expect(momentOf('UTC', 5)).toBe(5);
  for (const wrong of ['yesterday', '2026-13-01', '1760000000', ''])
    expect(() => iso(wrong)).toThrow('is no moment');
});

test('the order: command line or case, event, flow, connection', () => {
  const given = {
    order: { at: '2026-01-01T00:00:00Z', timeZone: 'Asia/Tokyo' },
    event: { at: '2026-02-01T00:00:00', timeZone: 'Europe/Berlin' },
    flow: { timeZone: 'America/New_York' },
    connection: { timeZone: 'Asia/Kolkata' },
  };
  const shown = (sources: typeof given | object) => {
    const { at: moment, timeZone } = runMoment({
      order: {},
      event: {},
      flow: {},
      connection: {},
      ...sources,
    });
    return [new Date(moment).toISOString(), timeZone];
  };
  expect(shown(given)).toEqual(['2026-01-01T00:00:00.000Z', 'Asia/Tokyo']);
  expect(shown({ ...given, order: {} })).toEqual(['2026-01-31T23:00:00.000Z', 'Europe/Berlin']);
  expect(shown({ flow: given.flow, connection: given.connection })[1]).toBe('America/New_York');
  expect(shown({ connection: given.connection })[1]).toBe('Asia/Kolkata');
  const before = Date.now();
  const [now, zone] = shown({});
  expect(zone).toBe('UTC');
  expect(Math.abs(Date.parse(now!) - before)).toBeLessThan(60_000);
  expect(() => shown({ event: { timeZone: 'Mars/Base' } })).toThrow('timeZone of the event: "Mars/Base"');
});

test('a run has the time of its event, goes on from there, and reports it', async () => {
  const hours = evaluateStep("var hour = '' + new Date().getHours(); 1", {
    transitions: { '1': { to: 'wait' }, onInvalidChoice: end(), onError: end() },
  });
  const wait = {
    kind: 'delay',
    id: 'n6',
    name: 'wait',
    seconds: 3600,
    transitions: { onSuccess: { to: 'later' } },
  };
  const later = evaluateStep("var later = '' + new Date().getHours(); 1", { id: 'n7', name: 'later' });
  const event = { ...chatEvent, at: '2026-10-25T00:30:00Z' };
  const report = await runAtSandbox(flowOf([hours, wait, later], { timeZone: 'Europe/Berlin' }), { event });
  // Summer time ends in between: the clocks show the same hour again.
  expect(report.variables).toMatchObject({ hour: '2', later: '2' });
  expect(report.timings).toMatchObject({ at: '2026-10-25T00:30:00.000Z', timeZone: 'Europe/Berlin' });
});

test.each([
  "new Intl.NumberFormat('de').format(1)",
  "Intl.PluralRules.supportedLocalesOf('de')",
  "new Intl.DurationFormat('en').format({ hours: 1 })",
  "Intl.getCanonicalLocales('EN-us')",
  "new Intl.DateTimeFormat('en').formatRange(new Date(), new Date())",
  '(1234567.5).toLocaleString()',
  "(0.5).toLocaleString('de', { style: 'percent' })",
  '[1234.5].toLocaleString()',
  "'a'.localeCompare('B')",
  "'I'.toLocaleLowerCase('tr')",
])('%s is told as not simulated, never computed wrongly', async (script) => {
  const told = await value(script, 'UTC');
  expect(told).toContain('not simulated');
  expect(told).not.toContain('ReferenceError');
});

test('letters without a language stay as they are', async () => {
  expect(await value("'straße'.toLocaleUpperCase() + 'ABC'.toLocaleLowerCase()", 'UTC')).toBe('STRASSEabc');
});

test.each(['2026-02-31T12:00:00Z', '2026-02-29', '2026-04-31T12:00', '2026-13-01', '2026-00-10'])(
  'a day that its month does not have is no moment: %s',
  (at) => {
    const moment = () => runMoment({ order: { at }, event: {}, flow: {}, connection: {} });
    expect(moment).toThrow('is no moment');
  },
);

test('a Delay until a day that its month does not have waits for nothing and is an error', async () => {
  const until = async (date: string) => {
    const delay = { kind: 'delay', id: 'n6', name: 'delay', until: date };
    const transitions = { onTimeout: end(101), onError: end(102) };
    const { steps } = await runAtSandbox(flowOf([{ ...delay, transitions }]));
    return steps[0]?.outcome;
  };
  expect(await until('29-02-2028 03:30:00')).toBe('onTimeout');
  expect(await until('31-02-2026 03:30:00')).toBe('onError');
});
