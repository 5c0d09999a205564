import type { Json } from '../node-kit/method.js';
import { choicesOf, defaultOf, type Field, fieldsFor, groupedBy, itemsOf, typesOf } from './field.js';
import type { JsonObject } from './schema.js';

/** Branches that are followed together; more are the product of choices that do not depend on one another. */
const maxVariants = 100;
/** Samples of one place. */
const maxSamples = 400;
/** Characters of the longest text that is tried. */
const maxText = 10_000;

/** The fields of an object with each choice of a variant decided, in all ways. */
const variantsOf = (objects: Field[]): Field[][] =>
  objects
    .flatMap(({ fields }) => fields)
    .filter(({ isTag }) => isTag)
    .reduce<JsonObject[]>(
      (variants, tag) =>
        variants
          .flatMap((variant) =>
            fieldsFor(objects, variant).includes(tag)
              ? choicesOf([tag])
                  .filter((choice) => (variant[tag.name] ?? choice) === choice)
                  .map((choice) => ({ ...variant, [tag.name]: choice }))
              : [variant],
          )
          .slice(0, maxVariants),
      [{}],
    )
    .map((variant) =>
      fieldsFor(objects, variant).map((field) =>
        field.isTag
          ? { ...field, choices: field.choices.filter(({ value }) => value === variant[field.name]) }
          : field,
      ),
    );

const limit = (rules: Field[], word: string, pick: (...values: number[]) => number): number | undefined => {
  const limits = rules.flatMap(({ facets }) => (typeof facets[word] === 'number' ? [facets[word]] : []));
  return limits.length > 0 ? pick(...limits) : undefined;
};

const fitsText = (rules: Field[], text: string): boolean =>
  text.length >= (limit(rules, 'minLength', Math.max) ?? 0) &&
  text.length <= (limit(rules, 'maxLength', Math.min) ?? Number.POSITIVE_INFINITY) &&
  rules.every(
    ({ facets: { pattern } }) => typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text),
  );

/** A number that depends on the name, so that two fields do not hold the same by chance. */
const numberOf = (name: string): number =>
  [...name].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 100_000, 7);

const textSamples = (rules: Field[], name: string, known: string[]): string[] => {
  const number = String(numberOf(name)).padStart(6, '7');
  const usual = [
    `${name} one`,
    `${name}_one`,
    `${name}One`,
    `${number}11-1111-4111-8111-111111${number}`,
    number,
    `https://${number}.example`,
    ...known,
  ].find((text) => fitsText(rules, text));
  const longest = 'x'.repeat(Math.min(limit(rules, 'maxLength', Math.min) ?? 0, maxText));
  const edges = ['', 'x', longest].filter((text) => fitsText(rules, text));
  return [...new Set([...(usual === undefined ? [] : [usual]), ...edges])];
};

const numberSamples = (rules: Field[], name: string): number[] => {
  const low = limit(rules, 'minimum', Math.max) ?? 0;
  const high = limit(rules, 'maximum', Math.min) ?? low + 1_000_000;
  const between = low + (numberOf(name) % Math.max(1, Math.floor(high - low)));
  const fraction = typesOf(rules).includes('integer') || low + 0.5 > high ? [] : [low + 0.5];
  return [...new Set([between, low, high, ...fraction])];
};

const listSamples = (rules: Field[], name: string, known: string[]): Json[][] => {
  const items = samplesOf(itemsOf(rules), name, known);
  const low = limit(rules, 'minItems', Math.max) ?? 0;
  return [...items.map((item) => [item]), ...(low === 0 ? [[]] : [])];
};

const objectSamples = (fields: Field[], known: string[]): Json[] => {
  const named = groupedBy(fields, 'name');
  const isRequired = (name: string) => named.get(name)!.some(({ required }) => required);
  const samples = [...named].flatMap(([name, rules]): [string, Json[]][] => {
    const values = samplesOf(rules, name, known);
    return values.length > 0 ? [[name, values]] : [];
  });
  const first = (entries: [string, Json[]][]) =>
    Object.fromEntries(entries.map(([name, values]) => [name, values[0]!]));
  const full = first(samples);
  const least = first(samples.filter(([name]) => isRequired(name)));
  return [
    full,
    least,
    // What has a default may be left out, required or not.
    first(samples.filter(([name]) => isRequired(name) && defaultOf(named.get(name)!) === undefined)),
    ...samples.flatMap(([name, [usual, ...others]]) => [
      ...(isRequired(name) ? [] : [{ ...least, [name]: usual! }]),
      ...others.map((other) => ({ ...full, [name]: other })),
    ]),
  ];
};

/**
 * Values that a place takes, the usual one first: each choice and variant, the limits, every optional part there and
 * missing. `name` is the field's; `known` are texts to try where a pattern asks for something particular. Deterministic;
 * what a schema says in words that the pack does not use may be missed, so validate before use.
 */
export const samplesOf = (rules: Field[], name: string, known: string[]): Json[] => {
  const choices = choicesOf(rules);
  if (choices.length > 0) return choices;
  const types = typesOf(rules);
  if (types.includes('object')) {
    const isFree = rules.every(({ fields }) => fields.length === 0);
    if (isFree) return [{ [`${name}Key`]: `${name} one` }, {}];
    return variantsOf(rules)
      .flatMap((variant) => objectSamples(variant, known))
      .slice(0, maxSamples);
  }
  if (types.includes('array')) return listSamples(rules, name, known);
  if (types.includes('string')) return textSamples(rules, name, known);
  if (types.includes('boolean')) return [true, false];
  if (types.includes('integer') || types.includes('number')) return numberSamples(rules, name);
  return [];
};
