import type { Source } from '../node-kit/method.js';
import type { Schema } from '../schema/schema.js';
import { choicesOf, isObject, listOf } from '../schema/schema-rules.js';

/** An input or output as a comparison sees it: each facet in words, the same words for the same rule. */
export interface SchemaEntry {
  path: string;
  source: Source;
  facets: Map<Facet, string>;
}

export const facetNames = ['label', 'needed', 'type', 'choices', 'limits', 'pattern', 'default'] as const;
export type Facet = (typeof facetNames)[number];

/** One place where a path is described; a path may stand in several variants. */
interface Sighting {
  variant?: string | undefined;
  required: boolean;
  schema: Schema;
  source: Source;
}

interface Place {
  prefix: string;
  variant?: string | undefined;
  source: Source;
}

const limitWords = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'x-uniqueBy'];

const collect = (
  schema: Schema,
  { prefix, variant, source: outer }: Place,
  into: Map<string, Sighting[]>,
): void => {
  const source = (schema['x-source'] as Source | undefined) ?? outer;
  const required = new Set((schema.required as string[] | undefined) ?? []);
  for (const [name, value] of Object.entries(
    (schema.properties as Record<string, Schema> | undefined) ?? {},
  )) {
    const path = prefix + name;
    const own = (value['x-source'] as Source | undefined) ?? source;
    into.set(path, [
      ...(into.get(path) ?? []),
      { variant, required: required.has(name), schema: value, source: own },
    ]);
    const below = { variant, source: own };
    if (isObject(value.items)) collect(value.items as Schema, { ...below, prefix: `${path}[].` }, into);
    if (value.type === 'object') collect(value, { ...below, prefix: `${path}.` }, into);
  }
  for (const part of listOf(schema.allOf)) collect(part, { prefix, variant, source }, into);
  const tag = (schema.discriminator as { propertyName?: string } | undefined)?.propertyName;
  if (tag === undefined) return;
  for (const branch of listOf(schema.oneOf)) {
    const choice = (branch.properties as Record<string, Schema>)[tag]?.const;
    collect(branch, { prefix, variant: `${tag}=${String(choice)}`, source }, into);
  }
};

const facetOf: Record<Exclude<Facet, 'needed'>, (schema: Schema) => string> = {
  label: ({ title, const: choice }) => (choice === undefined ? String(title ?? '') : ''),
  type: ({ type }) => String(type ?? ''),
  choices: (schema) =>
    choicesOf([schema])
      .map((choice) => JSON.stringify(choice))
      .join(', '),
  limits: (schema) =>
    limitWords
      .flatMap((word) => (schema[word] === undefined ? [] : [`${word} ${String(schema[word])}`]))
      .join(', '),
  pattern: ({ pattern }) => String(pattern ?? ''),
  default: ({ default: value }) => (value === undefined ? '' : JSON.stringify(value)),
};

/** The same in every variant: said once; else for each variant. */
const joined = (sightings: Sighting[], word: (sighting: Sighting) => string): string => {
  const said = sightings
    .map((sighting) => [sighting.variant, word(sighting)] as const)
    .filter(([, text]) => text !== '');
  const texts = [...new Set(said.map(([, text]) => text))];
  if (texts.length <= 1) return texts[0] ?? '';
  return said.map(([variant, text]) => (variant ? `${variant}: ${text}` : text)).join('; ');
};

const neededText = (sightings: Sighting[]): string => {
  const hasDefault = sightings.some(({ schema }) => schema.default !== undefined);
  const needing = sightings.filter(({ required }) => required && !hasDefault);
  if (needing.length === 0) return 'optional';
  const always = needing.some(({ variant }) => variant === undefined);
  return always ? 'required' : `required with ${needing.map(({ variant }) => variant).join(', ')}`;
};

/** All inputs or outputs that a schema names (references inlined), by path: `variables[].name`. */
export const schemaEntries = (schema: Schema, source: Source): Map<string, SchemaEntry> => {
  const found = new Map<string, Sighting[]>();
  collect(schema, { prefix: '', source }, found);
  return new Map(
    [...found].map(([path, sightings]) => {
      const facets = new Map<Facet, string>(
        facetNames.map((facet) => [
          facet,
          facet === 'needed'
            ? neededText(sightings)
            : joined(sightings, ({ schema: one }) => facetOf[facet](one)),
        ]),
      );
      return [path, { path, source: sightings[0]!.source, facets }];
    }),
  );
};
