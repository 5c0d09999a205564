import type { Json } from '../node-kit/method.js';
import type { KnownWords } from './known-words.js';
import type { Shape } from './redaction.js';

const isPlaceholder = (text: string) => /^<[a-z]+(:[^<>]*)?>$/.test(text);

/** A word of the list or a placeholder; every other text somebody has written there. */
const kept = (kind: string, text: string, known: ReadonlySet<string>): string =>
  known.has(text) || isPlaceholder(text) ? text : `<${kind}:edited>`;

const washedValue = (value: Json, words: KnownWords): Json => {
  if (typeof value === 'string') return kept('text', value, words.texts);
  if (typeof value === 'number') return '<number:edited>';
  if (Array.isArray(value)) return value.map((item) => washedValue(item, words));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      kept('key', key, words.keys),
      washedValue(child as Json, words),
    ]),
  );
};

const washedBody = <Part extends { body?: Json }>(part: Part, words: KnownWords): Part =>
  part.body === undefined ? part : { ...part, body: washedValue(part.body, words) };

/** An exchange of a recording that somebody may have edited: without values, as it was written. */
export const washed = (shape: Shape, words: KnownWords): Shape => {
  if ('callback' in shape) return { ...shape, callback: washedValue(shape.callback, words) };
  const { request, answer } = shape;
  const path = request.path
    .split('/')
    .map((segment) => (segment === '' ? '' : kept('segment', segment, words.segments)))
    .join('/');
  return {
    ...shape,
    request: washedBody({ ...request, path }, words),
    ...(answer && { answer: washedBody(answer, words) }),
  };
};
