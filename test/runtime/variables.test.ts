import fc from 'fast-check';
import type { Json } from '../../src/node-kit/method.js';
import { ExpansionTooLarge, fillVariables, type Variables } from '../../src/runtime/variables.js';

const limit = 1000;
const fill = (input: Json, variables: Variables = {}) => fillVariables(input, variables, limit).value;

describe('a reference', () => {
  test('takes the value of its variable', () => {
    expect(fill('$(name)', { name: 'Ada' })).toBe('Ada');
  });

  test('may hold dots that are part of the name', () => {
    expect(fill('$(n2.webex.taskId)', { 'n2.webex.taskId': 't-1' })).toBe('t-1');
  });

  test('may hold dots that lead into nested objects', () => {
    expect(fill('$(n2.webex.taskId)', { n2: { webex: { taskId: 't-2' } } })).toBe('t-2');
  });

  test('prefers the whole name to the path of the same spelling', () => {
    expect(fill('$(n2.id)', { 'n2.id': 'whole', n2: { id: 'path' } })).toBe('whole');
  });

  test('may hold spaces, in a name and in a path', () => {
    expect(fill('$(n5.Task ID)', { 'n5.Task ID': 't-3' })).toBe('t-3');
    expect(fill('$(n5.Task ID)', { n5: { 'Task ID': 't-4' } })).toBe('t-4');
  });

  test('is filled in every text of nested objects and lists', () => {
    const input = { a: ['$(x)', { b: 'and $(x)' }], c: 1, d: null, e: true };
    expect(fill(input, { x: 'X' })).toEqual({ a: ['X', { b: 'and X' }], c: 1, d: null, e: true });
  });

  test('is not expanded in a key', () => {
    expect(fill({ '$(x)': '$(x)' }, { x: 'X' })).toEqual({ '$(x)': 'X' });
  });

  test('is not expanded again when it comes in with a value', () => {
    const variables = { outer: '$(inner)', inner: 'secret', list: ['$(inner)'] };
    expect(fill('$(outer)', variables)).toBe('$(inner)');
    expect(fill('<$(outer)>', variables)).toBe('<$(inner)>');
    expect(fill('$(list)', variables)).toEqual(['$(inner)']);
  });

  test('is not put together from two values', () => {
    expect(fill('$(open)name)', { open: '$(', name: 'secret' })).toBe('$(name)');
  });

  test('does not give special meaning to dollar signs in a value', () => {
    expect(fill('<$(x)>', { x: "$& $1 $' $$" })).toBe("<$& $1 $' $$>");
  });
});

describe('a text that is one reference and nothing else', () => {
  test.each([
    ['a number', 7],
    ['a boolean', false],
    ['null', null],
    ['a list', [1, 'two']],
    ['an object', { a: { b: 1 } }],
  ] as [string, Json][])('becomes %s as it is', (_what, value) => {
    expect(fill({ leaf: '$(x)' }, { x: value })).toEqual({ leaf: value });
  });
});

describe('a reference inside other text', () => {
  test.each([
    ['a number as digits', 7, 'is 7.'],
    ['a boolean as its word', false, 'is false.'],
    ['null as nothing', null, 'is .'],
    ['a list as JSON text', [1, 'two'], 'is [1,"two"].'],
    ['an object as JSON text', { a: 1 }, 'is {"a":1}.'],
  ] as [string, Json, string][])('gives %s', (_what, value, expected) => {
    expect(fill('is $(x).', { x: value })).toBe(expected);
  });
});

describe('a reference without a value', () => {
  test('becomes empty text and a warning that points to the place', () => {
    const { value, warnings } = fillVariables({ list: [{ 'a/b~c': 'Dear $(who)' }] }, {}, limit);
    expect(value).toEqual({ list: [{ 'a/b~c': 'Dear ' }] });
    expect(warnings).toEqual([
      expect.objectContaining({ severity: 'warning', code: 'variable.unset', pointer: '/list/0/a~1b~0c' }),
    ]);
    expect(warnings[0]?.message).toContain('$(who)');
  });

  test('warns once for each place', () => {
    const { warnings } = fillVariables({ a: '$(x) $(y)', b: '$(x)' }, {}, limit);
    expect(warnings.map(({ pointer }) => pointer)).toEqual(['/a', '/a', '/b']);
  });

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'n2.constructor', 'n2.__proto__.x'])(
    'is also %s, which every object inherits',
    (name) => {
      const { value, warnings } = fillVariables(`$(${name})`, { n2: {} }, limit);
      expect(value).toBe('');
      expect(warnings).toHaveLength(1);
    },
  );

  test('is also a path through a text', () => {
    expect(fillVariables('$(a.length)', { a: 'text' }, limit).warnings).toHaveLength(1);
  });

  test('is not warned about when the value is empty text or null', () => {
    expect(fillVariables(['$(a)', '$(b)'], { a: '', b: null }, limit).warnings).toEqual([]);
  });
});

describe('what looks like a reference but is none', () => {
  test.each(['$()', '$(', '$(a', '$ (a)', '(a)', '$a', '$((a', '$[a]'])('stays: %s', (text) => {
    expect(fillVariables(text, { a: 'A' }, limit)).toEqual({ value: text, warnings: [] });
  });
});

describe('the limit of filled-in text', () => {
  test('is reached by many references to one long value', () => {
    expect(() => fill('$(x)'.repeat(11), { x: 'x'.repeat(100) })).toThrow(ExpansionTooLarge);
    expect(fill('$(x)'.repeat(10), { x: 'x'.repeat(100) })).toHaveLength(1000);
  });

  test('is reached by whole values too', () => {
    expect(() => fill(Array(11).fill('$(x)'), { x: ['y'.repeat(100)] })).toThrow(ExpansionTooLarge);
  });

  test('counts all texts of the input together', () => {
    expect(() => fill({ a: '$(x)', b: '-$(x)' }, { x: 'x'.repeat(501) })).toThrow(ExpansionTooLarge);
  });
});

describe('for any input', () => {
  const name = fc.stringMatching(/^[a-z]{1,3}$/);

  test('a text without "$(" stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.dictionary(name, fc.string()), (text, variables) => {
        fc.pre(!text.includes('$('));
        expect(fillVariables(text, variables, limit)).toEqual({ value: text, warnings: [] });
      }),
    );
  });

  test('a JSON value without "$(" stays as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('$('));
        const input = JSON.parse(JSON.stringify(value)) as Json;
        expect(fillVariables(input, {}, limit).value).toEqual(input);
      }),
    );
  });

  test('the result holds each value once expanded, and never what a second pass would give', () => {
    const part = fc.oneof(
      fc.record({ text: fc.stringMatching(/^[a-z ]{0,4}$/) }),
      fc.record({ reference: name }),
    );
    const value = fc.oneof(
      fc.stringMatching(/^[a-z]{0,3}$/),
      name.map((other) => `$(${other})`),
    );
    fc.assert(
      fc.property(fc.array(part), fc.dictionary(name, value), (parts, variables) => {
        const input = parts.map((one) => ('text' in one ? one.text : `$(${one.reference})`)).join('');
        const onePass = parts
          .map((one) =>
            'text' in one
              ? one.text
              : Object.hasOwn(variables, one.reference)
                ? variables[one.reference]
                : '',
          )
          .join('');
        expect(fillVariables(input, variables, 10_000).value).toBe(onePass);
      }),
    );
  });
});
