import { createHmac, randomBytes } from 'node:crypto';
import { ExactNumber } from '../ground/exact-number.js';
import type { Json } from '../node-kit/method.js';
import type { Exchange } from '../runtime/exchange.js';
import type { KnownWords } from './known-words.js';

const verbs = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** The names of headers that say something about an API and nothing about who uses it. */
const headerNames = new Set(
  `accept authorization cache-control connection content-encoding content-length content-type date retry-after server
  trackingid transfer-encoding vary x-organization-id`.split(/\s+/),
);

/** What an exchange looks like, without its values. */
export type Shape =
  | {
      request: { verb: string; path: string; query: string[]; headers: string[]; body?: Json };
      answer?: { status: number; headers: string[]; body?: Json };
      /** There was no whole answer. */
      isCut?: true;
    }
  | { callback: Json };

/** Takes the values out of exchanges. The same value has the same placeholder for as long as this lives, and no longer. */
export class Redaction {
  readonly #key = randomBytes(32);

  constructor(private readonly words: KnownWords) {}

  shape(exchange: Exchange): Shape {
    if ('callback' in exchange) return { callback: this.#value(exchange.callback) };
    const { request, answer } = exchange;
    const { pathname, searchParams } = new URL(request.url);
    return {
      request: {
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

  #value(value: unknown): Json {
    if (value === null) return null;
    if (typeof value === 'string') return this.#known('text', value, this.words.texts);
    if (typeof value === 'boolean') return '<boolean>';
    if (typeof value === 'number' || value instanceof ExactNumber)
      return this.#placeholder('number', String(value));
    if (Array.isArray(value)) return value.map((item) => this.#value(item));
    return Object.fromEntries(
      Object.entries(value as object).map(([key, child]) => [
        this.#known('key', key, this.words.keys),
        this.#value(child),
      ]),
    );
  }

  #known(kind: string, text: string, words: ReadonlySet<string>): string {
    return words.has(text) ? text : this.#placeholder(kind, text);
  }

  #placeholder(kind: string, text: string): string {
    const mark = createHmac('sha256', this.#key).update(text).digest('hex').slice(0, 12);
    return `<${kind}:${mark}>`;
  }
}

const namesOf = (headers: Record<string, string>): string[] =>
  Object.keys(headers)
    .map((name) => name.toLowerCase())
    .filter((name) => headerNames.has(name))
    .sort();
