import type { Schema } from '../schema/schema.js';

/** One place where a property is described. */
export interface Part {
  property: Schema;
  /** The choice that brings it, for example `mediaChannel=email`; undefined when it always holds. */
  variant?: string;
}

const list = (value: unknown): Schema[] => (Array.isArray(value) ? (value as Schema[]) : []);

export const tagOf = (schema: Schema) =>
  (schema.discriminator as { propertyName?: string } | undefined)?.propertyName;

const propertiesOf = (schema: Schema) => Object.entries((schema.properties ?? {}) as Record<string, Schema>);

const variantName = (branch: Schema, tag: string) => {
  const { [tag]: chosen } = (branch.properties ?? {}) as Record<string, Schema>;
  return `${tag}=${String(chosen?.const)}`;
};

/** Every property that a schema names, its variants' too, in order; what always holds first. */
export const partsOf = (schema: Schema, variant?: string): Map<string, Part[]> => {
  const found = new Map<string, Part[]>();
  const add = (name: string, part: Part) => found.set(name, [...(found.get(name) ?? []), part]);
  const addAll = (inner: Map<string, Part[]>) => {
    for (const [name, parts] of inner) for (const part of parts) add(name, part);
  };
  const tag = tagOf(schema);
  const own = propertiesOf(schema);
  for (const [name, property] of own) add(name, variant === undefined ? { property } : { property, variant });
  for (const part of list(schema.allOf)) addAll(partsOf(part, variant));
  if (tag !== undefined)
    for (const branch of list(schema.oneOf)) addAll(partsOf(branch, variantName(branch, tag)));
  return found;
};

/** All choices that bring fields, for example `mediaChannel=email`. */
export const variantsOf = (schema: Schema): string[] => {
  const tag = tagOf(schema);
  const own = tag === undefined ? [] : list(schema.oneOf).map((branch) => variantName(branch, tag));
  return [...own, ...list(schema.allOf).flatMap(variantsOf)];
};

/** The names that must be there whichever variant is chosen. */
export const requiredNames = (schema: Schema): Set<string> => {
  const own = (schema.required as string[] | undefined) ?? [];
  const inherited = list(schema.allOf).flatMap((part) => [...requiredNames(part)]);
  const branches = tagOf(schema) === undefined ? [] : list(schema.oneOf).map(requiredNames);
  const [first, ...others] = branches;
  const shared = first ? [...first].filter((name) => others.every((other) => other.has(name))) : [];
  return new Set([...own, ...inherited, ...shared]);
};
