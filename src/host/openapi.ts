import resultSchema from '../../schemas/result.schema.json' with { type: 'json' };
import sharedSchema from '../../schemas/shared.schema.json' with { type: 'json' };
import type { PackageManifest } from '../../schemas/types.js';
import type { ServedVersion } from '../engine/package-set.js';
import { builtInOutcomes } from '../node-kit/method.js';

type Json = { [key: string]: unknown };
type Method = PackageManifest['versions'][number]['methods'][number];

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

const problem = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

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
    'Every input as a text: numbers in decimals, true or false, objects and arrays as JSON text. The same rules as for JSON.',
  type: 'object',
  properties: Object.fromEntries(
    Object.keys((input.properties ?? {}) as Json).map((name) => [name, { type: 'string' }]),
  ),
  additionalProperties: { type: 'string' },
});

const operationOf = ({ node, version, found }: ServedVersion, method: Method): Json => {
  const { manifest, files } = found.verified;
  const { $defs } = JSON.parse(files.get(method.files.schema)!.toString('utf8')) as {
    $defs: { input: Json; output: Json };
  };
  const { examples, ...input } = $defs.input as { examples?: unknown[] } & Json;
  const form = { schema: formOf(input) };
  return {
    operationId: `${node}_${version}_${method.id}`.replaceAll(/[^A-Za-z0-9_]/g, '_'),
    tags: [node],
    summary: `${manifest.node.name} ${version}: ${method.name}`,
    description: manifest.node.description,
    parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }],
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
    responses: {
      200: {
        description: 'The result, whatever its outcome.',
        content: { 'application/json': { schema: resultOf(method, forDocument($defs.output)) } },
      },
      400: problem('The body is not JSON, or a form that cannot be read.'),
      401: problem('No key, or not a right one.'),
      403: problem('The key is not for this node.'),
      404: problem('Unknown node, version or method; the known ones are named.'),
      409: problem('The Idempotency-Key was used with another input, or its first call has not ended.'),
      413: problem('The body is over 1 MiB.'),
      415: problem('The Content-Type is none that the service takes.'),
      422: problem('The input is no JSON object, or one that no method could take.'),
      429: problem('The key has made its calls of this minute; see Retry-After.'),
      503: problem('The service is busy or being stopped; see Retry-After.'),
    },
  };
};

/** The OpenAPI 3.1 description of what is served, made from the schemas in the packages. */
export const openApi = (served: ServedVersion[], serviceUrl: string): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Webex Contact Center task nodes',
    description: 'Node methods as a service. Every call that was understood answers 200 with a Result.',
    version:
      served
        .map(({ found }) => found.verified.manifest.pack.version)
        .sort()
        .at(-1) ?? '0.0.0',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: serviceUrl }],
  security: [{ basic: [] }, { apiKey: [] }],
  paths: Object.fromEntries(
    served.flatMap((one) => {
      const methods = one.found.verified.manifest.versions.find(
        ({ version }) => version === one.version,
      )!.methods;
      return methods.map((method) => [
        `/v1/nodes/${one.node}/${one.version}/${method.id}`,
        { post: operationOf(one, method) },
      ]);
    }),
  ),
  components: {
    securitySchemes: {
      basic: { type: 'http', scheme: 'basic', description: 'The name of the key and the key.' },
      apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: '<name>.<key>' },
    },
    parameters: {
      IdempotencyKey: {
        name: 'Idempotency-Key',
        in: 'header',
        description:
          'A call with the same key answers with the first result instead of being made again, for 24 hours.',
        schema: { type: 'string', minLength: 1, maxLength: 200 },
      },
    },
    schemas: {
      Result: forDocument(resultSchema),
      Problem: {
        description: 'What the caller did wrong, and what to do.',
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['code', 'message', 'remedy'],
            properties: {
              code: { type: 'string' },
              message: { type: 'string' },
              remedy: { type: 'string' },
            },
          },
        },
      },
      ...Object.fromEntries(usedDefinitions.map((name) => [name, forDocument(definitions[name])])),
    },
  },
});
