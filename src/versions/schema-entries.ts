import type { Source } from '../node-kit/method.js';
import { deepFields, type Field, fieldOf, groupedBy } from '../schema/field.js';
import type { Schema } from '../schema/schema.js';

/** An input or output as a comparison sees it: each facet in words, the same words for the same rule. */
export interface SchemaEntry {
  source: Source;
  facets: Record<Facet, string>;
}

export const facetNames = ['label', 'needed', 'type', 'choices', 'limits', 'pattern', 'default'] as const;
export type Facet = (typeof facetNames)[number];

const limitWords = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'x-uniqueBy'];

const choicesText = ({ name, choices, isTag }: Field) => {
  const texts = choices.map(({ value }) => JSON.stringify(value));
  return isTag && texts.length > 1
    ? choices.map(({ value }, index) => `${name}=${String(value)}: ${texts[index]}`).join('; ')
    : texts.join(', ');
};

const facetTexts: Record<Exclude<Facet, 'needed'>, (field: Field) => string> = {
  label: ({ title }) => title,
  type: ({ types }) => types.join(','),
  choices: choicesText,
  limits: ({ facets }) =>
    limitWords
      .flatMap((word) => (facets[word] === undefined ? [] : [`${word} ${String(facets[word])}`]))
      .join(', '),
  pattern: ({ facets }) => String(facets.pattern ?? ''),
  default: ({ facets }) => JSON.stringify(facets.default) ?? '',
};

/** The same in every variant: said once; else for each variant. */
const joined = (fields: Field[], word: (field: Field) => string): string => {
  const said = fields.map((field) => [field.variant, word(field)] as const).filter(([, text]) => text !== '');
  const texts = [...new Set(said.map(([, text]) => text))];
  if (texts.length <= 1) return texts[0] ?? '';
  return said.map(([variant, text]) => (variant ? `${variant}: ${text}` : text)).join('; ');
};

const neededText = (fields: Field[]): string => {
  const needing = fields.filter(({ required }) => required);
  if (needing.length === 0 || fields.some(({ facets }) => facets.default !== undefined)) return 'optional';
  const always = needing.some(({ variant }) => variant === undefined);
  return always ? 'required' : `required with ${needing.map(({ variant }) => variant).join(', ')}`;
};

/** All inputs or outputs that a schema names (references inlined), by path: `variables[].name`. */
export const schemaEntries = (schema: Schema, source: Source): Map<string, SchemaEntry> =>
  new Map(
    [...groupedBy(deepFields(fieldOf(schema).fields), 'path')].map(([path, fields]) => {
      const texts = Object.entries(facetTexts).map(([facet, text]) => [facet, joined(fields, text)]);
      const facets = { ...Object.fromEntries(texts), needed: neededText(fields) };
      return [path, { source: (fields[0]!.source as Source | undefined) ?? source, facets }];
    }),
  );
