import type { Schema } from '../schema/schema.js';
import { type Shape, shapesOf } from './shape.js';

/** The URL parameter that asks for it where the body is JSON; a form means it always. */
export const emptyIsAbsent = { parameter: 'empty', value: 'absent' };

const takesEmptyText = ({ kind, facets: { minLength, pattern } }: Shape) =>
  kind === 'text' &&
  Number(minLength ?? 0) === 0 &&
  (typeof pattern !== 'string' || new RegExp(pattern, 'u').test(''));

/**
 * Takes empty texts away, but for fields that must be given and may be empty: a node of the designer sends every row,
 * filled in or not, and a field that its author left alone would else be refused as an empty id, or as a field of
 * another variant.
 */
export const withoutEmpty = (
  input: Schema,
  fields: { [name: string]: unknown },
): { [name: string]: unknown } => {
  const kept = new Set(
    shapesOf(input)
      .filter((shape) => shape.required && takesEmptyText(shape))
      .map(({ name }) => name),
  );
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => value !== '' || kept.has(name)));
};
