import { jsonText } from '../../src/node-kit/json-text.js';
import type { Json } from '../../src/node-kit/method.js';
import { coerce } from '../../src/runtime/coerce.js';
import { prepareInput } from '../../src/runtime/prepare-input.js';
import type { Schema } from '../../src/schema/schema.js';
import { methodWith, oneInput } from './methods.js';

/** What becomes of one value, and whether it is valid then. */
const prepare = async (value: Json, schema: Schema, required: string[] = []) => {
  const method = methodWith(oneInput(schema, required));
  const { input, diagnostics } = await prepareInput(method, { value }, {});
  return { input, codes: diagnostics.map(({ code, pointer }) => `${pointer} ${code}`) };
};
const coerced = (value: Json, schema: Schema) =>
  (coerce({ value }, oneInput(schema)) as { value?: Json }).value;

describe('text for a number', () => {
  test.each([
    ['5', 5],
    ['0', 0],
    ['-12', -12],
    ['10.5', 10.5],
    ['9007199254740991', 9007199254740991],
  ])('%s becomes that number', async (text, number) => {
    expect(await prepare(text, { type: 'number' })).toEqual({ input: { value: number }, codes: [] });
  });

  test.each([
    '007',
    '10.50',
    '-0',
    '0.10',
    '9007199254740993',
    '123456789012345678901234567890',
    '999999999999999.99',
  ])('%s keeps its digits', async (text) => {
    const { input, codes } = await prepare(text, { type: 'number' });
    expect(codes).toEqual([]);
    expect(jsonText(input)).toBe(/^-?0\d/.test(text) ? `{"value":"${text}"}` : `{"value":${text}}`);
    expect(`${(input as { value: Json }).value}`).toBe(text);
    expect(Number((input as { value: Json }).value)).toBe(Number(text));
  });

  test.each([
    ['9007199254740993', 'integer', true],
    ['5.00', 'integer', true],
    ['5.00000000000000000001', 'integer', false],
    ['999999999999999.99', 'integer', false],
    ['9007199254740993.5', 'integer', false],
    ['9007199254740993.5', 'number', false],
  ])('%s as %s: %s', async (text, type, isValid) => {
    const told = text === '5.00' ? ['/value input.point'] : [];
    expect((await prepare(text, { type })).codes).toEqual(isValid ? told : ['/value type']);
  });

  test.each(['9007199254740993.5', '1234567890123456789012345678901'])(
    '%s, which no number stands for, is told to be given as text',
    async (value) => {
      const { diagnostics } = await prepareInput(methodWith(oneInput({ type: 'number' })), { value }, {});
      expect(diagnostics[0]?.message).toBe(
        '/value: expected a number, received a number with too many digits to be carried exactly: give it as text.',
      );
    },
  );

  test('becomes a whole number where one is asked for', async () => {
    expect(await prepare('240', { type: 'integer' })).toEqual({ input: { value: 240 }, codes: [] });
  });

  test.each([
    ' 5',
    '5 ',
    ' ',
    '1e3',
    '0x10',
    '٣',
    '+5',
    '5.',
    '.5',
    '1,5',
    '1_000',
    '--5',
    'NaN',
    'Infinity',
    '1234567890123456789012345678901',
    '0.1234567890123456789012345678901',
  ])('"%s" stays text and is invalid', async (text) => {
    expect(coerced(text, { type: 'number' })).toBe(text);
    expect(await prepare(text, { type: 'number' }, ['value'])).toEqual({
      input: undefined,
      codes: ['/value type'],
    });
  });

  test('with a fraction is no whole number', async () => {
    expect((await prepare('5.5', { type: 'integer' })).codes).toEqual(['/value type']);
  });

  test('stays text where text is asked for', async () => {
    expect(coerced('5', { type: 'string' })).toBe('5');
    expect(coerced('true', { type: 'string' })).toBe('true');
    expect(coerced('{}', { type: 'string' })).toBe('{}');
  });
});

