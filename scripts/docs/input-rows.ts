import { rulesText } from '../../src/schema/field-text.js';
import { type WiredField, wiredFields } from '../build/wire-map.js';
import type { DescribedMethod } from './described-node.js';
import { code, codes } from './markdown.js';

export const inputHead = ['input', 'meaning', 'needed', 'rules', 'on the wire', 'source'];

const keyOf = (field: WiredField) =>
  JSON.stringify([
    field.path,
    field.title,
    field.description,
    field.required,
    rulesText(field),
    field.wire,
    field.source,
  ]);

const tagOf = (variant: string) => variant.split('=')[0]!;

/** What several variants have in common is said once; `all` are the variants of the method. */
const neededIn = (required: boolean, variants: string[], all: Set<string>): string => {
  const word = required ? 'required' : 'optional';
  const tag = variants[0] && tagOf(variants[0]);
  const siblings = [...all].filter((variant) => tagOf(variant) === tag);
  if (!tag || siblings.length === variants.length) return word;
  return `${word}, ${code(tag)} ${variants.map((variant) => variant.slice(tag.length + 1)).join(', ')}`;
};

/** The inputs as rows: one for each path, several where its rules differ between variants. */
export const inputRows = async (method: DescribedMethod): Promise<string[][]> => {
  const fields = await wiredFields(method);
  const paths = [...new Set(fields.map(({ path }) => path))];
  const all = new Set(fields.flatMap(({ variant }) => variant ?? []));
  const rows = new Map<string, { field: WiredField; variants: string[] }>();
  for (const field of fields) {
    const row = rows.get(keyOf(field)) ?? { field, variants: [] };
    if (field.variant) row.variants.push(field.variant);
    rows.set(keyOf(field), row);
  }
  return [...rows.values()]
    .sort((a, b) => paths.indexOf(a.field.path) - paths.indexOf(b.field.path))
    .map(({ field, variants }) => [
      code(field.path),
      [`${field.title}.`, field.description].filter(Boolean).join(' '),
      neededIn(field.required, variants, all),
      rulesText(field),
      field.wire.length > 0 ? codes(field.wire) : 'not sent',
      field.source ?? method.fieldSource,
    ]);
};
