import { appendPointer } from '../ground/pointer.js';
import type { Source } from '../node-kit/method.js';
import type { Method } from '../package/method.js';
import { deepFields, type Field, fieldOf } from '../schema/field.js';
import { exampleBody } from './example-request.js';
import { opened } from './json-texts.js';
import type { KnownWords } from './known-words.js';

type Sent = Pick<Method, 'definition' | 'examples' | 'input' | 'fieldSource'>;

/** Each value of a JSON value, by pointer; the items of a list share one. */
const leavesOf = (value: unknown, at = '', found = new Map<string, unknown[]>()): Map<string, unknown[]> => {
  if (value === null || typeof value !== 'object') return found.set(at, [...(found.get(at) ?? []), value]);
  for (const [key, child] of Object.entries(value))
    leavesOf(child, appendPointer(at, Array.isArray(value) ? '*' : key), found);
  return found;
};

const another = (value: unknown): unknown => {
  if (typeof value === 'boolean') return !value;
  return typeof value === 'number' ? value + 1 : `${String(value)}x`;
};

/** A copy with another value at a place, in all items of a list; undefined where nothing stands there. */
const changed = (value: unknown, [key, ...keys]: string[]): unknown => {
  if (key === undefined)
    return value === null || typeof value === 'object' || value === undefined ? undefined : another(value);
  if (key === '*') {
    if (!Array.isArray(value)) return undefined;
    const items = value.map((item) => changed(item, keys));
    return items.every((item) => item === undefined) ? undefined : items.map((item, at) => item ?? value[at]);
  }
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
  const child = changed((value as Record<string, unknown>)[key], keys);
  return child === undefined ? undefined : { ...value, [key]: child };
};

/** Where the value of a field goes by itself: not into a text with others, if that is not JSON. */
const placesOf = (
  { definition, examples }: Sent,
  { pointer }: Field,
  { jsonTexts }: Pick<KnownWords, 'jsonTexts'>,
): string[] =>
  examples.flatMap((example) => {
    const other = changed(example, pointer.split('/').slice(1));
    if (other === undefined) return [];
    const before = leavesOf(opened(exampleBody(definition, example), jsonTexts));
    const after = leavesOf(opened(exampleBody(definition, other), jsonTexts));
    const texts = [...leavesOf(other).values()].flat();
    return [...after].flatMap(([place, values]) =>
      String(before.get(place)) !== String(values) && values.every((one) => texts.includes(one))
        ? [place]
        : [],
    );
  });

const isContainer = ({ fields, items }: Field) => fields.length > 0 || (items?.fields.length ?? 0) > 0;

const depthOf = ({ pointer }: Field) => pointer.split('/').length;

/** The source of the inputs whose own is another than that of the whole, by their places in the body. */
export const inputSources = (method: Sent, words: Pick<KnownWords, 'jsonTexts'>): Map<string, Source> => {
  const fields = deepFields(fieldOf(method.input).fields);
  const isOther = ({ source }: Field) => source !== undefined && source !== method.fieldSource;
  if (!fields.some(isOther)) return new Map();
  const leaves = fields.flatMap((field) =>
    isContainer(field) ? [] : [{ field, places: placesOf(method, field, words) }],
  );
  // A list or object stands as far above its parts there as here.
  const placesIn = (outer: Field) =>
    leaves.flatMap(({ field, places }) =>
      field === outer || field.pointer.startsWith(`${outer.pointer}/`)
        ? places.map((place) =>
            place
              .split('/')
              .slice(0, place.split('/').length - depthOf(field) + depthOf(outer))
              .join('/'),
          )
        : [],
    );
  return new Map(
    fields
      .filter(isOther)
      .flatMap((field) => placesIn(field).map((place) => [place, field.source as Source] as const)),
  );
};
