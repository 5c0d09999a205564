import { jsonText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import type { KnownWords } from './known-words.js';

type Reading = Pick<CallableMethod, 'definition' | 'callbackField'>;

const isUnknownKey = (key: string) => /^<key(:[^<>]*)?>$/.test(key);
const isUnknownText = (text: string) => /^<text(:[^<>]*)?>$/.test(text);

interface OwnWords {
  /** All that the endpoint has. */
  words: string[];
  /** The one for which a text is taken that no list has. */
  own: string | undefined;
}

/** The word that a text of a recording may be. */
const wordFor = (value: Json, { words, own }: OwnWords): string | undefined => {
  if (typeof value !== 'string') return undefined;
  if (isUnknownText(value)) return own;
  return words.some((one) => one.toLowerCase() === value.toLowerCase()) ? value : undefined;
};

const read = (value: Json, keys: string[], words: OwnWords, known: KnownWords): Json | undefined => {
  const [key, ...below] = keys;
  if (key === undefined) return wordFor(value, words);
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
 * The recorded callbacks of a call as a connection's endpoint reads them: the field and the word that only the connection
 * knows, where the recording has placeholders that may be these. Once for each word that it may be; as they are where none
 * may. A call ends with its first word, so the others need not be told apart.
 */
export const withOwnWords = (
  callbacks: Json[],
  { definition, callbackField = 'status' }: Reading,
  known: KnownWords,
): Json[][] => {
  if (!definition.callback) return [callbacks];
  const words = Object.keys(definition.callback);
  const own = words.filter((one) => !known.texts.has(one));
  const ways = (own.length > 0 ? own : [undefined]).map((one) =>
    callbacks.map((body) => read(body, callbackField.split('.'), { words, own: one }, known) ?? body),
  );
  return [...new Map(ways.map((way) => [jsonText(way), way])).values()];
};
