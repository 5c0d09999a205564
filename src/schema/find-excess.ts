import { mostDiagnostics } from '../ground/diagnostic.js';
import { appendPointer } from '../ground/pointer.js';
import { type Field, fieldOf, fieldsFor, groupedBy, itemsOf, mostItems, mostNames } from './field.js';
import { isObject, type JsonObject, type Schema } from './schema.js';

/** A list or a map that holds more than it may, or an object with very many names that nobody knows. */
export type Excess =
  | { code: 'maxItems' | 'maxProperties'; pointer: string; limit: number; length: number }
  | UnknownNames;

export interface UnknownNames {
  /** The keyword that forbids them. */
  code: 'unevaluatedProperties' | 'additionalProperties';
  /** Of the object. */
  pointer: string;
  /** The first ones. */
  names: string[];
  /** All of them. */
  count: number;
  /** The names that are known there. */
  known: string[];
}

/** What else may bring names that a form does not show. */
const bringsNames = ['patternProperties', 'anyOf', 'if', 'dependentSchemas', '$ref', '$dynamicRef'];

/** Whether a form shows every name that the object may have. */
const isClosed = ({ kind, keywords, facets }: Field): boolean =>
  kind === 'object' &&
  facets['x-lenient'] === undefined &&
  facets['x-fallback'] === undefined &&
  !bringsNames.some((keyword) => keywords.includes(keyword)) &&
  keywords.includes('oneOf') === keywords.includes('discriminator');

/** More unknown names than are told of; their values need not be looked at. */
const unknownIn = (value: JsonObject, objects: Field[], pointer: string): UnknownNames | undefined => {
  if (!objects.every(isClosed)) return undefined;
  const names = Object.keys(value);
  if (names.length <= mostDiagnostics) return undefined;
  const known = new Set(objects.flatMap(({ fields }) => fields).map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length <= mostDiagnostics) return undefined;
  return {
    code: objects.some(({ keywords }) => keywords.includes('unevaluatedProperties'))
      ? 'unevaluatedProperties'
      : 'additionalProperties',
    pointer,
    names: unknown.slice(0, mostDiagnostics),
    count: unknown.length,
    known: [...known],
  };
};

/** What there is too much of at a place, found by counting: no look is taken at what stands in it. */
export const excessOf = (value: unknown, fields: Field[], pointer = ''): Excess | undefined => {
  if (fields.length === 0) return undefined;
  if (Array.isArray(value)) {
    const { length } = value;
    const limit = mostItems(fields);
    return length > limit ? { code: 'maxItems', pointer, limit, length } : undefined;
  }
  if (!isObject(value)) return undefined;
  const limit = mostNames(fields);
  const length = limit < Infinity ? Object.keys(value).length : 0;
  return length > limit
    ? { code: 'maxProperties', pointer, limit, length }
    : unknownIn(value, fields, pointer);
};

/** Every place that holds too much. */
export const findExcess = (value: unknown, schema: Schema): Excess[] =>
  excessesAt(value, [fieldOf(schema)], '');

const excessesAt = (value: unknown, fields: Field[], pointer: string): Excess[] => {
  const excess = excessOf(value, fields, pointer);
  if (excess) return [excess];
  if (Array.isArray(value)) {
    const items = itemsOf(fields);
    return items.length === 0
      ? []
      : value.flatMap((item, index) => excessesAt(item, items, appendPointer(pointer, String(index))));
  }
  if (!isObject(value)) return [];
  return [...groupedBy(fieldsFor(fields, value), 'name')].flatMap(([name, places]) =>
    Object.hasOwn(value, name) ? excessesAt(value[name], places, appendPointer(pointer, name)) : [],
  );
};
