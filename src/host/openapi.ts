import compare from 'semver/functions/compare.js';
import resultSchema from '../../schemas/result.schema.json' with { type: 'json' };
import sharedSchema from '../../schemas/shared.schema.json' with { type: 'json' };
import { shapesOf } from '../connect/shape.js';
import { builtInOutcomes } from '../node-kit/method.js';
import type { Method } from '../package/method.js';
import type { NodeVersion } from '../package/node-package.js';
import { headers, parameters, problemSchema, responsesOf } from './openapi-parts.js';

type Json = { [key: string]: unknown };

/** The definitions that result.schema.json refers to, and its own, by their names. */
const definitions = { ...sharedSchema.$defs, ...resultSchema.$defs } as Record<string, Json>;
const usedDefinitions = ['name', 'version', 'packVersion', 'digest', 'diagnostic'];

/** A schema as it stands in the document: references lead to its components, our own keywords are left out. */
const forDocument = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(forDocument);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !key.startsWith('x-') && !['$schema', '$defs'].includes(key))
      .map(([key, value]) => {
        if (key === '$ref' && typeof value === 'string')
          return [key, `#/components/schemas/${value.split('/').at(-1)}`];
        // What comes in examples is data, whatever it looks like.
        return [key, ['examples', 'const', 'enum', 'default'].includes(key) ? value : forDocument(value)];
      }),
  );
};

const resultOf = (method: Method, output: unknown) => ({
  allOf: [
    { $ref: '#/components/schemas/Result' },
    {
      type: 'object',
      properties: {
        outcome: { enum: [...method.outcomes.map(({ name }) => name), ...Object.keys(builtInOutcomes)] },
        outputs: {
          description: 'All of them with a success; with another outcome those that there are.',
          properties: ((output as Json).properties ?? {}) as Json,
        },
      },
    },
  ],
});

const formOf = (input: Json) => ({
  description:
    'Every input as a text: numbers in decimals, true or false, objects and arrays as JSON text. The same rules as for JSON. A field left empty counts as absent wherever the method can do without it; a required one stays the empty text that it is.',
  type: 'object',
  required: shapesOf(input).flatMap(({ name, required }) => (required ? [name] : [])),
  properties: Object.fromEntries(shapesOf(input).map(({ name }) => [name, { type: 'string' }])),
  additionalProperties: { type: 'string' },
});

const operationOf = ({ node, version }: NodeVersion, method: Method): Json => {
  const { examples, ...input } = method.input as { examples?: unknown[] } & Json;
  const form = { schema: formOf(input) };
  return {
    operationId: `${node.id}_${version}_${method.id}`.replaceAll(/[^A-Za-z0-9_]/g, '_'),
    tags: [node.id],
    summary: `${node.name} ${version}: ${method.name}`,
    description: node.description,
    parameters: Object.keys(parameters).map((name) => ({ $ref: `#/components/parameters/${name}` })),
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: forDocument(input),
          ...(examples && {
            examples: Object.fromEntries(examples.map((value, index) => [`example${index + 1}`, { value }])),
          }),
        },
        'multipart/form-data': form,
        'application/x-www-form-urlencoded': form,
      },
    },
    responses: responsesOf(resultOf(method, forDocument(method.output))),
  };
};

/** The OpenAPI 3.1 description of what is served, made from the schemas in the packages. */
export const openApi = (served: NodeVersion[], serviceUrl: string): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Webex Contact Center task nodes',
    description: 'Node methods as a service. Every call that was understood answers 200 with a Result.',
    version:
      served
        .map(({ pack }) => pack.version)
        .sort(compare)
        .at(-1) ?? '0.0.0',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: serviceUrl }],
  security: [{ basic: [] }, { apiKey: [] }],
  paths: Object.fromEntries(
    served.flatMap((one) =>
      one.methods.map((method) => [
        `/v1/nodes/${one.node.id}/${one.version}/${method.id}`,
        { post: operationOf(one, method) },
      ]),
    ),
  ),
  components: {
    securitySchemes: {
      basic: { type: 'http', scheme: 'basic', description: 'The name of the key and the key.' },
      apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: '<name>.<key>' },
    },
    parameters,
    headers,
    schemas: {
      Result: forDocument(resultSchema),
      Problem: problemSchema,
      ...Object.fromEntries(usedDefinitions.map((name) => [name, forDocument(definitions[name])])),
    },
  },
});
