import { appendPointer } from '../ground/pointer.js';
import { type Field, fieldOf, fieldsFor, groupedBy, itemsOf, mostItems } from './field.js';
import { isObject, type Schema } from './schema.js';

/** A list that is longer than it may be. */
export interface Excess {
  pointer: string;
  limit: number;
  length: number;
}

/** Lists that are too long, found by their length alone: no look is taken at the items of one that is. */
export const findExcess = (value: unknown, schema: Schema): Excess[] =>
  excessAt(value, [fieldOf(schema)], '');

const excessAt = (value: unknown, fields: Field[], pointer: string): Excess[] => {
  if (Array.isArray(value)) {
    const limit = mostItems(fields);
    if (value.length > limit) return [{ pointer, limit, length: value.length }];
    const items = itemsOf(fields);
    return items.length === 0
      ? []
      : value.flatMap((item, index) => excessAt(item, items, appendPointer(pointer, String(index))));
  }
  if (!isObject(value)) return [];
  return [...groupedBy(fieldsFor(fields, value), 'name')].flatMap(([name, places]) =>
    Object.hasOwn(value, name) ? excessAt(value[name], places, appendPointer(pointer, name)) : [],
  );
};
