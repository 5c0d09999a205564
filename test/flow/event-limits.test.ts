import { mostEventValues, overfullPlace, parseEvent } from '../../src/flow/event.js';

// What comes is counted before anything is made of it.

const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));

test('as much as an event may hold is read', () => {
  expect(overfullPlace(numbered(mostEventValues))).toBeUndefined();
  expect(overfullPlace({ list: Array(mostEventValues - 1).fill('x') })).toBeUndefined();
});

test.each<[string, object, string]>([
  ['names', numbered(mostEventValues + 1), ''],
  ['items', { list: Array(mostEventValues).fill(0) }, '/list'],
  ['both together', { a: numbered(5000), b: [{ c: numbered(5000) }] }, '/b/0/c'],
  ['the second of two', [numbered(9000), numbered(9000)], '/1'],
])('too many %s have a place', (_what, event, place) => {
  expect(overfullPlace(event)).toBe(place);
});

test('no look is taken at what is too much', () => {
  const event = numbered(1);
  for (let index = 0; index <= mostEventValues; index += 1)
    Object.defineProperty(event, `g${index}`, {
      enumerable: true,
      get: () => {
        throw new Error('looked at');
      },
    });
  expect(overfullPlace({ event })).toBe('/event');
});

test('an event file that holds too much is refused at the place', () => {
  const message = { text: 'hi', extras: numbered(mostEventValues) };
  const text = JSON.stringify({ kind: 'channelMessage', channel: 'sms', message }, null, 1);
  const { value, findings } = parseEvent('big.event.json', text);
  expect(value).toBeUndefined();
  expect(findings).toEqual([
    expect.objectContaining({ rule: 'limit.values', pointer: '/message/extras', line: 6, severity: 'error' }),
  ]);
});
