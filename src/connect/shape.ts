import type { Json } from '../node-kit/method.js';
import type { Schema } from '../schema/schema.js';
import { partsOf, requiredNames, variantsOf } from './variants.js';

export interface Choice {
  value: Json;
  title: string;
}

/**
 * A schema as forms and XML Schema see it: no variants, no conditions. `json` is an object that takes fields which
 * nobody has named, or a list without one rule for its items, so it travels as JSON text; `map` has names of the caller's choosing with text values.
 */
export interface Shape {
  /** The property's name; empty for the whole input and for the items of a list. */
  name: string;
  /** JSON pointer into the input; `*` stands for any item. */
  pointer: string;
  title: string;
  description: string;
  kind:
    | 'text'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'choice'
    | 'date-time'
    | 'list'
    | 'object'
    | 'map'
    | 'json';
  /** Must be given whatever the other fields say; false where a default fills in. */
  required: boolean;
  /** The choices that have this field, for example `mediaChannel=email`; empty when it is always there. */
  variants: string[];
  choices: Choice[];
  /** pattern, lengths, limits, counts and default: the keywords as the schema has them. */
  facets: Schema;
  fields: Shape[];
  items?: Shape;
  /** Its rules differ from variant to variant, so that only what they share is told. */
  widened?: true;
}

const facetNames = [
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'maxProperties',
  'default',
];

const isSchema = (value: unknown): value is Schema =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const choicesOf = (schema: Schema): Choice[] => {
  if (schema.const !== undefined)
    return [{ value: schema.const as Json, title: String(schema.title ?? schema.const) }];
  if (Array.isArray(schema.enum)) return schema.enum.map((value: Json) => ({ value, title: String(value) }));
  const alternatives = Array.isArray(schema.oneOf) ? (schema.oneOf as Schema[]) : [];
  return alternatives.length > 0 && alternatives.every((one) => one.const !== undefined)
    ? alternatives.flatMap(choicesOf)
    : [];
};

const scalars = ['string', 'integer', 'number', 'boolean'];

/** The types that a value may have; null aside, which neither a form nor an element without `nillable` can say. */
const typesOf = ({ type }: Schema): string[] =>
  [type].flat().filter((one): one is string => typeof one === 'string' && one !== 'null');

const kindOf = (schema: Schema): Shape['kind'] => {
  if (choicesOf(schema).length > 0) return 'choice';
  const [type, ...others] = typesOf(schema);
  if (type === 'string' && others.length === 0) return schema.format === 'date-time' ? 'date-time' : 'text';
  if ([type, ...others].some((one) => scalars.includes(one ?? '')))
    return others.length === 0 ? (type as 'integer' | 'number' | 'boolean') : 'text';
  if (type === 'array' && others.length === 0 && isSchema(schema.items)) return 'list';
  const known = schema.properties !== undefined || schema.allOf !== undefined || schema.oneOf !== undefined;
  if (isSchema(schema.additionalProperties) && schema.additionalProperties.type === 'string' && !known)
    return 'map';
  // Whatever it may be, it travels as the text that it is.
  if (type === undefined && !known && schema.additionalProperties === undefined) return 'text';
  const closed = schema.additionalProperties === false || schema.unevaluatedProperties === false;
  return known && closed ? 'object' : 'json';
};

const pick = (schema: Schema): Schema =>
  Object.fromEntries(
    facetNames.filter((name) => schema[name] !== undefined).map((name) => [name, schema[name]]),
  );

interface Place {
  name: string;
  pointer: string;
  required: boolean;
  variants: string[];
}

const shapeOf = (schema: Schema, place: Place, kind = kindOf(schema)): Shape => ({
  ...place,
  title: String(schema.title ?? place.name),
  description: String(schema.description ?? ''),
  kind,
  choices: choicesOf(schema),
  facets: pick(schema),
  fields: kind === 'object' ? fieldsOf(schema, place.pointer) : [],
  ...(kind === 'list' && { items: itemOf(schema.items as Schema, `${place.pointer}/*`) }),
});

/** A list repeats its element, which a list inside of it cannot do as well: that one is JSON text. */
const itemOf = (schema: Schema, pointer: string): Shape => {
  const kind = kindOf(schema);
  const place = { name: '', pointer, required: true, variants: [] };
  return shapeOf(schema, place, kind === 'list' ? 'json' : kind);
};

const sameRules = (one: Shape, other: Shape) =>
  JSON.stringify([one.kind, one.choices, one.facets, one.fields, one.items]) ===
  JSON.stringify([other.kind, other.choices, other.facets, other.fields, other.items]);

/** What holds in every variant: the union of choices, else text without rules, else JSON text. */
const widened = (
  shapes: Shape[],
): Pick<Shape, 'kind' | 'choices' | 'facets' | 'fields' | 'items' | 'widened'> => {
  const bare = { choices: [], facets: {}, fields: [] };
  if (shapes.every(({ kind }) => kind === 'choice')) {
    const choices = new Map(shapes.flatMap((one) => one.choices).map((choice) => [choice.value, choice]));
    return { ...bare, kind: 'choice', choices: [...choices.values()] };
  }
  const structured = shapes.some(({ kind }) => ['list', 'object', 'map', 'json'].includes(kind));
  return { ...bare, kind: structured ? 'json' : 'text', widened: true };
};

const merge = (parts: Shape[], base: Schema | undefined, place: Place): Shape => {
  const [first] = parts as [Shape, ...Shape[]];
  const facets: Schema = base?.default === undefined ? {} : { default: base.default };
  const rules = parts.every((part) => sameRules(part, first)) ? first : widened(parts);
  return {
    ...first,
    ...rules,
    ...place,
    facets: { ...rules.facets, ...facets },
    title: String(base?.title ?? first.title),
    description: String(base?.description ?? first.description),
  };
};

const escapePointer = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The choices that bring a field; empty when every choice does. */
const neededVariants = (schema: Schema, brought: string[]): string[] => {
  const tag = brought[0]?.split('=')[0];
  const all = variantsOf(schema).filter((variant) => variant.split('=')[0] === tag);
  return all.every((variant) => brought.includes(variant)) ? [] : brought;
};

const fieldsOf = (schema: Schema, pointer: string): Shape[] => {
  const required = requiredNames(schema);
  return [...partsOf(schema)].map(([name, parts]) => {
    const common = parts.find(({ variant }) => variant === undefined)?.property;
    const special = parts.filter(({ variant }) => variant !== undefined);
    const chosen = special.length > 0 ? special : parts;
    const hasDefault = parts.some(({ property }) => property.default !== undefined);
    const place: Place = {
      name,
      pointer: `${pointer}/${escapePointer(name)}`,
      required: required.has(name) && !hasDefault,
      variants:
        common === undefined
          ? neededVariants(
              schema,
              special.map(({ variant }) => variant!),
            )
          : [],
    };
    return merge(
      chosen.map(({ property }) => shapeOf(property, place)),
      common,
      place,
    );
  });
};

/** The fields of an input or output schema (references inlined), in the order of the form, all variants together. */
export const shapesOf = (schema: Schema): Shape[] => fieldsOf(schema, '');
