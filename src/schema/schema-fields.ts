import type { Schema } from './schema.js';
import { choicesOf, listOf } from './schema-rules.js';

/** One input or output as a form or a page shows it. */
export interface Field {
  /** `variables[].name` for an item's property. */
  path: string;
  title: string;
  description: string;
  /** Required always, or in the variant that has it. */
  required: boolean;
  /** Type, choices and limits in words. */
  rules: string;
  source?: string;
  /** The variant that has the field, for example `queueType=dynamic`. */
  variant?: string;
}

const typeWords: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  array: 'list',
  object: 'object',
};

const range = (low: unknown, high: unknown, unit: string): string => {
  if (low === undefined && high === undefined) return '';
  if (low === undefined) return `at most ${high}${unit}`;
  return high === undefined ? `at least ${low}${unit}` : `${low} to ${high}${unit}`;
};

const rulesOf = (schema: Schema): string => {
  const choices = choicesOf([schema]);
  const parts = [
    choices.length > 0 ? choices.join(', ') : (typeWords[String(schema.type)] ?? ''),
    range(schema.minimum, schema.maximum, ''),
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' items'),
    schema.default !== undefined && typeof schema.default !== 'object'
      ? `default ${String(schema.default)}`
      : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
};

const variantOf = (branch: Schema, tag: string) => {
  const choice = (branch.properties as Record<string, Schema> | undefined)?.[tag]?.const;
  return choice === undefined ? undefined : `${tag}=${String(choice)}`;
};

/** The choices of a property that chooses a branch, as one field. */
const tagSchema = (schema: Schema, tag: string): Schema => {
  const branches = listOf(schema.oneOf).map(
    (branch) => (branch.properties as Record<string, Schema>)[tag] ?? {},
  );
  const own = (schema.properties as Record<string, Schema> | undefined)?.[tag] ?? {};
  return {
    title: tag,
    ...own,
    oneOf: branches.map((branch) => ({ const: branch.const, title: branch.title })),
  };
};

interface Place {
  prefix: string;
  variant?: string | undefined;
  /** Holds for fields that say nothing of their own. */
  source?: unknown;
}

const collect = (
  schema: Schema,
  { prefix, variant, source: outer }: Place,
  into: Map<string, Field>,
): void => {
  const inherited = schema['x-source'] ?? outer;
  const required = new Set((schema.required as string[] | undefined) ?? []);
  const tag = (schema.discriminator as { propertyName?: string } | undefined)?.propertyName;
  const add = (name: string, property: Schema) => {
    const path = prefix + name;
    const key = `${path} ${variant ?? ''}`;
    const source = property['x-source'] ?? inherited;
    into.set(key, {
      path,
      title: String(property.title ?? name),
      description: String(property.description ?? ''),
      required: required.has(name),
      rules: rulesOf(property),
      ...(source !== undefined && { source: String(source) }),
      ...(variant && { variant }),
    });
    const items = property.items as Schema | undefined;
    if (items?.type === 'object') collect(items, { prefix: `${path}[].`, variant, source }, into);
    else if (property.type === 'object') collect(property, { prefix: `${path}.`, variant, source }, into);
  };
  if (tag !== undefined) add(tag, tagSchema(schema, tag));
  for (const [name, property] of Object.entries(
    (schema.properties as Record<string, Schema> | undefined) ?? {},
  ))
    if (name !== tag) add(name, property);
  for (const part of listOf(schema.allOf)) collect(part, { prefix, variant, source: inherited }, into);
  if (tag === undefined) return;
  for (const branch of listOf(schema.oneOf)) {
    const { [tag]: _chosen, ...properties } = branch.properties as Record<string, Schema>;
    collect({ ...branch, properties }, { prefix, variant: variantOf(branch, tag), source: inherited }, into);
  }
};

/** All fields of an input or output schema (references inlined), in the order of the form, variants after what chooses them. */
export const fieldsOf = (schema: Schema): Field[] => {
  const fields = new Map<string, Field>();
  collect(schema, { prefix: '' }, fields);
  return [...fields.values()];
};
