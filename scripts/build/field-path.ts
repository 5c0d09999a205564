import { type Field, fieldOf, fieldsFor, itemsOf } from '../../src/schema/field.js';
import { isObject, type Schema } from '../../src/schema/schema.js';

/** `variables[].name` → `variables`, `0`, `name`: the first item stands for all. */
export const keysOf = (fieldPath: string): string[] =>
  fieldPath.split('.').flatMap((part) => (part.endsWith('[]') ? [part.slice(0, -2), '0'] : [part]));

export const valueAt = (value: unknown, keys: string[]): unknown =>
  keys.reduce<unknown>(
    (node, key) =>
      node !== null && typeof node === 'object' ? (node as Record<string, unknown>)[key] : undefined,
    value,
  );

/** A copy with the value at the place; what is missing on the way is made. */
export const withValue = (container: unknown, keys: string[], value: unknown): unknown => {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  const child = withValue(valueAt(container, [key]), rest, value);
  if (Array.isArray(container) || (container === undefined && key === '0'))
    return Object.assign([...((container as unknown[] | undefined) ?? [])], { [key]: child });
  return { ...(isObject(container) ? container : {}), [key]: child };
};

/** The fields that stand at a place of a value, each choice on the way as the value has it. */
export const fieldsAt = (schema: Schema, value: unknown, keys: string[]): Field[] => {
  let node = value;
  let fields = [fieldOf(schema)];
  for (const key of keys) {
    const items = itemsOf(fields);
    fields = items.length > 0 ? items : fieldsFor(fields, node).filter(({ name }) => name === key);
    node = valueAt(node, [key]);
  }
  return fields;
};
