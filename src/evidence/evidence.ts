import type { Evidence } from '../../schemas/types.js';
import { isEvidence } from '../../schemas/validators.js';
import { JsonFile } from '../files/json-file.js';
import { toldError } from '../ground/told-error.js';
import type { Json } from '../node-kit/method.js';
import { type KnownWords, methodName } from './known-words.js';
import { Bound, inOrder, knownOr, PlacesSeen, sorted, tooMuch } from './places.js';
import type { ReadRecording } from './read-recording.js';
import { headerNames, type Shape } from './redaction.js';

const evidenceMissing = toldError('caller', 'evidence.missing', 'There is no such file of evidence.');
const evidenceForeign = toldError(
  'caller',
  'evidence.foreign',
  'A file of evidence holds methods or words that this pack does not have.',
);

export type EvidenceCall = Evidence['calls'][number];
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

/** Far more endpoints than an API has, and more places in all their bodies than the whole pack has by far. */
const limits = { calls: 10_000, places: 100_000 };

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

const keyOf = ({ of, at, verb, path }: Pick<EvidenceCall, 'of' | 'at' | 'verb' | 'path'>) =>
  [path, verb, at, of ? `${methodName(of)} ${of.wire}` : ''].join('\n');

/** What all of a gathering shares. */
interface Bounds {
  words: KnownWords;
  /** Of the places in all bodies. */
  places: Bound;
}

/** What was seen of one endpoint; grows with each call, and what is alike adds nothing. */
class Endpoint {
  readonly #seen = new Map<string, EvidenceCall['seen'][number]>();
  readonly #query = new Set<string>();
  readonly #headers = new Set<string>();
  readonly #body: PlacesSeen;
  readonly #answers = new Map<string, PlacesSeen>();
  readonly #callbacks: PlacesSeen;

  constructor(
    readonly name: Pick<EvidenceCall, 'of' | 'at' | 'verb' | 'path'>,
    private readonly bounds: Bounds,
  ) {
    this.#body = this.#places();
    this.#callbacks = this.#places();
  }

