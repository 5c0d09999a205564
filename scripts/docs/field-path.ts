import type { Json } from '../../src/node-kit/method.js';
import { isObject, type Schema } from '../../src/schema/schema.js';
import { applicable, propertyOf } from '../../src/schema/schema-rules.js';

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

export const withoutValue = (container: unknown, keys: string[]): unknown => {
  const parent = valueAt(container, keys.slice(0, -1));
  if (!isObject(parent)) return container;
  const { [keys.at(-1)!]: _gone, ...rest } = parent;
  return withValue(container, keys.slice(0, -1), rest);
};

/** The schemas that hold at a place of a value, each choice on the way as the value has it. */
export const rulesAt = (schema: Schema, value: unknown, keys: string[]): Schema[] => {
  let node = value;
  let rules = applicable([schema], node);
  for (const key of keys) {
    const below = rules.flatMap((rule) => {
      const item = rule.type === 'array' ? rule.items : propertyOf(rule, key);
      return isObject(item) && Object.keys(item).length > 0 ? [item as Schema] : [];
    });
    node = valueAt(node, [key]);
    rules = applicable(below, node as Json);
  }
  return rules;
};
