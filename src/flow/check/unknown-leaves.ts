import { appendPointer } from '../../ground/pointer.js';
import type { Json } from '../../node-kit/method.js';
import { fieldOf, fieldsFor } from '../../schema/field.js';
import type { Schema } from '../../schema/schema.js';
import { namesIn } from '../references.js';

/** The texts of an input that a run fills: what they will be is unknown. */
export const unknownLeaves = (value: Json, pointer = ''): string[] => {
  if (typeof value === 'string') return namesIn(value).length > 0 ? [pointer] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, child]) => unknownLeaves(child, appendPointer(pointer, key)));
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
  const tags = fieldsFor([fieldOf(schema)], input).filter(({ isTag }) => isTag);
  for (const { name, choices } of tags.filter((tag) => unknownLeaves(input[tag.name] ?? null).includes(''))) {
    if (inputs.length * choices.length > maxVariants) return { inputs, isComplete: false };
    inputs = choices.flatMap(({ value }) => inputs.map((one) => ({ ...one, [name]: value })));
  }
  return { inputs, isComplete: true };
};
