import type { Json } from '../../src/node-kit/method.js';
import { prepareInput } from '../../src/runtime/prepare-input.js';
import type { Variables } from '../../src/runtime/variables.js';
import type { Schema } from '../../src/schema/schema.js';
import { builtMethod, methodWith, oneInput } from './methods.js';

// What holds far too much costs one count, and no look at what stands in it. Looks are counted here, not time.

let looks = 0;
/** Names whose values count each look at them. */
const named = (count: number, prefix = 'k'): { [name: string]: Json } => {
  const object = {};
  for (let index = 0; index < count; index += 1)
    Object.defineProperty(object, `${prefix}${index}`, {
      enumerable: true,
      get: () => {
        looks += 1;
        return index;
      },
    });
  return object;
};

const closed: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: { colour: { type: 'string' } },
};

beforeEach(() => {
  looks = 0;
});

test.each<[string, () => { [name: string]: Json }, Variables | undefined]>([
  ['very many names that no method has', () => named(5000), undefined],
  ['the same beside a known one', () => Object.assign(named(5000), { taskId: 'x' }), undefined],
  ['the same where references are filled', () => named(5000), { name: 'x' }],
])('%s', async (_what, input, variables) => {
  const method = await builtMethod('set-variable', 'v1.7', 'set-flow-variable');
  const { input: sent, diagnostics } = await prepareInput(method, input(), variables);
  expect(sent).toBeUndefined();
  expect(diagnostics).toHaveLength(21);
  expect(diagnostics[0]).toMatchObject({
    code: 'unevaluatedProperties',
    pointer: '/k0',
    expected: 'no such input',
    received: '0',
  });
  expect(diagnostics[20]).toMatchObject({
    code: 'diagnostics.more',
    message: 'There are 4980 more of this kind.',
  });
  expect(looks).toBeLessThanOrEqual(20);
});

test.each<[string, Schema, Json, string, number]>([
  ['in an object that stands deeper', closed, named(5000), 'additionalProperties', 21],
  [
    'in the items of a list',
    { type: 'array', maxItems: 5, items: closed },
    Array(5).fill(named(3000)),
    'additionalProperties',
    21,
  ],
  [
    'in a map that has a limit',
    { type: 'object', maxProperties: 50, additionalProperties: { type: 'string' } },
    named(5000),
    'maxProperties',
    1,
  ],
  [
    'in a list that has a limit',
    { type: 'array', maxItems: 5, items: closed },
    Array(6).fill(named(3)),
    'maxItems',
    1,
  ],
])('%s', async (_what, schema, value, code, count) => {
  const { input, diagnostics } = await prepareInput(methodWith(oneInput(schema)), { value }, undefined);
  expect(input).toBeUndefined();
  expect(diagnostics).toHaveLength(count);
  expect(diagnostics[0]).toMatchObject({ code, severity: 'error' });
  expect(looks).toBeLessThanOrEqual(20);
});

test('as many as are told of are told of one by one, with what is near', async () => {
  const value = {
    ...Object.fromEntries(Array.from({ length: 19 }, (_, index) => [`k${index}`, 1])),
    color: 1,
  };
  const { diagnostics } = await prepareInput(methodWith(oneInput(closed)), { value }, undefined);
  expect(diagnostics).toHaveLength(20);
  expect(diagnostics.map(({ pointer }) => pointer)).toContain('/value/color');
  const more = await prepareInput(
    methodWith(oneInput(closed)),
    { value: { color: 1, ...named(20) } },
    undefined,
  );
  expect(more.diagnostics[0]).toMatchObject({
    pointer: '/value/color',
    remedy: expect.stringContaining('"colour"'),
  });
});

test.each<[string, Schema]>([
  ['names by a pattern', { ...closed, patternProperties: { '^k': { type: 'integer' } } }],
  [
    'names that one of several forms brings',
    {
      type: 'object',
      unevaluatedProperties: false,
      properties: { colour: {} },
      oneOf: [{ patternProperties: { '^k': { type: 'integer' } } }],
    },
  ],
  ['any names', { type: 'object', properties: { colour: {} } }],
])('%s are left to the validator', async (_what, schema) => {
  const value = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`k${index}`, index]));
  const { input } = await prepareInput(methodWith(oneInput(schema)), { value }, undefined);
  expect(input).toEqual({ value });
});
