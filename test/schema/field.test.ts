import { deepFields, type Field, fieldOf, fieldsFor } from '../../src/schema/field.js';
import { rulesText } from '../../src/schema/field-text.js';
import { samplesOf } from '../../src/schema/samples.js';
import type { Schema } from '../../src/schema/schema.js';
import { methodWith } from '../runtime/methods.js';

const text = { type: 'string', maxLength: 9 };

/** Everything that a schema of the pack may have: allOf, variants, lists, objects, sources. */
const schema: Schema = {
  type: 'object',
  'x-source': 'observed',
  required: ['id'],
  properties: { id: { ...text, title: 'Id', 'x-source': 'documented' }, note: text },
  allOf: [
    {
      required: ['kind'],
      properties: { kind: { type: 'string', title: 'Kind', default: 'one' } },
      discriminator: { propertyName: 'kind' },
      oneOf: [
        {
          required: ['size', 'both'],
          properties: {
            kind: { const: 'one', title: 'One' },
            size: { type: 'integer', minimum: 1, maximum: 3 },
            both: text,
          },
        },
        {
          required: ['both'],
          properties: {
            kind: { const: 'two' },
            both: { type: 'boolean' },
            rows: {
              type: 'array',
              'x-source': 'assumed',
              items: { type: 'object', required: ['n'], properties: { n: { type: 'number' } } },
            },
          },
        },
      ],
    },
  ],
  unevaluatedProperties: false,
};

const root = fieldOf(schema);
const said = ({ path, variant, required }: Field) =>
  `${path}${variant ? ` ${variant}` : ''}${required ? ' required' : ''}`;

test('fields come in the order of the form, what chooses a variant before what it brings', () => {
  expect(deepFields(root.fields).map(said)).toEqual([
    'id required',
    'note',
    'kind required',
    'size kind=one required',
    'both kind=one required',
    'both kind=two required',
    'rows kind=two',
    'rows[].n kind=two required',
  ]);
});

test('a field has its rules, its places and a source of its own or of what it stands in', () => {
  const fields = new Map(deepFields(root.fields).map((field) => [said(field), field]));
  expect(fields.get('id required')).toMatchObject({ title: 'Id', source: 'documented', kind: 'text' });
  expect(fields.get('rows[].n kind=two required')).toMatchObject({
    pointer: '/rows/*/n',
    title: 'n',
    source: 'assumed',
  });
  expect(fields.get('kind required')).toMatchObject({
    isTag: true,
    kind: 'choice',
    choices: [
      { value: 'one', title: 'One' },
      { value: 'two', title: 'two' },
    ],
  });
  expect(fields.get('size kind=one required')).toMatchObject({ kind: 'integer', source: 'observed' });
  expect(deepFields(root.fields).map(rulesText)).toEqual([
    'text; at most 9 characters',
    'text; at most 9 characters',
    'one, two; default one',
    'whole number; 1 to 3',
    'text; at most 9 characters',
    'true or false',
    'list',
    'number',
  ]);
});

test('a value has the fields of the variant that it chooses, and of none where it chooses none', () => {
  const names = (value: unknown) => fieldsFor([root], value).map(({ name }) => name);
  expect(names({ kind: 'one' })).toEqual(['id', 'note', 'kind', 'size', 'both']);
  expect(names({ kind: 'two' })).toEqual(['id', 'note', 'kind', 'both', 'rows']);
  for (const value of [{}, { kind: 'three' }, 'one', null])
    expect(names(value)).toEqual(['id', 'note', 'kind']);
});

test('a schema is read once', () => {
  expect(fieldOf(schema)).toBe(root);
});

test('samples reach every variant, with and without what is optional, and are valid', async () => {
  const { checkInput } = methodWith(schema);
  const samples = samplesOf([root], 'whole', []);
  const found = await Promise.all(samples.map((sample) => checkInput(sample)));
  const valid = samples.filter((_sample, index) => found[index]!.length === 0);
  const shapes = new Set(
    valid.map((sample) =>
      Object.keys(sample as object)
        .sort()
        .join(' '),
    ),
  );
  expect([...shapes].sort()).toEqual([
    'both id kind',
    'both id kind note',
    'both id kind note rows',
    'both id kind note size',
    'both id kind rows',
    'both id kind size',
  ]);
});
