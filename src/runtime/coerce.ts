import { ExactNumber, numberFrom } from '../ground/exact-number.js';
import { appendPointer } from '../ground/pointer.js';
import { readJson } from '../ground/read-json.js';
import { withSourceText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';
import {
  choicesOf,
  defaultOf,
  type Field,
  fieldOf,
  fieldsFor,
  groupedBy,
  itemsOf,
  typesOf,
} from '../schema/field.js';
import { excessOf } from '../schema/find-excess.js';
import { isObject, type JsonObject, type Schema } from '../schema/schema.js';

/** A whole number that goes with the point that it came with: 5.0. */
export interface KeptPoint {
  pointer: string;
  given: string;
}

interface Place {
  pointer: string;
  onPoint?: (told: KeptPoint) => void;
}

const childOf = ({ pointer, onPoint }: Place, key: string | number): Place => ({
  pointer: appendPointer(pointer, key),
  ...(onPoint && { onPoint }),
});

const parsed = (text: string, isWanted: (value: unknown) => boolean): Json => {
  const read = readJson(text);
  return 'value' in read && isWanted(read.value) ? read.value : text;
};

const coerceText = (text: string, fields: Field[]): Json => {
  const types = typesOf(fields);
  if (types.includes('string')) return sameButForCase(text, choicesOf(fields));
  if ((types.includes('number') || types.includes('integer')) && /^-?[0-9]{1,30}(\.[0-9]{1,30})?$/.test(text))
    return numberFrom(text);
  if (types.includes('boolean') && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (types.includes('array')) return parsed(text, Array.isArray);
  if (types.includes('object')) return parsed(text, isObject);
  return sameButForCase(text, choicesOf(fields));
};

const sameButForCase = (text: string, choices: Json[]): Json =>
  choices.find((choice) => typeof choice === 'string' && choice.toLowerCase() === text.toLowerCase()) ?? text;

/** Settles the properties that choose a variant, so that the variant's own properties are known. */
const settleTags = (objects: Field[], value: JsonObject) => {
  for (const tag of fieldsFor(objects, value).filter(({ isTag }) => isTag)) {
    const current = Object.hasOwn(value, tag.name) ? value[tag.name] : defaultOf([tag]);
    if (current !== undefined)
      value[tag.name] = typeof current === 'string' ? sameButForCase(current, choicesOf([tag])) : current;
  }
};

const coerceObject = (value: JsonObject, objects: Field[], place: Place): JsonObject => {
  const result: JsonObject = { ...value };
  settleTags(objects, result);
  for (const [name, fields] of groupedBy(fieldsFor(objects, result), 'name')) {
    const mayBeEmpty = typesOf(fields).includes('string') || fields.some(({ required }) => required);
    if (Object.hasOwn(result, name) && result[name] === '' && !mayBeEmpty) delete result[name];
    const fallback = defaultOf(fields);
    if (Object.hasOwn(result, name)) result[name] = coerceAt(result[name]!, fields, childOf(place, name));
    else if (fallback !== undefined) result[name] = structuredClone(fallback);
  }
  return result;
};

const isWhole = (fields: Field[]): boolean => {
  const types = typesOf(fields);
  return types.length > 0 && types.every((type) => type === 'integer');
};

/**
 * 5.0, as scripts of Webex Connect write a five, is a whole number. It goes as it came, which not every API takes: that
 * is told. 1e1 is ten in other digits, which a text may not be either.
 */
const wholeNumber = (value: Json, { pointer, onPoint }: Place): Json => {
  const text = (value as unknown) instanceof ExactNumber ? String(value) : '';
  if (/[eE]/.test(text)) return text;
  if (/\.0+$/.test(text)) onPoint?.({ pointer, given: text });
  return value;
};

const coerceAt = (value: Json, fields: Field[], place: Place): Json => {
  const read = typeof value === 'string' ? coerceText(value, fields) : value;
  const typed = isWhole(fields) ? wholeNumber(read, place) : read;
  // What holds too much is refused as it is: what stands in it must not cost anything before.
  if (excessOf(typed, fields)) return typed;
  if (Array.isArray(typed)) {
    const items = itemsOf(fields);
    return items.length > 0
      ? typed.map((item, index) => coerceAt(item, items, childOf(place, index)))
      : typed;
  }
  if (!isObject(typed)) return typed;
  const object = coerceObject(typed, fields, place);
  return typeof value === 'string' ? withSourceText(object, value) : object;
};

/**
 * Text → what the schema asks for, and defaults. Decimal digits become a number, true and false in any case a boolean,
 * JSON text an object or array; an optional input that is not text and left empty is absent; a choice takes its
 * spelling. Whatever does not fit stays as it is, for the validator to name.
 * @param onPoint told of each whole number that has a point.
 */
export const coerce = (value: Json, schema: Schema, onPoint?: (told: KeptPoint) => void): Json =>
  coerceAt(value, [fieldOf(schema)], { pointer: '', ...(onPoint && { onPoint }) });