  /** Its keys in one order, whoever made it. */
  get call(): EvidenceCall {
    const { of, at, verb, path } = this.name;
    return {
      ...(of && { of: ownerOf(of) }),
      at,
      verb,
      path,
      seen: Object.values(inOrder([...this.#seen])),
      query: sorted(this.#query),
      headers: sorted(this.#headers),
      body: this.#body.places,
      answers: inOrder([...this.#answers].map(([status, { places }]) => [status, places])),
      callbacks: this.#callbacks.places,
    };
  }

  see({ day, program }: EvidenceCall['seen'][number]): void {
    const name = `${day} ${program}`;
    if (!this.#seen.has(name)) this.#seen.set(name, { day, program });
  }

  sent({ query, headers }: Pick<EvidenceCall, 'query' | 'headers'>, body: Json | undefined): void {
    for (const name of query) this.#query.add(name);
    for (const name of headers) this.#headers.add(name);
    if (body !== undefined) this.#body.add(body);
  }

  answered(status: string, body: Json | undefined): void {
    const places = this.#answer(status);
    if (body !== undefined) places.add(body);
  }

  calledBack(body: Json): void {
    this.#callbacks.add(body);
  }

  /** What a file of evidence says of it: as it stands, or without what a recording would not bring. */
  add(call: EvidenceCall, how: 'keep' | 'addPlaces'): void {
    for (const one of call.seen) this.see(one);
    this.sent(call, undefined);
    this.#body[how](call.body);
    for (const [status, places] of Object.entries(call.answers)) this.#answer(status)[how](places);
    this.#callbacks[how](call.callbacks);
  }

  #answer(status: string): PlacesSeen {
    const places = this.#answers.get(status) ?? this.#places();
    this.#answers.set(status, places);
    return places;
  }

  #places(): PlacesSeen {
    return new PlacesSeen(this.bounds.words, this.bounds.places);
  }
}

const unbounded = (words: KnownWords): Bounds => ({
  words,
  places: new Bound(Number.POSITIVE_INFINITY, String),
});

/** Gathers what recordings and other evidence show. The same recording twice changes nothing. */
export class Gathering {
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #calls = new Bound(limits.calls, (max) => `over ${max} endpoints`);
  readonly #bounds: Bounds;
  #strangers = 0;

  constructor(private readonly words: KnownWords) {
    this.#bounds = {
      words,
      places: new Bound(limits.places, (max) => `its bodies have over ${max} different places`),
    };
  }

  /** How many exchanges said that they are of a method which this pack does not have, or are a callback of no call. */
  get strangers(): number {
    return this.#strangers;
  }

  /** Gives of how many of its endpoints something is left out: methods or words that this pack does not have. */
  addEvidence({ calls }: Evidence): number {
    for (const call of calls)
      if (this.#isKnown(call))
        this.#endpoint({ ...call, path: this.#path(call.path) }).add(...this.#clean(call));
      else this.#strangers += 1;
    return this.#foreign(calls);
  }

  /** Takes endpoints as they stand, and gives how many of them hold methods or words that this pack does not have. */
  keep({ calls }: Evidence): number {
    for (const call of calls) this.#endpoint(call).add(call, 'keep');
    return this.#foreign(calls);
  }

  /** Gives how many exchanges it has. */
  addRecording({ program, day, exchanges }: ReadRecording): number {
    let count = 0;
    /** By the call of ours; what came before where a callback says none. */
    const requests = new Map<string | undefined, Endpoint | undefined>();
    for (const exchange of exchanges) {
      count += 1;
      const call = exchange.of?.call;
      if ('callback' in exchange) {
        const of = requests.get(call);
        if (of) of.calledBack(exchange.callback);
        else this.#strangers += 1;
        continue;
      }
      const { request, answer, of } = exchange;
      const name = {
        ...(of && { of: ownerOf(of) }),
        at: request.at as EvidenceCall['at'],
        verb: request.verb as EvidenceCall['verb'],
        path: this.#path(request.path),
      };
      const endpoint = this.#isKnown(name) ? this.#endpoint(name) : undefined;
      requests.set(call, endpoint);
      if (!endpoint) {
        this.#strangers += 1;
        continue;
      }
      endpoint.see({ day, program });
      endpoint.sent(this.#names(request), request.body);
      if (answer) endpoint.answered(String(answer.status), answer.body);
    }
    return count;
  }

  /** Sorted, so that the same evidence has the same bytes. */
  get evidence(): Evidence {
    return { format: 1, calls: Object.values(inOrder([...this.#endpoints])).map(({ call }) => call) };
  }

  #foreign(calls: EvidenceCall[]): number {
    return calls.filter((call) => !this.#isKnown(call) || !this.#isClean(call)).length;
  }

  /** Whether a recording could bring all of it. */
  #isClean(call: EvidenceCall): boolean {
    const textOf = (name: string, ...content: Parameters<Endpoint['add']>) => {
      const alone = new Endpoint({ ...call, path: name }, unbounded(this.words));
      alone.add(...content);
      return JSON.stringify(alone.call);
    };
    return textOf(call.path, call, 'keep') === textOf(this.#path(call.path), ...this.#clean(call));
  }

  #clean(call: EvidenceCall): Parameters<Endpoint['add']> {
    return [{ ...call, ...this.#names(call) }, 'addPlaces'];
  }

  #names({ query, headers }: Pick<EvidenceCall, 'query' | 'headers'>) {
    return {
      query: query.map((name) => knownOr('<name>', name, this.words.segments)),
      headers: headers.filter((name) => headerNames.has(name)),
    };
  }

  #path(path: string): string {
    return path
      .split('/')
      .map((segment) => (segment === '' ? '' : knownOr('<segment>', segment, this.words.segments)))
      .join('/');
  }

  #isKnown({ of }: Pick<EvidenceCall, 'of'>): boolean {
    return !of || this.words.methods.has(methodName(of));
  }

  #endpoint(name: Pick<EvidenceCall, 'of' | 'at' | 'verb' | 'path'>): Endpoint {
    const key = keyOf(name);
    const known = this.#endpoints.get(key);
    if (known) return known;
    const made = new Endpoint(name, this.#bounds);
    this.#endpoints.set(key, made);
    this.#calls.take();
    return made;
  }
}

const ownerOf = ({ node, version, method, wire }: Owner | NonNullable<Shape['of']>): Owner => ({
  node,
  version,
  method,
  wire: wire as Owner['wire'],
});
