import type { Schema } from '../../src/schema/schema.js';
import { choicesOf, typesOf } from '../../src/schema/schema-rules.js';
import { createAjv } from '../build/vocabulary.js';

/** Texts of every shape that the pack's patterns ask for. None stands by chance in a request. */
const texts = [
  ...['markerOne', 'markerTwo'],
  ...['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'],
  ...['70001', '70002', 'true', 'false', 'https://one.example', 'https://two.example'],
];

const ajv = createAjv();
const validators = new WeakMap<Schema, (value: unknown) => boolean>();
const fits = (schema: Schema, value: unknown): boolean => {
  const known = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, known);
  return known(value);
};

const numbersFrom = (rules: Schema[]): number[] => {
  const low = Math.max(...rules.map(({ minimum }) => Number(minimum ?? 0)), 0);
  return [low, low + 1];
};

/** Values that a place takes, the likeliest first; two that differ where there are two. */
export const sampleValues = (rules: Schema[]): unknown[] => {
  const choices = choicesOf(rules);
  if (choices.length > 0) return choices;
  const types = typesOf(rules);
  if (types.includes('string'))
    return texts.filter((text) => rules.every((rule) => rule.discriminator || fits(rule, text)));
  if (types.includes('boolean')) return [false, true];
  if (types.includes('integer') || types.includes('number')) return numbersFrom(rules);
  if (types.includes('array')) {
    const items = rules.flatMap(({ items: item }) => (item ? [item as Schema] : []));
    return [rules.some(({ minItems }) => Number(minItems ?? 0) > 0) ? [sampleValues(items)[0]] : []];
  }
  if (types.includes('object')) {
    const isFree = rules.every(({ properties }) => properties === undefined);
    return isFree ? [{ markerOne: 'markerOne' }, { markerTwo: 'markerTwo' }] : [{}];
  }
  return [];
};
