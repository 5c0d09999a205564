import { bodySection } from '../../src/connect/body-section.js';
import { shapesOf } from '../../src/connect/shape.js';
import { uiGroups } from '../../src/connect/ui-fields.js';
import { nodeVersions } from './exported.js';

const fieldsOf = (input: object) => uiGroups(shapesOf({ ...input })).flatMap(({ fields }) => fields);

const regexOf = (property: object, required = ['x']) =>
  new RegExp(fieldsOf({ type: 'object', required, properties: { x: property } })[0]!.regex!);

test('no field refuses a value of an example, or a reference', async () => {
  for (const { node, version, methods } of await nodeVersions())
    for (const { id, input } of methods) {
      const fields = new Map(fieldsOf(input).map((field) => [field.fieldName, field]));
      for (const example of input.examples as Record<string, unknown>[])
        for (const [name, value] of Object.entries(example)) {
          const text = typeof value === 'string' ? value : JSON.stringify(value);
          const { regex, options } = fields.get(name)!;
          const at = { node: node.id, version, id, name, text };
          if (options) expect(options.map((one) => one.value)).toContain(text);
          else
            for (const one of [text, '$(n2.webex.taskId)', `before $(${name}) after`])
              expect({ ...at, one, takes: regex === undefined || new RegExp(regex).test(one) }).toEqual({
                ...at,
                one,
                takes: true,
              });
        }
    }
});

test('a text box refuses what the node refuses, lengths and wide limits aside', () => {
  expect(regexOf({ type: 'integer', minimum: 1, maximum: 10 }).test('11')).toBe(false);
  expect(regexOf({ type: 'integer', minimum: 0 }).test('-1')).toBe(false);
  expect(regexOf({ type: 'integer' }).test('-1')).toBe(true);
  expect(regexOf({ type: 'number' }).test('1,5')).toBe(false);
  expect(regexOf({ type: 'array', items: { type: 'string' } }).test('a, b')).toBe(false);
  expect(regexOf({ type: 'string', pattern: '^[^\\p{Cc}]+$' }).test('pC{c}')).toBe(true);
  expect(regexOf({ type: 'string', pattern: '^[^\\p{Cc}]+$' }).test('a\u0007')).toBe(false);
  expect(regexOf({ type: 'string', minLength: 1 }).test('')).toBe(false);
  expect(regexOf({ type: 'string', minLength: 1 }, []).test('')).toBe(true);
});

test('choices, truth values and times have field types of their own, and defaults make a field optional', () => {
  const fields = fieldsOf({
    type: 'object',
    required: ['when', 'kind', 'open'],
    properties: {
      when: { type: 'string', format: 'date-time' },
      kind: { oneOf: [{ const: 'a', title: 'First' }], default: 'a' },
      open: { type: 'boolean' },
    },
  });
  expect(fields).toEqual([
    expect.objectContaining({
      fieldName: 'when',
      fieldType: 'Date and time',
      mandatory: true,
      separator: 'T',
    }),
    expect.objectContaining({ fieldName: 'open', fieldType: 'Selection box', mandatory: true }),
    expect.objectContaining({
      fieldName: 'kind',
      mandatory: false,
      options: [{ displayName: 'First', value: 'a' }],
    }),
  ]);
});

test('a body is JSON only where no valid value holds what JSON escapes', () => {
  const format = (property: object) =>
    bodySection(shapesOf({ type: 'object', properties: { x: property } }), 'auto').format;
  expect(format({ type: 'string', pattern: '^[a-z-]{1,9}$' })).toBe('JSON');
  expect(format({ type: 'integer' })).toBe('JSON');
  expect(format({ enum: ['a', 'b'] })).toBe('JSON');
  expect(format({ enum: ['a', '"'] })).toBe('form-data');
  expect(format({ type: 'string' })).toBe('form-data');
  expect(format({ type: 'string', pattern: '^[!-~]+$' })).toBe('form-data');
  expect(format({ type: 'string', pattern: '^(a|[^b])$' })).toBe('form-data');
  expect(format({ type: 'string', pattern: '[a-z]' })).toBe('form-data');
  expect(format({ type: 'object' })).toBe('form-data');
});
