import type { Json } from '../node-kit/method.js';
import { isObject, type Schema } from '../schema/schema.js';
import { choicesOf, listOf, namesOf, propertyOf, typesOf } from '../schema/schema-rules.js';

/** Branches that are followed together; more are the product of choices that do not depend on one another. */
const maxVariants = 100;
/** Samples of one place. */
const maxSamples = 400;
/** Characters of the longest text that is tried. */
const maxText = 10_000;

/** The schema and everything in its allOf. */
const partsOf = (rules: Schema[]): Schema[] =>
  rules.flatMap((rule) => [rule, ...partsOf(listOf(rule.allOf))]);

/** The rules of an object with each discriminated choice decided, in all ways. */
const variantsOf = (rules: Schema[]): Schema[][] => {
  const parts = partsOf(rules);
  return parts
    .filter(({ discriminator }) => discriminator !== undefined)
    .reduce<Schema[][]>(
      (variants, { oneOf }) =>
        variants
          .flatMap((variant) =>
            listOf(oneOf).flatMap((branch) =>
              variantsOf([branch]).map((decided) => [...variant, ...decided]),
            ),
          )
          .slice(0, maxVariants),
      [parts],
    );
};

const limit = (rules: Schema[], word: string, pick: (...values: number[]) => number): number | undefined => {
  const limits = rules.flatMap((rule) => (typeof rule[word] === 'number' ? [rule[word] as number] : []));
  return limits.length > 0 ? pick(...limits) : undefined;
};

const fitsText = (rules: Schema[], text: string): boolean =>
  text.length >= (limit(rules, 'minLength', Math.max) ?? 0) &&
  text.length <= (limit(rules, 'maxLength', Math.min) ?? Number.POSITIVE_INFINITY) &&
  rules.every(({ pattern }) => typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text));

/** A number that depends on the name, so that two fields do not hold the same by chance. */
const numberOf = (name: string): number =>
  [...name].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 100_000, 7);

const textSamples = (rules: Schema[], name: string, known: string[]): string[] => {
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

const numberSamples = (rules: Schema[], name: string): number[] => {
  const low = limit(rules, 'minimum', Math.max) ?? 0;
  const high = limit(rules, 'maximum', Math.min) ?? low + 1_000_000;
  const between = low + (numberOf(name) % Math.max(1, Math.floor(high - low)));
  const fraction = typesOf(rules).includes('integer') || low + 0.5 > high ? [] : [low + 0.5];
  return [...new Set([between, low, high, ...fraction])];
};

const listSamples = (rules: Schema[], name: string, known: string[]): Json[][] => {
  const items = samplesOf(
    rules.flatMap(({ items: item }) => (isObject(item) ? [item as Schema] : [])),
    name,
    known,
  );
  const low = limit(rules, 'minItems', Math.max) ?? 0;
  return [...items.map((item) => [item]), ...(low === 0 ? [[]] : [])];
};

const objectSamples = (rules: Schema[], known: string[]): Json[] => {
  const required = new Set(rules.flatMap(({ required: names }) => (names as string[] | undefined) ?? []));
  const withDefault = new Set(
    [...namesOf(rules)].filter((name) => rules.some((rule) => propertyOf(rule, name).default !== undefined)),
  );
  const samples = [...namesOf(rules)].flatMap((name): [string, Json[]][] => {
    const values = samplesOf(
      rules.map((rule) => propertyOf(rule, name)).filter((rule) => Object.keys(rule).length > 0),
      name,
      known,
    );
    return values.length > 0 ? [[name, values]] : [];
  });
  const first = (entries: [string, Json[]][]) =>
    Object.fromEntries(entries.map(([name, values]) => [name, values[0]!]));
  const full = first(samples);
  const least = first(samples.filter(([name]) => required.has(name)));
  return [
    full,
    least,
    // What has a default may be left out, required or not.
    first(samples.filter(([name]) => required.has(name) && !withDefault.has(name))),
    ...samples.flatMap(([name, [usual, ...others]]) => [
      ...(required.has(name) ? [] : [{ ...least, [name]: usual! }]),
      ...others.map((other) => ({ ...full, [name]: other })),
    ]),
  ];
};

/**
 * Values that a place takes, the usual one first: each choice and variant, the limits, every optional part there and
 * missing. `name` is the field's; `known` are texts to try where a pattern asks for something particular. Deterministic;
 * what a schema says in words that the pack does not use may be missed, so validate before use.
 */
export const samplesOf = (rules: Schema[], name: string, known: string[]): Json[] => {
  const parts = partsOf(rules);
  const choices = parts.some(({ discriminator }) => discriminator !== undefined) ? [] : choicesOf(parts);
  if (choices.length > 0) return choices;
  const types = typesOf(parts);
  if (types.includes('object')) {
    const isFree = parts.every(({ properties }) => properties === undefined);
    if (isFree) return [{ [`${name}Key`]: `${name} one` }, {}];
    return variantsOf(rules)
      .flatMap((variant) => objectSamples(variant, known))
      .slice(0, maxSamples);
  }
  if (types.includes('array')) return listSamples(parts, name, known);
  if (types.includes('string')) return textSamples(parts, name, known);
  if (types.includes('boolean')) return [true, false];
  if (types.includes('integer') || types.includes('number')) return numberSamples(parts, name);
  return [];
};
