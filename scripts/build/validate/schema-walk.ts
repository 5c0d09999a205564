import { posix } from 'node:path';
import { appendPointer, resolvePointer } from '../../../src/ground/pointer.js';
import { isObject, type JsonObject } from '../../../src/schema/schema.js';
import type { Tree } from './tree.js';

/** A schema inside a schema file, as it is written. */
export interface Subschema {
  pointer: string;
  schema: JsonObject;
  /** Below if, then, else or not: it describes nothing, it only restricts. */
  conditional: boolean;
}

const maps = ['properties', 'patternProperties', '$defs', 'dependentSchemas'];
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const singles = ['items', 'additionalProperties', 'unevaluatedProperties', 'contains', 'propertyNames'];
const conditions = ['if', 'then', 'else', 'not'];

const childrenOf = ({ schema, pointer, conditional }: Subschema): Subschema[] => {
  const children: Subschema[] = [];
  const add = (value: unknown, keys: string[], restricts = conditional) => {
    if (isObject(value))
      children.push({ schema: value, pointer: keys.reduce(appendPointer, pointer), conditional: restricts });
  };
  for (const key of maps)
    for (const [name, value] of Object.entries(isObject(schema[key]) ? schema[key] : {}))
      add(value, [key, name]);
  for (const key of lists)
    for (const [index, value] of (Array.isArray(schema[key]) ? schema[key] : []).entries())
      add(value, [key, String(index)]);
  for (const key of singles) add(schema[key], [key]);
  for (const key of conditions) add(schema[key], [key], true);
  return children;
};

/** The schema and every schema in it. Examples are values, not schemas. */
export const subschemas = (value: unknown): Subschema[] => {
  if (!isObject(value)) return [];
  const found: Subschema[] = [{ schema: value, pointer: '', conditional: false }];
  for (const one of found) found.push(...childrenOf(one));
  return found;
};

export interface Place {
  file: string;
  schema: JsonObject;
}

/** What a reference in a file leads to, in the tree; undefined when that is no schema. */
export const follow = (tree: Tree, file: string, reference: string): Place | undefined => {
  const [path = '', fragment = ''] = reference.split('#');
  const target = path === '' ? file : posix.join(posix.dirname(file), path);
  const schema = resolvePointer(tree.json.get(target), decodeURI(fragment));
  return isObject(schema) ? { file: target, schema } : undefined;
};
