import { appendPointer } from '../ground/pointer.js';
import type { Json } from '../node-kit/method.js';
import { isObject, type Schema } from './schema.js';

/** A value that may be chosen. */
export interface Choice {
  value: Json;
  title: string;
  /** Where it says one of its own. */
  source?: string;
}

/** A choice that a field goes with: another field of the same object, and the values of it that bring the field. */
interface Condition {
  tag: string;
  values: Json[];
}

/**
 * One place of a schema as a form shows it. A place that several variants describe has a Field for each of them; what
 * chooses the variant stands before them, with all choices.
 */
export interface Field {
  /** The property's name; empty for the whole and for the items of a list. */
  name: string;
  /** `variables[].name` for an item's property. */
  path: string;
  /** JSON pointer; `*` stands for any item. */
  pointer: string;
  title: string;
  description: string;
  /**
   * What a form does with it. `map` has names of the caller's choosing with text values; `json` is an object that takes
   * fields which nobody has named, or a list without one rule for its items, so it travels as JSON text.
   */
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
  /** JSON Schema's words. */
  types: string[];
  /** Required always, or in the variant that has it. */
  required: boolean;
  choices: Choice[];
  /** Pattern, lengths, limits, counts and default: the keywords as the schema has them. */
  facets: Schema;
  /** Its own, or that of what it stands in. */
  source?: string;
  /** The schema that states the source, which others may share. */
  statedIn?: Schema;
  /** The variant that has the field, for example `queueType=dynamic`; in a list or object, of that one's items or fields. */
  variant?: string;
  when: Condition[];
  /** Whether its value chooses a variant. */
  isTag: boolean;
  /** Of an object, all variants, in the order of the form. */
  fields: Field[];
  items?: Field;
  /** Every keyword that stands there. */
  keywords: string[];
}

const facetNames = [
  ...['pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['minItems', 'maxItems', 'maxProperties', 'x-uniqueBy', 'default', 'x-fallback', 'x-lenient'],
];

const schemasIn = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isObject) : []);

const propertiesOf = ({ properties }: Schema) =>
  Object.entries(isObject(properties) ? (properties as { [name: string]: Schema }) : {});

/** The schema and everything in its allOf. */
const partsOf = (schema: Schema): Schema[] => [schema, ...schemasIn(schema.allOf).flatMap(partsOf)];

const readChoices = (schema: Schema): Choice[] => {
  const { const: value, title = value, 'x-source': source } = schema;
  if (value !== undefined)
    return [
      { value: value as Json, title: String(title), ...(source !== undefined && { source: String(source) }) },
    ];
  if (Array.isArray(schema.enum)) return schema.enum.map((one: Json) => ({ value: one, title: String(one) }));
  const alternatives = schemasIn(schema.oneOf);
  return alternatives.every((one) => one.const !== undefined) ? alternatives.flatMap(readChoices) : [];
};

/** The property that chooses a variant. */
export const tagOf = ({ discriminator }: Schema): string | undefined =>
  isObject(discriminator) && typeof discriminator.propertyName === 'string'
    ? discriminator.propertyName
    : undefined;

/** A discriminated oneOf: the property that decides, and what each of its values brings. */
const variantsOf = (schema: Schema) => {
  const tag = tagOf(schema);
  if (tag === undefined) return undefined;
  const branches = schemasIn(schema.oneOf).map((branch) => {
    const properties = propertiesOf(branch);
    const choices = properties.flatMap(([name, property]) => (name === tag ? readChoices(property) : []));
    return {
      choices,
      values: choices.map(({ value }) => value),
      schema: { ...branch, properties: Object.fromEntries(properties.filter(([name]) => name !== tag)) },
    };
  });
  return { tag, branches };
};

/** The names that a value must have whichever variant is chosen. */
const requiredNames = (schema: Schema): string[] => {
  const [first = [], ...others] = (variantsOf(schema)?.branches ?? []).map((one) =>
    requiredNames(one.schema),
  );
  return [
    ...((schema.required as string[] | undefined) ?? []),
    ...schemasIn(schema.allOf).flatMap(requiredNames),
    ...first.filter((name) => others.every((other) => other.includes(name))),
  ];
};

