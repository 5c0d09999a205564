import type { Evidence } from '../../schemas/types.js';
import { isEvidence } from '../../schemas/validators.js';
import { JsonFile } from '../files/json-file.js';
import { appendPointer, keysOf } from '../ground/pointer.js';
import { toldError } from '../ground/told-error.js';
import type { Json } from '../node-kit/method.js';
import { type KnownWords, methodName } from './known-words.js';
import type { ReadRecording } from './read-recording.js';
import { headerNames, type Shape } from './redaction.js';

const evidenceMissing = toldError('caller', 'evidence.missing', 'There is no such file of evidence.');
const evidenceForeign = toldError(
  'caller',
  'evidence.foreign',
  'A file of evidence holds methods or words that this pack does not have.',
);
const evidenceTooMuch = toldError('caller', 'evidence.too-much', 'Recordings hold more than evidence may.');

export type EvidenceCall = Evidence['calls'][number];
type Places = EvidenceCall['body'];
type Owner = NonNullable<EvidenceCall['of']>;

/** A file of evidence; several may add to it at once. */
const evidenceFile = (path: string): JsonFile<Evidence> =>
  new JsonFile(path, {
    what: 'evidence',
    thing: 'evidence',
    name: 'the evidence',
    isValid: isEvidence,
    format: 1,
    restore: 'Take it from where it is kept, or make it anew of its recordings.',
    isOpen: true,
  });

const tooMuch = (problem: string) =>
  evidenceTooMuch(
    `No evidence is made of this: ${problem}.`,
    'Leave out what is none of the API. Nothing was changed.',
  );

/** Endpoints, and places of all bodies of one: far more than an API has, and few enough to be merged with each call. */
const limits = { calls: 10_000, places: 2000 };

/** Characters; evidence of the whole pack has some hundred thousand. */
const maxLength = 16 * 1024 * 1024;

/** What could not be read again is not written. */
const checkReadable = (evidence: Evidence) => {
  if (!isEvidence(evidence)) {
    const [first] = isEvidence.errors ?? [];
    throw tooMuch(`${first?.instancePath} ${first?.message}`);
  }
  let length = 0;
  for (const call of evidence.calls) {
    length += JSON.stringify(call).length;
    if (length > maxLength) throw tooMuch(`over ${maxLength} characters`);
  }
};

/**
 * Adds what a file of evidence has to what was gathered, and writes all of it there. Throws ToldError, and leaves the file
 * as it is, where something of either would be lost.
 */
export const addToFile = (path: string, gathering: Gathering): Promise<void> =>
  evidenceFile(path).change((before) => {
    const foreign = before ? gathering.addEvidence(before) : 0;
    if (foreign > 0)
      throw evidenceForeign(
        `${path} holds ${foreign} endpoints of methods that this pack does not have, or with words that it does not know: they would be lost.`,
        'Use the program whose pack has them, or name another file with --evidence. Nothing was changed.',
      );
    const { evidence } = gathering;
    checkReadable(evidence);
    return evidence;
  });

/** Reads a file of evidence. Throws ToldError when it is none, or not there. */
export const readEvidence = async (path: string): Promise<Evidence> => {
  const evidence = await evidenceFile(path).read();
  if (evidence) return evidence;
  throw evidenceMissing(`${path} is not there.`, 'Make it with `wxcc-nodes evidence add <recording>`.');
};

const placeholder = /^<(text|number|boolean|object|list)(:[0-9a-f]+)?>$/;

/** What was seen at a place: the kind of a value, or a constant of the pack's schemas. */
const seenAs = (value: Json, { texts }: KnownWords): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return '<list>';
  if (typeof value === 'object') return '<object>';
  if (typeof value !== 'string') return typeof value === 'number' ? '<number>' : '<boolean>';
  if (texts.has(value)) return value;
  return `<${placeholder.exec(value)?.[1] ?? 'text'}>`;
};

const knownOr = (other: string, name: string, known: ReadonlySet<string>) => (known.has(name) ? name : other);

/** Sorted by code units, the same everywhere. */
const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

