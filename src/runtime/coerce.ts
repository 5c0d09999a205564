import { findProblem } from '../ground/json-limits.js';
import { withSourceText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';
import { isObject, type JsonObject, type Schema } from '../schema/schema.js';
import { applicable, choicesOf, listOf, namesOf, propertyOf, typesOf } from '../schema/schema-rules.js';

const parsed = (text: string, isWanted: (value: unknown) => boolean): Json => {
  try {
    const value = JSON.parse(text) as Json;
    return isWanted(value) && findProblem(value) === undefined ? value : text;
  } catch {
    return text;
  }
};

const coerceText = (text: string, schemas: Schema[]): Json => {
  const types = typesOf(schemas);
  if (types.includes('string')) return sameButForCase(text, choicesOf(schemas));
  if (
    (types.includes('number') || types.includes('integer')) &&
    /^-?[0-9]{1,30}(\.[0-9]{1,30})?$/.test(text)
  ) {
    const number = Number(text);
    return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number;
  }
  if (types.includes('boolean') && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (types.includes('array')) return parsed(text, Array.isArray);
  if (types.includes('object')) return parsed(text, isObject);
  return sameButForCase(text, choicesOf(schemas));
};

const sameButForCase = (text: string, choices: Json[]): Json =>
  choices.find((choice) => typeof choice === 'string' && choice.toLowerCase() === text.toLowerCase()) ?? text;

/** Settles the properties that choose a branch, so that the branch's own properties are known. */
const settleTags = (schemas: Schema[], value: JsonObject) => {
  for (const schema of schemas.flatMap((one) => [one, ...listOf(one.allOf)])) {
    const tag = (schema.discriminator as { propertyName?: string } | undefined)?.propertyName;
    if (tag === undefined) continue;
    const current = Object.hasOwn(value, tag)
      ? value[tag]
      : (propertyOf(schema, tag).default as Json | undefined);
    if (current === undefined) continue;
    const choices = choicesOf(listOf(schema.oneOf).map((branch) => propertyOf(branch, tag)));
    value[tag] = typeof current === 'string' ? sameButForCase(current, choices) : current;
  }
};

const coerceObject = (value: JsonObject, schemas: Schema[]): JsonObject => {
  const result: JsonObject = { ...value };
  settleTags(schemas, result);
  const rules = applicable(schemas, result);
  const required = new Set(rules.flatMap(({ required: names }) => (names as string[] | undefined) ?? []));
  for (const name of namesOf(rules)) {
    const property = rules.map((rule) => propertyOf(rule, name));
    const propertyRules = applicable(property, result[name]);
    const isText = typesOf(propertyRules).includes('string');
    if (Object.hasOwn(result, name) && result[name] === '' && !isText && !required.has(name))
      delete result[name];
    if (Object.hasOwn(result, name)) result[name] = coerce(result[name]!, property);
    else {
      const fallback = property.find((rule) => rule.default !== undefined)?.default as Json | undefined;
      if (fallback !== undefined) result[name] = structuredClone(fallback);
    }
  }
  return result;
};

/**
 * Text → what the schema asks for, and defaults. Decimal digits become a number, true and false in any case a boolean,
 * JSON text an object or array; an optional input that is not text and left empty is absent; a choice takes its
 * spelling. Whatever does not fit stays as it is, for the validator to name.
 */
export const coerce = (value: Json, schemas: Schema[]): Json => {
  const rules = applicable(schemas, value);
  const typed = typeof value === 'string' ? coerceText(value, rules) : value;
  if (Array.isArray(typed)) {
    const items = rules.flatMap(({ items: item }) => (item ? [item as Schema] : []));
    return items.length > 0 ? typed.map((item) => coerce(item, items)) : typed;
  }
  if (!isObject(typed)) return typed;
  const object = coerceObject(typed, schemas);
  return typeof value === 'string' ? withSourceText(object, value) : object;
};
