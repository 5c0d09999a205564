import type { Json, Source } from '../node-kit/method.js';
import type { Method, ObservedFact, WireName } from '../package/method.js';
import { type Field, fieldOf } from '../schema/field.js';
import { exampleBody } from './example-request.js';
import { inputSources } from './input-sources.js';
import { opened } from './json-texts.js';
import type { KnownWords } from './known-words.js';
import { placesIn } from './places.js';

/** Something that the pack says of the platform, and that a recording can show. */
export interface Fact {
  kind: 'endpoint' | 'verb' | 'status' | 'callback word' | 'key' | 'type';
  /** `/v1/tasks/{id}/queue`, `POST`, `202`, `queued`, `callback /data/agentId`, `callback /id: text`. */
  name: string;
  source: Source;
  /** Of a key or type: which JSON it is in. */
  part?: 'request' | 'answer' | 'callback';
  pointer?: string;
  /** Of a type: what may stand there, in the words of evidence. */
  kinds?: string[];
}

/** A method over one of its wires. */
export interface WiredMethod
  extends Pick<
    Method,
    'node' | 'version' | 'id' | 'definition' | 'examples' | 'input' | 'output' | 'fieldSource'
  > {
  wire: WireName;
  /** What the package itself has evidence of. */
  observed: ObservedFact[];
}

/** A method of the pack over each wire that it has. */
export const overWires = (method: Method): WiredMethod[] =>
  (['task', 'public'] as const).flatMap((wire) => {
    if (!method.hasWire(wire)) return [];
    const { node, version, id, examples, input, output, facts } = method;
    const definition = method.definitionOver(wire);
    return {
      ...{ node, version, id, wire, definition, examples, input, output },
      // The schema says of its fields who knows them and what the task API calls them.
      fieldSource: wire === 'task' ? method.fieldSource : definition.source,
      observed: (wire === 'task' && facts.observed) || [],
    };
  });

/** Whether the outcome comes with a callback or an event. */
export const waits = ({ definition }: WiredMethod): boolean =>
  Object.values(definition.answers).some((rule) => typeof rule === 'object');

const kindWords: Record<string, string> = {
  string: '<text>',
  number: '<number>',
  integer: '<number>',
  boolean: '<boolean>',
  object: '<object>',
  array: '<list>',
};

const keyFacts = (
  part: NonNullable<Fact['part']>,
  pointer: string,
  kinds: string[],
  sources: { key: Source; type: Source },
): Fact[] => {
  const name = `${part} ${pointer}`;
  const at = { part, pointer };
  return [
    { kind: 'key', name, source: sources.key, ...at },
    { kind: 'type', name: `${name}: ${kinds.join(' or ')}`, source: sources.type, ...at, kinds },
  ];
};

/**
 * The keys of the body that the handler makes of the schema's own examples; their types are those that it sends. A key
 * has the source of the input that it carries.
 */
const requestFacts = (method: WiredMethod, words: KnownWords): Fact[] => {
  const { definition, examples, fieldSource, wire } = method;
  const seen = new Map<string, Set<string>>();
  for (const example of examples) {
    const body = opened(exampleBody(definition, example), words.jsonTexts) as Json | undefined;
    for (const [pointer, kinds] of Object.entries(placesIn(body, words)))
      for (const kind of kinds) seen.set(pointer, (seen.get(pointer) ?? new Set()).add(kindOf(kind)));
  }
  const told = wire === 'task' ? inputSources(method, words) : new Map<string, Source>();
  return [...seen].flatMap(([pointer, kinds]) => {
    // The item of a list has no key, nor has what is in a text.
    if (pointer === '' || /\/(\*|<json>)$/.test(pointer) || pointer.includes('<key>')) return [];
    const source = told.get(pointer) ?? fieldSource;
    return keyFacts('request', pointer, [...kinds].sort(), { key: source, type: source });
  });
};

/** A constant is a text. */
export const kindOf = (seen: string): string => (/^(<.*>|null)$/.test(seen) ? seen : '<text>');

const outputFacts = (method: WiredMethod): Fact[] => {
  const { definition, output, fieldSource } = method;
  const part = waits(method) ? 'callback' : 'answer';
  const fieldNamed = (name: string): Field | undefined =>
    fieldOf(output).fields.find((field) => field.name === name);
  return Object.entries(definition.outputs ?? {}).flatMap(([name, path]) => {
    const [start, ...keys] = path.split('.');
    const field = fieldNamed(name);
    if (start !== '$' || keys.length === 0 || !field) return [];
    const kinds = [...new Set(field.types.flatMap((type) => kindWords[type] ?? []))];
    const type = (field.source ?? fieldSource) as Source;
    return keyFacts(part, `/${keys.join('/')}`, kinds, { key: definition.source, type });
  });
};

/** What a method says of the API of a wire. */
export const factsOf = (method: WiredMethod, words: KnownWords): Fact[] => {
  const { definition } = method;
  const { verb, path, source } = definition.request;
  const statuses = Object.keys(definition.answers).filter((key) => /^\d{3}$/.test(key));
  const facts: Fact[] = [
    { kind: 'endpoint', name: path, source },
    { kind: 'verb', name: verb, source },
    ...statuses.map((name): Fact => ({ kind: 'status', name, source })),
    ...Object.keys(definition.callback ?? definition.events ?? {}).map(
      (name): Fact => ({ kind: 'callback word', name, source }),
    ),
    ...outputFacts(method),
    ...requestFacts(method, words),
  ];
  return facts.map((fact) => (isObserved(method, fact) ? { ...fact, source: 'observed' } : fact));
};

/** Whether the package itself has evidence of it. */
const isObserved = ({ observed }: WiredMethod, { kind, name }: Fact): boolean =>
  observed.some((fact) => fact.kind === kind && fact.name === name);