const inOrder = <Value>(entries: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(
    sorted(Object.keys(entries)).flatMap((key) => {
      const { [key]: value } = entries;
      return value === undefined ? [] : [[key, value]];
    }),
  );

const checkPlaces = (count: number) => {
  if (count > limits.places) throw tooMuch(`a body has over ${limits.places} places`);
};

const merged = (one: Places, other: Places): Places => {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  checkPlaces(keys.size);
  return inOrder(
    Object.fromEntries([...keys].map((key) => [key, sorted([...(one[key] ?? []), ...(other[key] ?? [])])])),
  );
};

/** What stands where in a JSON value. */
export const placesIn = (value: Json | undefined, words: KnownWords): Places => {
  if (value === undefined) return {};
  const places = new Map<string, Set<string>>();
  const visit = (at: string, one: Json) => {
    places.set(at, (places.get(at) ?? new Set()).add(seenAs(one, words)));
    checkPlaces(places.size);
    if (one === null || typeof one !== 'object') return;
    for (const [key, child] of Object.entries(one))
      visit(appendPointer(at, Array.isArray(one) ? '*' : knownOr('<key>', key, words.keys)), child);
  };
  visit('', value);
  return inOrder(Object.fromEntries([...places].map(([at, seen]) => [at, sorted(seen)])));
};

/** What others wrote holds no more than we would have written. */
const cleanPlaces = (places: Places, words: KnownWords): Places =>
  Object.entries(places).reduce<Places>((clean, [pointer, seen]) => {
    const keys = keysOf(pointer).map((key) => (key === '*' ? key : knownOr('<key>', key, words.keys)));
    const kinds = seen.map((one) => (one === 'null' ? one : seenAs(one, words)));
    return merged(clean, { [keys.reduce<string>(appendPointer, '')]: kinds });
  }, {});

const keyOf = ({ of, at, verb, path }: EvidenceCall) =>
  [path, verb, at, of ? `${methodName(of)} ${of.wire}` : ''].join('\n');

/** Its keys in one order, whoever made the two. */
const mergedCall = (one: EvidenceCall, other: EvidenceCall): EvidenceCall => ({
  ...(one.of && { of: ownerOf(one.of) }),
  at: one.at,
  verb: one.verb,
  path: one.path,
  seen: [...new Map([...one.seen, ...other.seen].map((sight) => [`${sight.day} ${sight.program}`, sight]))]
    .sort(([first], [second]) => (first < second ? -1 : 1))
    .map(([, { day, program }]) => ({ day, program })),
  query: sorted([...one.query, ...other.query]),
  headers: sorted([...one.headers, ...other.headers]),
  body: merged(one.body, other.body),
  answers: inOrder(
    Object.fromEntries(
      [...Object.keys(one.answers), ...Object.keys(other.answers)].map((status) => [
        status,
        merged(one.answers[status] ?? {}, other.answers[status] ?? {}),
      ]),
    ),
  ),
  callbacks: merged(one.callbacks, other.callbacks),
});

const alone = (call: EvidenceCall): EvidenceCall =>
  mergedCall({ ...call, query: [], headers: [], body: {}, answers: {}, callbacks: {} }, call);

const isSame = (one: EvidenceCall, other: EvidenceCall) =>
  JSON.stringify(alone(one)) === JSON.stringify(alone(other));

/** Gathers what recordings and other evidence show. The same recording twice changes nothing. */
export class Gathering {
  readonly #calls = new Map<string, EvidenceCall>();
  #strangers = 0;

  constructor(private readonly words: KnownWords) {}

  /** How many exchanges said that they are of a method which this pack does not have, or are a callback of no call. */
  get strangers(): number {
    return this.#strangers;
  }

  /** Gives of how many of its endpoints something is left out: methods or words that this pack does not have. */
  addEvidence({ calls }: Evidence): number {
    for (const call of calls) this.#add(this.#clean(call));
    return this.#foreign(calls);
  }

  /** Takes endpoints as they stand, and gives how many of them hold methods or words that this pack does not have. */
  keep({ calls }: Evidence): number {
    for (const call of calls) this.#merge(call);
    return this.#foreign(calls);
  }

  addRecording({ program, day, exchanges }: ReadRecording): void {
    /** By the call of ours; what came before where a callback says none. */
    const requests = new Map<string | undefined, EvidenceCall>();
    for (const exchange of exchanges) {
      const call = exchange.of?.call;
      if (!('callback' in exchange)) {
        const one = this.#callOf(exchange, [{ day, program }]);
        requests.set(call, one);
        this.#add(one);
        continue;
      }
      const of = requests.get(call);
      if (of) this.#add({ ...of, callbacks: placesIn(exchange.callback, this.words) });
      else this.#strangers += 1;
    }
  }

  /** Sorted, so that the same evidence has the same bytes. */
  get evidence(): Evidence {
    return { format: 1, calls: sorted(this.#calls.keys()).map((key) => this.#calls.get(key)!) };
  }

  #callOf(exchange: Exclude<Shape, { callback: Json }>, seen: EvidenceCall['seen']): EvidenceCall {
    const { request, answer, of } = exchange;
    return {
      ...(of && { of: ownerOf(of) }),
      at: request.at as EvidenceCall['at'],
      verb: request.verb as EvidenceCall['verb'],
      path: this.#path(request.path),
      seen,
      query: request.query.map((name) => knownOr('<name>', name, this.words.segments)),
      headers: request.headers.filter((name) => headerNames.has(name)),
      body: placesIn(request.body, this.words),
      answers: answer ? { [answer.status]: placesIn(answer.body, this.words) } : {},
      callbacks: {},
    };
  }

  #foreign(calls: EvidenceCall[]): number {
    return calls.filter((call) => !this.#isKnown(call) || !isSame(call, this.#clean(call))).length;
  }

  /** What others wrote, without what a recording would not bring. */
  #clean(call: EvidenceCall): EvidenceCall {
    return {
      ...call,
      path: this.#path(call.path),
      query: call.query.map((name) => knownOr('<name>', name, this.words.segments)),
      headers: call.headers.filter((name) => headerNames.has(name)),
      body: cleanPlaces(call.body, this.words),
      answers: Object.fromEntries(
        Object.entries(call.answers).map(([status, places]) => [status, cleanPlaces(places, this.words)]),
      ),
      callbacks: cleanPlaces(call.callbacks, this.words),
    };
  }

  #path(path: string): string {
    return path
      .split('/')
      .map((segment) => (segment === '' ? '' : knownOr('<segment>', segment, this.words.segments)))
      .join('/');
  }

  #isKnown({ of }: EvidenceCall): boolean {
    return !of || this.words.methods.has(methodName(of));
  }

  #add(call: EvidenceCall): void {
    if (this.#isKnown(call)) this.#merge(call);
    else this.#strangers += 1;
  }

  #merge(call: EvidenceCall): void {
    const key = keyOf(call);
    const before = this.#calls.get(key);
    this.#calls.set(key, before ? mergedCall(before, call) : alone(call));
    if (this.#calls.size > limits.calls) throw tooMuch(`over ${limits.calls} endpoints`);
  }
}

const ownerOf = ({ node, version, method, wire }: Owner | NonNullable<Shape['of']>): Owner => ({
  node,
  version,
  method,
  wire: wire as Owner['wire'],
});
