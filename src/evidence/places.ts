import type { Evidence } from '../../schemas/types.js';
import { appendPointer, keysOf } from '../ground/pointer.js';
import { toldError } from '../ground/told-error.js';
import type { Json } from '../node-kit/method.js';
import { contentOf, jsonKey } from './json-texts.js';
import type { KnownWords } from './known-words.js';

const evidenceTooMuch = toldError('caller', 'evidence.too-much', 'Recordings hold more than evidence may.');

/** What stands where in bodies, by pointer: kinds of values and constants. */
export type Places = Evidence['calls'][number]['body'];

export const tooMuch = (problem: string) =>
  evidenceTooMuch(
    `No evidence is made of this: ${problem}.`,
    'Leave out what is none of the API. Nothing was changed.',
  );

/** How many different things may be found; the first that is one too many ends the work. */
export class Bound {
  #count = 0;

  constructor(
    private readonly max: number,
    /** What is told with the number: `a body has over 2000 places`. */
    private readonly told: (max: number) => string,
  ) {}

  take(): void {
    this.#count += 1;
    if (this.#count > this.max) throw tooMuch(this.told(this.max));
  }
}

/** Far more than a body of an API has. */
const maxPlaces = 2000;

const placeholder = /^<(text|number|boolean|object|list)(:[0-9a-f]+)?>$/;

/** What was seen at a place: the kind of a value, or a constant of the pack's schemas. */
const seenAs = (value: Json, { texts }: KnownWords): string => {
  if (value === null) return 'null';
  if (contentOf(value)) return '<text>';
  if (Array.isArray(value)) return '<list>';
  if (typeof value === 'object') return '<object>';
  if (typeof value !== 'string') return typeof value === 'number' ? '<number>' : '<boolean>';
  if (texts.has(value)) return value;
  return `<${placeholder.exec(value)?.[1] ?? 'text'}>`;
};

export const knownOr = (other: string, name: string, known: ReadonlySet<string>) =>
  known.has(name) ? name : other;

/** Sorted by code units, the same everywhere. */
export const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

/** The members of an object in the order of their keys. */
export const inOrder = <Value>(entries: [string, Value][]): Record<string, Value> =>
  Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));

/** A place of a body with those below it; what is alike adds nothing, however often it comes. */
class Place {
  readonly seen = new Set<string>();
  readonly below = new Map<string, Place>();

  entries(at: string): [string, string[]][] {
    const own: [string, string[]][] = this.seen.size > 0 ? [[at, sorted(this.seen)]] : [];
    return [...own, ...[...this.below].flatMap(([key, one]) => one.entries(appendPointer(at, key)))];
  }
}

/** Gathers what stands where in bodies that belong together. */
export class PlacesSeen {
  readonly #root = new Place();
  readonly #own = new Bound(maxPlaces, (max) => `a body has over ${max} places`);

  constructor(
    private readonly words: KnownWords,
    /** Of all bodies together. */
    private readonly whole?: Bound,
  ) {}

  get places(): Places {
    return inOrder(this.#root.entries(''));
  }

  /** Takes a body, or a recorded one. */
  add(value: Json): void {
    this.#visit(this.#root, value);
  }

  /** Takes places as they stand. */
  keep(places: Places): void {
    for (const [pointer, seen] of Object.entries(places)) {
      const place = keysOf(pointer).reduce<Place>((one, key) => this.#below(one, key), this.#root);
      for (const one of seen) this.#see(place, one);
    }
  }

  /** Takes places of which nobody knows who wrote them: they bring no more than we would have written. */
  addPlaces(places: Places): void {
    const { keys: known } = this.words;
    for (const [pointer, seen] of Object.entries(places)) {
      const keys = keysOf(pointer).map((key) =>
        key === '*' || key === jsonKey ? key : knownOr('<key>', key, known),
      );
      const kinds = seen.map((one) => (one === 'null' ? one : seenAs(one, this.words)));
      this.keep({ [keys.reduce<string>(appendPointer, '')]: kinds });
    }
  }

  #visit(place: Place, value: Json): void {
    this.#see(place, seenAs(value, this.words));
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) {
      for (const one of value) this.#visit(this.#below(place, '*'), one);
      return;
    }
    const text = contentOf(value);
    if (text) {
      this.#visit(this.#below(place, jsonKey), text.content);
      return;
    }
    for (const [key, one] of Object.entries(value))
      this.#visit(this.#below(place, knownOr('<key>', key, this.words.keys)), one);
  }

  #below({ below }: Place, key: string): Place {
    const known = below.get(key);
    if (known) return known;
    const made = new Place();
    below.set(key, made);
    this.#own.take();
    return made;
  }

  #see({ seen }: Place, kind: string): void {
    if (seen.has(kind)) return;
    seen.add(kind);
    this.whole?.take();
  }
}

/** What stands where in a JSON value. */
export const placesIn = (value: Json | undefined, words: KnownWords): Places => {
  const seen = new PlacesSeen(words);
  if (value !== undefined) seen.add(value);
  return seen.places;
};
