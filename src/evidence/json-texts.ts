import { appendPointer } from '../ground/pointer.js';
import { textsIn } from '../ground/texts-in.js';
import type { Json } from '../node-kit/method.js';
import { isObject, type JsonObject, objectIn } from '../schema/schema.js';

/** The key of what is in a text that is JSON: no key of a body, for what no list knows is written with a mark. */
export const jsonKey = '<json>';

/** Levels; what is nested deeper in a text stays a text. */
const maxDepth = 20;

/** The object that a text is; none where it is anything else. */
export const jsonIn = (text: string): JsonObject | undefined =>
  /^\s*\{/.test(text) ? objectIn(text, maxDepth) : undefined;

/** A text with what is in it, as a recording has it. */
export const openedText = (mark: string, content: Json): JsonObject => ({ [`<json:${mark}>`]: content });

/** What is in a text that was opened, with its mark; undefined for every other value. */
export const contentOf = (value: Json): { mark: string | undefined; content: Json } | undefined => {
  if (!isObject(value)) return undefined;
  const [[key, content] = ['', null], ...others] = Object.entries(value);
  const found = others.length === 0 ? /^<json(?::([^<>]*))?>$/.exec(key) : null;
  return found ? { mark: found[1], content } : undefined;
};

/** A body of ours with its texts opened that are JSON. */
export const opened = (value: unknown, jsonTexts: ReadonlySet<string>): unknown => {
  if (Array.isArray(value)) return value.map((one) => opened(one, jsonTexts));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      const content = jsonTexts.has(key) && typeof child === 'string' ? jsonIn(child) : undefined;
      return [key, content ? { [jsonKey]: content } : opened(child, jsonTexts)];
    }),
  );
};

/** The pointer of the text that stands around a place in it; undefined for a place in no text. */
export const textAround = (pointer: string): string | undefined => {
  const at = pointer.indexOf(appendPointer('', jsonKey));
  return at < 0 ? undefined : pointer.slice(0, at);
};

/** The keys of the texts that a handler makes of what its schema has as an object: no text of the input is the same. */
export const jsonTextKeys = (body: unknown, input: unknown): string[] => {
  const given = new Set(textsIn(input));
  const keysIn = (value: unknown): string[] => {
    if (value === null || typeof value !== 'object') return [];
    return Object.entries(value).flatMap(([key, child]) =>
      typeof child === 'string' && !given.has(child) && jsonIn(child) ? [key] : keysIn(child),
    );
  };
  return keysIn(body);
};
