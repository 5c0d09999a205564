import { jsonText } from '../../src/node-kit/json-text.js';
import { keptCallFrom } from '../../src/store/kept-call.js';

const record = (outputs: string) =>
  `{"format":1,"input":"sha256:${'0'.repeat(64)}","startedAt":1.0,"overAt":2,"invocationId":"i","package":{},"result":{"outputs":${outputs}}}`;

test('the outputs of a kept call keep their digits, and what is not theirs is a number', () => {
  const text = record('{"id":7615917337495251231,"ewt":120.50}');
  const kept = keptCallFrom(text);
  expect(jsonText(kept)).toBe(text.replace('1.0', '1'));
  expect(kept).toMatchObject({ startedAt: 1 });
});

test('outputs may be as deep as JSON may be', () => {
  expect(keptCallFrom(record(`{"a":${'['.repeat(99)}${']'.repeat(99)}}`))).not.toBe('unreadable');
});

test('a record that is cut off in its result is the one that began the call', () => {
  const text = record('{"a":[1,2]}');
  const begun = text.slice(0, text.indexOf(',"result"'));
  for (let length = begun.length + 1; length < text.length; length += 1)
    expect(keptCallFrom(text.slice(0, length))).toEqual(keptCallFrom(`${begun}}`));
  expect(keptCallFrom(`${begun}}`)).toMatchObject({ invocationId: 'i' });
  expect(keptCallFrom(begun)).toBe('unreadable');
});

test.each(['', '{', record('{"a":1,"a":1}'), record('[]').replace('"i"', '1')])(
  '%j is unreadable',
  (text) => {
    expect(keptCallFrom(text)).toBe('unreadable');
  },
);