const scalars = ['string', 'integer', 'number', 'boolean'];

const kindOf = (schema: Schema, choices: Choice[], allTypes: string[]): Field['kind'] => {
  if (choices.length > 0) return 'choice';
  // Null aside, which neither a form nor an element without `nillable` can say.
  const [type, ...others] = allTypes.filter((one) => one !== 'null');
  if (type === 'string' && others.length === 0) return schema.format === 'date-time' ? 'date-time' : 'text';
  if ([type, ...others].some((one) => scalars.includes(one ?? '')))
    return others.length === 0 ? (type as 'integer' | 'number' | 'boolean') : 'text';
  if (type === 'array' && others.length === 0 && isObject(schema.items)) return 'list';
  const { additionalProperties: rest } = schema;
  const known = schema.properties !== undefined || schema.allOf !== undefined || schema.oneOf !== undefined;
  if (isObject(rest) && rest.type === 'string' && !known) return 'map';
  // Whatever it may be, it travels as the text that it is.
  if (type === undefined && !known && rest === undefined) return 'text';
  return known && (rest === false || schema.unevaluatedProperties === false) ? 'object' : 'json';
};

type Place = Pick<Field, 'name' | 'path' | 'pointer' | 'required' | 'when'> & {
  source: unknown;
  statedIn: Schema | undefined;
  /** Where it chooses a variant. */
  tagChoices?: Choice[];
};

const keywordsOf = (schema: Schema): string[] => [
  ...Object.keys(schema),
  ...[...schemasIn(schema.allOf), ...schemasIn(schema.oneOf)].flatMap(keywordsOf),
];

type Stated = Pick<Place, 'source' | 'statedIn'>;

const statedBy = (schema: Schema, { source, statedIn }: Stated): Stated =>
  schema['x-source'] === undefined ? { source, statedIn } : { source: schema['x-source'], statedIn: schema };

const readField = (
  schema: Schema,
  { source: outer, statedIn: outerStatement, tagChoices, ...place }: Place,
): Field => {
  const parts = partsOf(schema);
  const choices = tagChoices ?? parts.flatMap(readChoices);
  const types = [...new Set(parts.flatMap(({ type }) => (type as string | string[] | undefined) ?? []))];
  const stated = statedBy(schema, { source: outer, statedIn: outerStatement });
  const [items] = parts.flatMap(({ items: one }) => (isObject(one) ? [one] : []));
  const last = place.when.at(-1);
  return {
    ...place,
    title: String(schema.title ?? place.name),
    description: String(schema.description ?? ''),
    kind: kindOf(schema, choices, types),
    types,
    choices,
    facets: Object.fromEntries(
      facetNames.flatMap((name) =>
        parts.flatMap((part) => (part[name] === undefined ? [] : [[name, part[name]]])).slice(0, 1),
      ),
    ),
    ...(stated.source !== undefined && { source: String(stated.source), statedIn: stated.statedIn! }),
    ...(last && { variant: `${last.tag}=${last.values.map(String).join('/')}` }),
    isTag: tagChoices !== undefined,
    fields: readFields(schema, { ...place, ...stated, when: [], required: [] }),
    ...(items && {
      items: readField(items, {
        ...{ name: '', path: `${place.path}[]`, pointer: `${place.pointer}/*` },
        ...{ ...stated, required: true, when: [] },
      }),
    }),
    keywords: keywordsOf(schema),
  };
};

type Parent = Pick<Place, 'path' | 'pointer' | 'when' | 'source' | 'statedIn'> & { required: string[] };

