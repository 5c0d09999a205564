import type { Json } from '../../node-kit/method.js';
import { appendPointer } from '../../schema/pointer.js';
import { isObject, type Schema } from '../../schema/schema.js';
import { choicesOf, listOf, propertyOf } from '../../schema/schema-rules.js';
import { namesIn } from '../references.js';

/** The texts of an input that a run fills: what they will be is unknown. */
export const unknownLeaves = (value: Json, pointer = ''): string[] => {
  if (typeof value === 'string') return namesIn(value).length > 0 ? [pointer] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, child]) => unknownLeaves(child, appendPointer(pointer, key)));
};

interface UnknownTag {
  pointer: string;
  choices: Json[];
}

const tagsOf = (schemas: Schema[]): { name: string; choices: Json[] }[] =>
  schemas
    .flatMap((schema) => [schema, ...listOf(schema.allOf)])
    .flatMap((schema) => {
      const name = (schema.discriminator as { propertyName?: string } | undefined)?.propertyName;
      if (name === undefined) return [];
      return [{ name, choices: choicesOf(listOf(schema.oneOf).map((branch) => propertyOf(branch, name))) }];
    });

/** The unknown texts of an input that choose a variant, and the choices that each has. */
const unknownTags = (value: Json, schema: Schema): UnknownTag[] => {
  if (!isObject(value)) return [];
  return tagsOf([schema]).flatMap(({ name, choices }) => {
    const chosen = value[name];
    return typeof chosen === 'string' && namesIn(chosen).length > 0
      ? [{ pointer: appendPointer('', name), choices }]
      : [];
  });
};

/** More combinations are not tried. */
const maxVariants = 64;

/**
 * The input once for each variant that its unknown texts may choose; itself alone when they choose none. The last
 * member says whether all variants are there.
 */
export const possibleInputs = (
  input: { [key: string]: Json },
  schema: Schema,
): { inputs: { [key: string]: Json }[]; isComplete: boolean } => {
  let inputs = [input];
  for (const { pointer, choices } of unknownTags(input, schema)) {
    if (inputs.length * choices.length > maxVariants) return { inputs, isComplete: false };
    inputs = choices.flatMap((choice) => inputs.map((one) => ({ ...one, [pointer.slice(1)]: choice })));
  }
  return { inputs, isComplete: true };
};
