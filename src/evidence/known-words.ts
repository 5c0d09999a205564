import type { Method } from '../package/method.js';
import type { NodePackage } from '../package/node-package.js';
import { exampleBody } from './example-request.js';
import { jsonTextKeys } from './json-texts.js';

/** What may be written of an exchange; everything else is a value. */
export interface KnownWords {
  /** Keys of JSON. */
  keys: ReadonlySet<string>;
  /** Texts: constants of schemas, callback words, outcomes. */
  texts: ReadonlySet<string>;
  /** Segments of paths and names of queries. */
  segments: ReadonlySet<string>;
  /** Keys of JSON whose text is JSON again: handlers write there what their schemas have as an object. */
  jsonTexts: ReadonlySet<string>;
  /** Methods of the pack's node versions, as `methodName` has them. */
  methods: ReadonlySet<string>;
}

export const methodName = (one: { node: string; version: string; method: string }): string =>
  `${one.node} ${one.version} ${one.method}`;

/**
 * Segments that say what an API does and never whose it is, so that an endpoint which differs from ours can be learned.
 * A segment that is neither here nor in an endpoint of the pack becomes a placeholder.
 */
const apiSegments =
  `accept accepted action actions agent agents api appended assign attributes callback callbacks cancel
  channel channels close closed complete contact contacts conversation conversations create data digital end ended
  engagement engagements enqueue estimate events ewt flow flows global interaction interactions message messages modified
  modify notification notifications notify open organization organizations piq pop popup position queue queued queues
  reject rejected requeue resolve route routed routing screen screen-pop screenpop search start status submit task tasks
  transfer update updated v1 v2 v3 v4 variable variables wait webhook webhooks wrapup`.split(/\s+/);

/** What the runtime itself reads in callbacks and events. */
const runtimeKeys = ['status', 'id', 'type', 'data', 'taskId', 'reason', 'errorMessage'];

type Words = Record<keyof KnownWords, Set<string>>;

/** An author's samples are values. */
const samples = new Set(['examples', 'default', 'x-antiExamples']);

const addSchema = (schema: unknown, words: Words): void => {
  if (schema === null || typeof schema !== 'object') return;
  for (const [keyword, value] of Object.entries(schema)) {
    if (samples.has(keyword)) continue;
    if (keyword === 'properties') for (const name of Object.keys(value as object)) words.keys.add(name);
    if (keyword === 'enum') for (const one of value as unknown[]) addText(one, words);
    if (keyword === 'const') addText(value, words);
    addSchema(value, words);
  }
};

const addText = (value: unknown, { texts }: Words) => {
  if (typeof value === 'string' && value !== '') texts.add(value);
};

const addKeys = (value: unknown, words: Words): void => {
  if (value === null || typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value)) {
    if (!Array.isArray(value)) words.keys.add(key);
    addKeys(child, words);
  }
};

/** The keys that a handler sends are known from what it makes of its own examples. */
const addWire = (definition: Method['definition'], examples: unknown[], words: Words): void => {
  const { callback = {}, events = {}, follow, outcomes, request } = definition;
  for (const { path } of follow ? [request, follow.request] : [request])
    for (const segment of path.split(/[/?&=]/))
      if (segment !== '' && !segment.includes('{')) words.segments.add(segment);
  for (const reason of follow?.reasons ?? []) words.texts.add(reason);
  for (const said of [callback, events, follow?.events ?? {}, outcomes])
    for (const word of Object.keys(said)) words.texts.add(word);
  for (const path of Object.values(definition.outputs ?? {}))
    for (const key of String(path).split('.').slice(1)) words.keys.add(key);
  for (const example of examples) {
    const body = exampleBody(definition, example);
    addKeys(body, words);
    for (const key of jsonTextKeys(body, example)) words.jsonTexts.add(key);
  }
};

const addMethod = (method: Method, words: Words): void => {
  words.methods.add(methodName({ node: method.node, version: method.version, method: method.id }));
  addSchema(method.input, words);
  addSchema(method.output, words);
  addWire(method.definition, method.examples, words);
  if (method.hasWire('public')) addWire(method.definitionOver('public'), method.examples, words);
};

/** What the pack's own nodes name; a package from elsewhere adds nothing. */
export const knownWords = (packages: NodePackage[]): KnownWords => {
  const words: Words = {
    keys: new Set(runtimeKeys),
    texts: new Set(),
    segments: new Set(apiSegments),
    jsonTexts: new Set(),
    methods: new Set(),
  };
  for (const from of packages)
    if (from.origin === 'pack')
      for (const { methods } of from.versions) for (const method of methods) addMethod(method, words);
  return words;
};