/** What an object's schema describes: what chooses a variant, its own properties, its allOf, and what each variant brings. */
const readFields = (schema: Schema, outer: Parent): Field[] => {
  const parent: Parent = {
    ...outer,
    ...statedBy(schema, outer),
    required: [...outer.required, ...requiredNames(schema)],
  };
  const read = (name: string, property: Schema, tagChoices?: Choice[]) =>
    readField(property, {
      name,
      path: parent.path === '' ? name : `${parent.path}.${name}`,
      pointer: appendPointer(parent.pointer, name),
      required: parent.required.includes(name),
      when: parent.when,
      source: parent.source,
      statedIn: parent.statedIn,
      ...(tagChoices && { tagChoices }),
    });
  const own = propertiesOf(schema);
  const variants = variantsOf(schema);
  const tagged = variants && {
    schema: own.find(([name]) => name === variants.tag)?.[1] ?? {},
    choices: variants.branches.flatMap(({ choices }) => choices),
  };
  return [
    ...(tagged ? [read(variants.tag, tagged.schema, tagged.choices)] : []),
    ...own.filter(([name]) => name !== variants?.tag).map(([name, property]) => read(name, property)),
    ...schemasIn(schema.allOf).flatMap((part) => readFields(part, parent)),
    ...(variants?.branches ?? []).flatMap(({ schema: branch, values }) =>
      readFields(branch, { ...parent, when: [...parent.when, { tag: variants!.tag, values }] }),
    ),
  ];
};

const known = new WeakMap<Schema, Field>();

/** A schema (references inlined) as a form; read once for each schema. */
export const fieldOf = (schema: Schema): Field => {
  const place = {
    name: '',
    path: '',
    pointer: '',
    required: true,
    when: [],
    source: undefined,
    statedIn: undefined,
  };
  const field = known.get(schema) ?? readField(schema, place);
  known.set(schema, field);
  return field;
};

/** The fields of an object that a value has or may have: those of the variants that it chooses. */
export const fieldsFor = (objects: Field[], value: unknown): Field[] =>
  objects
    .flatMap(({ fields }) => fields)
    .filter(({ when }) =>
      when.every(({ tag, values }) => isObject(value) && values.includes(value[tag] as Json)),
    );

/** Fields of one name or path together, in the order in which they come first. */
export const groupedBy = (fields: Field[], key: 'name' | 'path'): Map<string, Field[]> => {
  const found = new Map<string, Field[]>();
  for (const field of fields) found.set(field[key], [...(found.get(field[key]) ?? []), field]);
  return found;
};

/** The place and every place in it, items of lists too. */
export const placesIn = (field: Field): Field[] => [
  field,
  ...field.fields.flatMap(placesIn),
  ...(field.items ? placesIn(field.items) : []),
];

export const itemsOf = (lists: Field[]): Field[] => lists.flatMap(({ items }) => items ?? []);

/** The widest of the limits that a place has; without one, none. */
const widest =
  (keyword: 'maxItems' | 'maxProperties') =>
  (fields: Field[]): number =>
    Math.max(
      ...fields.map(({ facets: { [keyword]: limit } }) => (typeof limit === 'number' ? limit : Infinity)),
    );

/** How many items a list may have. */
export const mostItems = widest('maxItems');

/** How many names a map may have. */
export const mostNames = widest('maxProperties');

export const typesOf = (fields: Field[]): string[] => fields.flatMap(({ types }) => types);

/** The values that may be chosen. */
export const choicesOf = (fields: Field[]): Json[] =>
  fields.flatMap(({ choices }) => choices.map(({ value }) => value));

/** What a value that is left out stands for. */
export const defaultOf = (fields: Field[]): Json | undefined =>
  fields.find(({ facets }) => facets.default !== undefined)?.facets.default as Json | undefined;

/** Whether it is typed as JSON where a form has a single text. */
export const isStructured = ({ kind }: Pick<Field, 'kind'>): boolean =>
  ['list', 'object', 'map', 'json'].includes(kind);

/** Every field at any depth, each before what stands in it; what says nothing of a variant has that of its surroundings. */
export const deepFields = (fields: Field[], outer?: string): Field[] =>
  fields.flatMap((one) => {
    const variant = one.variant ?? outer;
    const field = variant === undefined ? one : { ...one, variant };
    return [field, ...deepFields([...one.fields, ...(one.items?.fields ?? [])], variant)];
  });
