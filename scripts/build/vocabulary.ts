import { _, type CodeKeywordDefinition, type Options, str } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** The items of a list differ in one property: `"x-uniqueBy": "name"`. JSON Schema has no word for it. */
const uniqueBy: CodeKeywordDefinition = {
  keyword: 'x-uniqueBy',
  type: 'array',
  schemaType: 'string',
  error: {
    message: ({ schema }) => str`must not hold two items with the same ${schema}`,
    params: ({ params, schema }) => _`{property: ${schema}, index: ${params.index ?? 0}}`,
  },
  code(cxt) {
    const { gen, data, schema } = cxt;
    const seen = gen.const('seen', _`[]`);
    gen.forRange('i', 0, _`${data}.length`, (i) => {
      const key = gen.const('key', _`${data}[${i}]?.[${schema}]`);
      gen.if(_`${key} !== undefined && ${seen}.includes(${key})`, () => {
        cxt.setParams({ index: i });
        cxt.error();
      });
      gen.code(_`${seen}.push(${key})`);
    });
  },
};

/** What a call does with a value that its field's schema refuses, where the platform is lenient or nobody knows the limit. */
const leniencies = [
  {
    keyword: 'x-fallback',
    metaSchema: {
      type: 'object',
      required: ['value', 'reason'],
      additionalProperties: false,
      properties: { value: {}, reason: { type: 'string', minLength: 10, maxLength: 200 } },
    },
  },
  {
    keyword: 'x-lenient',
    metaSchema: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { enum: ['required', 'minLength', 'maxLength', 'minimum', 'maximum', 'pattern', 'oneOf'] },
    },
  },
  {
    // A tag that no variant has: the value of `by` says as which one it is judged, `without` where not even so.
    keyword: 'x-otherwise',
    metaSchema: {
      type: 'object',
      required: ['by', 'as'],
      additionalProperties: false,
      properties: {
        by: { type: 'string', minLength: 1 },
        as: { type: 'object', additionalProperties: { type: 'string' } },
        without: { type: 'array', items: { type: 'string', pattern: '^/' } },
      },
    },
  },
];

/**
 * ajv as the pack uses it: 2020-12, every error, the pack's own keywords. A validator that checks a few examples is not
 * worth optimizing; one that goes into a package is, and its options say so.
 */
export const createAjv = (options: Options = {}): Ajv2020 => {
  const ajv = new Ajv2020({
    allErrors: true,
    discriminator: true,
    strictTypes: false,
    code: { optimize: false },
    ...options,
  });
  // x-expected says in words what a pattern asks for: "expected a UUID, received …".
  for (const annotation of ['x-source', 'x-antiExamples', 'x-expected']) ajv.addKeyword(annotation);
  ajv.addKeyword(uniqueBy);
  for (const leniency of leniencies) ajv.addKeyword(leniency);
  return ajv;
};
