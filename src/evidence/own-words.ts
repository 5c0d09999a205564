import type { Json } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import type { KnownWords } from './known-words.js';

type Reading = Pick<CallableMethod, 'definition' | 'callbackField'>;

const isUnknownKey = (key: string) => /^<key(:[^<>]*)?>$/.test(key);
const isUnknownText = (text: string) => /^<text(:[^<>]*)?>$/.test(text);

/** The word that a text of a recording may be: itself, or the first of those that no recording keeps. */
const wordFor = (value: Json, words: string[], { texts }: KnownWords): string | undefined => {
  if (typeof value !== 'string') return undefined;
  if (!isUnknownText(value))
    return words.some((one) => one.toLowerCase() === value.toLowerCase()) ? value : undefined;
  return words.find((one) => !texts.has(one));
};

const read = (value: Json, keys: string[], words: string[], known: KnownWords): Json | undefined => {
  const [key, ...below] = keys;
  if (key === undefined) return wordFor(value, words, known);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const places = Object.keys(value).filter(
    (one) => one === key || (!known.keys.has(key) && isUnknownKey(one)),
  );
  for (const place of places) {
    const { [place]: found = null, ...others } = value;
    const child = read(found, below, words, known);
    if (child !== undefined) return { ...others, [key]: child };
  }
  return undefined;
};

/**
 * A recorded callback as a connection's endpoint reads it: the field and the word that only the connection knows, where the
 * recording has a placeholder that may be these. As it is where none may.
 */
export const withOwnWords = (
  callback: Json,
  { definition, callbackField = 'status' }: Reading,
  known: KnownWords,
): Json =>
  definition.callback
    ? (read(callback, callbackField.split('.'), Object.keys(definition.callback), known) ?? callback)
    : callback;
