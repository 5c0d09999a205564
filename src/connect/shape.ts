import { type Field, fieldOf, groupedBy, isStructured } from '../schema/field.js';
import type { Schema } from '../schema/schema.js';

/** A field as forms without variants and XML Schema see it. */
export interface Shape extends Field {
  /** Required whatever the other fields say; false where a default fills in. */
  required: boolean;
  /** The choices that have this field, for example `mediaChannel=email`; empty when it is always there. */
  variants: string[];
  fields: Shape[];
  items?: Shape;
  /** Its rules differ from variant to variant, so that only what they share is told. */
  widened?: true;
}

const shapeOf = (field: Field): Shape => {
  const { items, ...own } = field;
  return {
    ...own,
    variants: [],
    fields: field.kind === 'object' ? merged(field.fields) : [],
    // A list repeats its element, which a list inside of it cannot do as well: that one is JSON text.
    ...(field.kind === 'list' &&
      items && { items: shapeOf(items.kind === 'list' ? { ...items, kind: 'json' } : items) }),
  };
};

const rulesOf = ({ kind, choices, facets, fields, items }: Shape) => ({
  kind,
  choices,
  facets,
  fields,
  ...(items && { items }),
});

/** What holds in every variant: the union of choices, else text without rules, else JSON text. */
const widened = (shapes: Shape[]): Partial<Shape> => {
  const bare = { choices: [], facets: {}, fields: [] };
  if (shapes.every(({ kind }) => kind === 'choice')) {
    const choices = new Map(shapes.flatMap((one) => one.choices).map((choice) => [choice.value, choice]));
    return { ...bare, kind: 'choice', choices: [...choices.values()] };
  }
  return { ...bare, kind: shapes.some(isStructured) ? 'json' : 'text', widened: true };
};

/** The choices that bring a field; empty when every choice does. */
const neededVariants = (brought: Field[], siblings: Field[]): string[] => {
  const tag = brought[0]?.when.at(-1)?.tag;
  const all = siblings.filter(({ isTag, name }) => isTag && name === tag).flatMap(({ choices }) => choices);
  const variants = brought.map(({ variant }) => variant!);
  return all.every(({ value }) => variants.includes(`${tag}=${String(value)}`)) ? [] : variants;
};

const merge = (parts: Field[], siblings: Field[]): Shape => {
  const common = parts.find(({ variant }) => variant === undefined);
  const special = parts.filter(({ variant }) => variant !== undefined);
  const shapes = (special.length > 0 ? special : parts).map(shapeOf);
  const { items: _, ...first } = shapes[0]!;
  const rules = new Set(shapes.map((shape) => JSON.stringify(rulesOf(shape))));
  const variants = common ? [] : neededVariants(special, siblings);
  const { facets, ...shared } = rules.size === 1 ? rulesOf(shapes[0]!) : widened(shapes);
  const isNeeded = common?.required ?? (variants.length === 0 && special.every(({ required }) => required));
  return {
    ...first,
    ...shared,
    facets: { ...facets, ...(common?.facets.default !== undefined && { default: common.facets.default }) },
    title: (common ?? first).title,
    description: common?.description || first.description,
    required: isNeeded && parts.every((part) => part.facets.default === undefined),
    variants,
  };
};

const merged = (fields: Field[]): Shape[] =>
  [...groupedBy(fields, 'name').values()].map((parts) => merge(parts, fields));

/** The fields of an input or output schema (references inlined), in the order of the form, all variants together. */
export const shapesOf = (schema: Schema): Shape[] => merged(fieldOf(schema).fields);
