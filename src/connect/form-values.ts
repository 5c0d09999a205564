import type { Schema } from '../node-kit/loaded-method.js';
import { shapesOf } from './shape.js';

/** The URL parameter that asks for it where the body is JSON; a form means it always. */
export const emptyIsAbsent = { parameter: 'empty', value: 'absent' };

/**
 * Takes empty texts away where a field may be left out: a node of the designer sends every row, filled in or not, and a
 * field that its author left alone would else be refused as an empty id, or as a field of another variant.
 */
export const withoutEmpty = (
  input: Schema,
  fields: { [name: string]: unknown },
): { [name: string]: unknown } => {
  const required = new Set(
    shapesOf(input)
      .filter((shape) => shape.required)
      .map(({ name }) => name),
  );
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => value !== '' || required.has(name)),
  );
};
