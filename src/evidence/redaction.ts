import { createHmac, randomBytes } from 'node:crypto';
import { ExactNumber } from '../ground/exact-number.js';
import { isLoopback } from '../network/loopback.js';
import type { Json } from '../node-kit/method.js';
import type { Exchange, ExchangeOwner } from '../runtime/exchange.js';
import { jsonIn, openedText } from './json-texts.js';
import { type KnownWords, methodName } from './known-words.js';

const verbs = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** The names of headers that say something about an API and nothing about who uses it. */
export const headerNames: ReadonlySet<string> = new Set(
  `accept authorization cache-control connection content-encoding content-length content-type date retry-after server
  trackingid transfer-encoding vary x-organization-id`.split(/\s+/),
);

/** Webex Contact Center's data centres, as Cisco's hosts name them. */
const dataCentres = /^api\.wxcc-(us1|eu1|eu2|anz1|ca1|jp1|sg1|in1)\.cisco\.com$/;

/** Which platform a request went to: a data centre, `loopback` (a sandbox), or `elsewhere`. Of the host nothing else is said. */
const placeOf = ({ href, hostname }: URL): string =>
  isLoopback(href) ? 'loopback' : (dataCentres.exec(hostname)?.[1] ?? 'elsewhere');

/** Whose exchange it is: only our own calls say so, and only of methods of the pack. */
interface ShapeOwner {
  of?: { call: string; node: string; version: string; method: string; wire: string };
}

/** What an exchange looks like, without its values. */
export type Shape = ShapeOwner &
  (
    | {
        request: { at: string; verb: string; path: string; query: string[]; headers: string[]; body?: Json };
        answer?: { status: number; headers: string[]; body?: Json };
        /** There was no whole answer. */
        isCut?: true;
      }
    | { callback: Json }
  );

/** Takes the values out of exchanges. The same value has the same placeholder for as long as this lives, and no longer. */
export class Redaction {
  readonly #key = randomBytes(32);

  constructor(private readonly words: KnownWords) {}

  shape(exchange: Exchange, owner?: ExchangeOwner): Shape {
    const of = this.#owner(owner);
    if ('callback' in exchange) return { ...of, callback: this.#value(exchange.callback) };
    const { request, answer } = exchange;
    const url = new URL(request.url);
    const { pathname, searchParams } = url;
    return {
      ...of,
      request: {
        at: placeOf(url),
        verb: verbs.has(request.method) ? request.method : '<verb>',
        path: pathname
          .split('/')
          .map((segment) => (segment === '' ? '' : this.#known('segment', segment, this.words.segments)))
          .join('/'),
        query: [...searchParams.keys()].map((name) => this.#known('name', name, this.words.segments)),
        headers: namesOf(request.headers),
        ...(request.body !== undefined && { body: this.#value(request.body) }),
      },
      ...(answer
        ? {
            answer: {
              status: answer.status,
              headers: namesOf(answer.headers),
              ...(answer.body !== undefined && { body: this.#value(answer.body) }),
            },
          }
        : { isCut: true as const }),
    };
  }

  #owner(owner: ExchangeOwner | undefined): ShapeOwner {
    if (!owner || !this.words.methods.has(methodName(owner))) return {};
    const { invocationId, node, version, method, wire } = owner;
    return { of: { call: this.#placeholder('call', invocationId), node, version, method, wire } };
  }

  #value(value: unknown, isInText = false): Json {
    if (value === null) return null;
    if (typeof value === 'string') return this.#known('text', value, this.words.texts);
    if (typeof value === 'boolean') return '<boolean>';
    if (typeof value === 'number' || value instanceof ExactNumber)
      return this.#placeholder('number', String(value));
    if (Array.isArray(value)) return value.map((item) => this.#value(item, isInText));
    return Object.fromEntries(
      Object.entries(value as object).map(([key, child]) => [
        this.#known('key', key, this.words.keys),
        (!isInText && typeof child === 'string' && this.#jsonText(key, child)) ||
          this.#value(child, isInText),
      ]),
    );
  }

  /** A text of which the pack knows that it is JSON: what is in it, without its values too. A text in it stays one. */
  #jsonText(key: string, text: string): Json | undefined {
    const content = this.words.jsonTexts.has(key) && !this.words.texts.has(text) ? jsonIn(text) : undefined;
    return content && openedText(this.#mark(text), this.#value(content, true));
  }

  #known(kind: string, text: string, words: ReadonlySet<string>): string {
    return words.has(text) ? text : this.#placeholder(kind, text);
  }

  #placeholder(kind: string, text: string): string {
    return `<${kind}:${this.#mark(text)}>`;
  }

  #mark(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('hex').slice(0, 12);
  }
}

/** Exchanges of one file without their values, each when it is asked for. */
export function* redacted<Item>(
  items: Item[],
  exchangeOf: (item: Item) => Exchange,
  words: KnownWords,
): Iterable<Shape> {
  const redaction = new Redaction(words);
  for (const item of items) yield redaction.shape(exchangeOf(item));
}

const namesOf = (headers: Record<string, string>): string[] =>
  Object.keys(headers)
    .map((name) => name.toLowerCase())
    .filter((name) => headerNames.has(name))
    .sort();
