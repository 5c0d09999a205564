import { ExactNumber } from '../ground/exact-number.js';
import { maxJsonDepth } from '../ground/read-json.js';
import { digits, sourceText, withSourceText } from '../node-kit/json-text.js';

// What travels between the program and the code of a package is text, in which a list begins with what it stands for.

/** Where a function stands in what a file exports. */
export type Path = string[];

const packed = (value: unknown, nameOf: ((path: Path) => unknown) | undefined, path: Path): unknown => {
  if (path.length > maxJsonDepth) throw new Error('it is nested too deep.');
  if (typeof value === 'function') {
    if (nameOf) return nameOf(path);
    throw new Error('it gave a function, not data.');
  }
  if (value === undefined) return ['nothing'];
  if (value === null || typeof value !== 'object') return value;
  const exact = (value as { [digits]?: string })[digits];
  if (exact !== undefined) return ['number', exact];
  if (Array.isArray(value))
    return ['list', ...value.map((item, index) => packed(item, nameOf, [...path, String(index)]))];
  const members = Object.entries(value).map(([key, child]) => [key, packed(child, nameOf, [...path, key])]);
  const object = Object.fromEntries(members) as object;
  const text = (value as { [sourceText]?: string })[sourceText];
  return text === undefined ? object : ['text', text, object];
};

/** As text, with the digits of numbers and the text of objects that were given as text. Throws for what is no data. */
export const packData = (value: unknown, isExports = false): string =>
  JSON.stringify(packed(value, isExports ? (path) => ['function', ...path] : undefined, []));

/** What goes into JSON as it is: the package may have written anything there. */
const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

const exactly = (text: string): unknown => (number.test(text) ? new ExactNumber(text) : text);

/** What was packed; `callable` stands for a function. */
export const unpackData = (text: string, callable?: (path: Path) => unknown): unknown => {
  const unpacked = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if (!Array.isArray(value))
      return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, unpacked(child)]));
    const [kind, ...rest] = value as [string, ...unknown[]];
    if (kind === 'list') return rest.map(unpacked);
    if (kind === 'number') return exactly(String(rest[0]));
    if (kind === 'text') return withSourceText(unpacked(rest[1]) as object, String(rest[0]));
    if (kind === 'function') return callable?.(rest.map(String));
    return undefined;
  };
  return unpacked(JSON.parse(text));
};