describe('text for a boolean', () => {
  test.each([
    ['true', true],
    ['TRUE', true],
    ['False', false],
    ['FALSE', false],
  ])('%s becomes %s', async (text, value) => {
    expect(await prepare(text, { type: 'boolean' })).toEqual({ input: { value }, codes: [] });
  });

  test.each(['yes', '1', 'true ', 't'])('"%s" is invalid', async (text) => {
    expect((await prepare(text, { type: 'boolean' })).codes).toEqual(['/value type']);
  });
});

describe('JSON text', () => {
  test('becomes the object or list that is asked for', async () => {
    expect(coerced('{"a":[1]}', { type: 'object' })).toEqual({ a: [1] });
    expect(coerced(' [1, {"a": 2}] ', { type: 'array' })).toEqual([1, { a: 2 }]);
  });

  test('is coerced inside as well', async () => {
    const schema = { type: 'array', items: { type: 'object', properties: { n: { type: 'integer' } } } };
    expect(coerced('[{"n":"5"}]', schema)).toEqual([{ n: 5 }]);
  });

  test.each([
    ['of the other kind', '[1]', 'object'],
    ['of the other kind', '{"0":1}', 'array'],
    ['that is broken', '{"a":', 'object'],
    ['that is no JSON', 'a, b', 'array'],
    ['that is null', 'null', 'object'],
    ['with a key __proto__', '{"a":{"__proto__":{"b":1}}}', 'object'],
    ['200 levels deep', `${'['.repeat(200)}${']'.repeat(200)}`, 'array'],
    ['100,000 levels deep', '['.repeat(100_000) + ']'.repeat(100_000), 'array'],
  ])('%s stays text and is invalid', async (_what, text, type) => {
    expect(coerced(text, { type })).toBe(text);
    expect((await prepare(text, { type })).codes).toEqual(['/value type']);
  });
});

describe('empty text', () => {
  test.each(['number', 'integer', 'boolean', 'array', 'object'])(
    'for an optional %s is absent',
    async (type) => {
      expect(await prepare('', { type })).toEqual({ input: {}, codes: [] });
    },
  );

  test('for an optional input with a default gives the default', async () => {
    expect(await prepare('', { type: 'integer', default: 60 })).toEqual({ input: { value: 60 }, codes: [] });
  });

  test('for an optional text stays empty text', async () => {
    expect(await prepare('', { type: 'string' })).toEqual({ input: { value: '' }, codes: [] });
  });

  test('for a required number is invalid', async () => {
    expect((await prepare('', { type: 'number' }, ['value'])).codes).toEqual(['/value type']);
  });
});

describe('a choice', () => {
  const byConst = { oneOf: [{ const: 'insideDesktop' }, { const: 'newBrowserTab' }] };

  test.each([
    ['const', byConst],
    ['enum', { enum: ['insideDesktop', 'newBrowserTab'] }],
    ['enum of a text', { type: 'string', enum: ['insideDesktop', 'newBrowserTab'] }],
  ])('by %s takes its own spelling', async (_kind, schema) => {
    expect(await prepare('INSIDEdesktop', schema)).toEqual({ input: { value: 'insideDesktop' }, codes: [] });
  });

  test('that is not offered stays as it is and is invalid', async () => {
    expect(coerced('elsewhere', byConst)).toBe('elsewhere');
    expect((await prepare('elsewhere', byConst)).codes).toEqual(['/value enum']);
  });
});

describe('a default', () => {
  const schema = {
    type: 'object',
    properties: {
      list: { type: 'array', default: [] },
      rows: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer', default: 60 } } } },
    },
  };

  test('fills what is absent, in items too', async () => {
    expect(coerce({ rows: [{}, { n: 5 }] }, schema)).toEqual({ list: [], rows: [{ n: 60 }, { n: 5 }] });
  });

  test('is a copy that a call cannot spoil for the next one', async () => {
    (coerce({}, schema) as { list: Json[] }).list.push('spoiled');
    expect(coerce({}, schema)).toEqual({ list: [] });
  });

  test('does not replace null', async () => {
    expect(coerce({ list: null }, schema)).toEqual({ list: null });
  });
});

test('the input itself is left as it was', async () => {
  const input = { value: '5', other: ['x'] };
  coerce(input, oneInput({ type: 'integer', default: 1 }));
  expect(input).toEqual({ value: '5', other: ['x'] });
});
