import type { Json } from '../node-kit/method.js';
import { isObject, type Schema } from './schema.js';

export const listOf = (value: unknown): Schema[] => (Array.isArray(value) ? (value as Schema[]) : []);

/** Schemas that hold for a value: the schema, its allOf, and of each discriminated oneOf the branch that is chosen. */
export const applicable = (schemas: Schema[], value: unknown): Schema[] =>
  schemas.flatMap((schema) => {
    const parts = [schema, ...applicable(listOf(schema.allOf), value)];
    const tag = (schema.discriminator as { propertyName?: string } | undefined)?.propertyName;
    if (tag === undefined || !isObject(value)) return parts;
    return [
      ...parts,
      ...listOf(schema.oneOf).filter((branch) => choicesOf([propertyOf(branch, tag)]).includes(value[tag]!)),
    ];
  });

export const propertyOf = (schema: Schema, key: string): Schema => {
  const properties = schema.properties as Record<string, Schema> | undefined;
  return properties && Object.hasOwn(properties, key) ? properties[key]! : {};
};

/** The values that a choice offers: const, enum, or a oneOf of consts. */
export const choicesOf = (schemas: Schema[]): Json[] =>
  schemas.flatMap((schema) => [
    ...(schema.const === undefined ? [] : [schema.const as Json]),
    ...(Array.isArray(schema.enum) ? (schema.enum as Json[]) : []),
    ...listOf(schema.oneOf).flatMap(({ const: value }) => (value === undefined ? [] : [value as Json])),
  ]);

export const typesOf = (schemas: Schema[]) =>
  schemas.flatMap(({ type }) => (type as string | string[] | undefined) ?? []);

/** The names of the properties that a schema knows. */
export const namesOf = (schemas: Schema[]) =>
  new Set(schemas.flatMap(({ properties }) => Object.keys((properties as object | undefined) ?? {})));

/** The names that a schema knows in any of its variants: where no variant is chosen, all of them are possible. */
export const namesInAnyVariant = (schema: Schema): Set<string> =>
  new Set([
    ...namesOf([schema]),
    ...[...listOf(schema.allOf), ...listOf(schema.oneOf)].flatMap((part) => [...namesInAnyVariant(part)]),
  ]);

/** Whether each choice of a variant is settled by the value. */
export const variantsChosen = (schema: Schema, value: unknown): boolean => {
  const tag = (schema.discriminator as { propertyName?: string } | undefined)?.propertyName;
  const own =
    tag === undefined ||
    (isObject(value) &&
      listOf(schema.oneOf).some((branch) => choicesOf([propertyOf(branch, tag)]).includes(value[tag]!)));
  return own && listOf(schema.allOf).every((part) => variantsChosen(part, value));
};
