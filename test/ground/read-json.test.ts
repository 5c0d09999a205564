import fc from 'fast-check';
import { DigitsLost, numberFrom, refusingLostDigits, rounded } from '../../src/ground/exact-number.js';
import { readJson } from '../../src/ground/read-json.js';
import { jsonText } from '../../src/node-kit/json-text.js';

const problemsOf = (text: string) => {
  const read = readJson(text);
  return 'value' in read ? [] : read.problems.map(({ rule, pointer, offset }) => ({ rule, pointer, offset }));
};
const written = (text: string) => {
  const read = readJson(text);
  return 'value' in read ? jsonText(read.value) : read.problems[0].message;
};
const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test.each([
  '7615917337495251231',
  '10.50',
  '0.10',
  '-0',
  '-0.0',
  '1E5',
  '1e+5',
  '1e400',
  '-1e-400',
  '999999999999999.99',
  '0.1234567890123456789',
  '{"a":[10.50,{"b":7615917337495251231}],"c":1,"d":"1.0"}',
])('%s is written with the digits that it was read with', (text) => {
  expect(written(text)).toBe(text);
  expect(JSON.parse(jsonText((readJson(text) as { value: unknown }).value, '  '))).toEqual(JSON.parse(text));
});

test('what has no other digits is read and written as JavaScript does', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const text = JSON.stringify(value);
      if (text.includes('__proto__')) return;
      expect(rounded((readJson(text) as { value: unknown }).value)).toEqual(JSON.parse(text));
      expect(jsonText(JSON.parse(text))).toBe(text);
      expect(jsonText(JSON.parse(text), '  ')).toBe(JSON.stringify(value, null, 2));
    }),
  );
});

test('what JavaScript takes for JSON is JSON, and nothing else', () => {
  const start = '{"a": [1, -2.5e+3, "x\\u00e9\\n", true, null], "b": {"c": ""}}';
  const sign = fc.constantFrom(...'{}[]":,\\0123.eE+-tfn \t\n\u00a0\u0001u');
  fc.assert(
    fc.property(fc.nat(start.length), fc.nat(3), sign, (at, length, character) => {
      const text = start.slice(0, at) + character + start.slice(at + length);
      const [problem] = problemsOf(text);
      const isRead = problem === undefined || problem.rule === 'duplicate-key';
      expect({ text, isRead }).toEqual({ text, isRead: isJson(text) });
    }),
    { numRuns: 2000 },
  );
});

test('a byte order mark is skipped, one', () => {
  expect(written('\ufeff{}')).toBe('{}');
  expect(problemsOf('\ufeff\ufeff{}')).toMatchObject([{ rule: 'syntax', offset: 0 }]);
});

test('keys that stand twice are told with their places, equal ones and escaped ones too', () => {
  expect(problemsOf('{"a": 1, "b": {"c/d": 1, "c/d": 1}, "\\u0061": 2}')).toEqual([
    { rule: 'duplicate-key', pointer: '/b/c~1d', offset: 25 },
    { rule: 'duplicate-key', pointer: '/a', offset: 36 },
  ]);
  expect(problemsOf('[{"x":{"__proto__":1}}]')).toEqual([
    { rule: 'forbidden-key', pointer: '/0/x/__proto__', offset: 7 },
  ]);
  expect(written('{"constructor":1,"toString":2}')).toBe('{"constructor":1,"toString":2}');
});

test.each([
  ['', 0],
  ['[1,]', 3],
  ['{"a":1,}', 7],
  ['{"a" 1}', 5],
  ['[1 2]', 3],
  ['"a\nb"', 2],
  ['"a\\x"', 2],
  ['"a', 2],
  ['01', 1],
  ['1.', 1],
  ['nul', 0],
  ["{'a':1}", 1],
  ['[{"value":"he said "x""}]', 20],
])('%j is no JSON, and where is told', (text, offset) => {
  expect(problemsOf(text)).toEqual([{ rule: 'syntax', pointer: '', offset }]);
  expect(written(text)).toMatch(new RegExp(`^is not JSON, at character ${offset + 1} \\(`));
});

test('the nesting is counted, not walked', () => {
  expect(written('['.repeat(100) + ']'.repeat(100))).toMatch(/^\[+\]+$/);
  expect(problemsOf('['.repeat(101) + ']'.repeat(101))).toMatchObject([{ rule: 'too-deep', offset: 100 }]);
  expect(problemsOf('{"a":'.repeat(1_000_000))).toMatchObject([{ rule: 'too-deep' }]);
});

test('long texts are read: one string, many escapes, many keys', () => {
  const long = 'x'.repeat(5_000_000);
  expect(readJson(`"${long}"`)).toEqual({ value: long });
  expect(readJson(`"${'\\n'.repeat(2_000_000)}"`)).toEqual({ value: '\n'.repeat(2_000_000) });
  const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]));
  expect(readJson(JSON.stringify(many))).toEqual({ value: many });
});

test('validators see a number on the same side of every whole number', () => {
  const seen = (text: string) => rounded(numberFrom(text));
  expect(['10.50', '5.00', '1500e-2', '-0', '7615917337495251231'].map(seen)).toEqual([
    10.5, 5, 15, -0, 7615917337495251000,
  ]);
  expect(['999999999999999.99', '5.00000000000000000001', '-5.00000000000000000001'].map(seen)).toEqual([
    999999999999999.5, 5.5, -5.5,
  ]);
  for (const text of ['1e400', '1e-400', '0e999999999', '9007199254740993.5', '9'.repeat(400)])
    expect(seen(text)).toBeNaN();
});

test('code that knows nothing of them makes text of them, or is refused where that would be sent', () => {
  const value = { id: numberFrom('7615917337495251231') };
  expect(JSON.stringify(value)).toBe('{"id":"7615917337495251231"}');
  expect(() => refusingLostDigits(() => JSON.stringify(value))).toThrow(DigitsLost);
  expect(refusingLostDigits(() => jsonText(value))).toBe('{"id":7615917337495251231}');
});
