import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { inlineSchema, type JsonSchema } from './inline-schema.js';
import type { NodeSource, PackSource } from './source-tree.js';

const banner = '/* Written by `npm run typegen` from the schemas beside it. Do not edit. */\n';

/** Titles would become type names; examples and our own keywords have no meaning for a type. */
const forTypes = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(forTypes);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(
        ([key]) =>
          !['title', 'examples', 'if', 'then', 'discriminator'].includes(key) && !key.startsWith('x-'),
      )
      .map(([key, value]) => [
        key,
        key === 'properties' ? mapValues(value as JsonSchema, forTypes) : forTypes(value),
      ]),
  );
};

const mapValues = (object: JsonSchema, change: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

const toTypeScript = (schema: JsonSchema, name: string) =>
  compile(schema as JSONSchema, name, {
    bannerComment: '',
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 110 },
  });

const nodeTypes = async (node: NodeSource) => {
  const interfaces: string[] = [banner];
  for (const [name, definition] of [
    ['Inputs', 'input'],
    ['Outputs', 'output'],
  ] as const) {
    const properties = Object.fromEntries(
      node.methods.map(({ version, id, schema, sameAs }) => [
        `${version}/${id}`,
        sameAs ? { tsType: `${name}['${sameAs}']` } : forTypes(schema.$defs[definition]),
      ]),
    );
    interfaces.push(
      await toTypeScript({ type: 'object', properties, required: Object.keys(properties) }, name),
    );
  }
  return interfaces.join('\n');
};

const schemaTypes = async (folder: string) => {
  const types = [banner];
  for (const file of (await readdir(folder)).sort()) {
    const name = file.match(/^(.+)\.schema\.json$/)?.[1];
    if (!name || ['shared', 'method', 'fields'].includes(name)) continue;
    const { $defs, ...schema } = await inlineSchema(join(folder, file));
    const typeName = name.replace(/(^|-)([a-z])/g, (_match, _hyphen, letter: string) => letter.toUpperCase());
    types.push(await toTypeScript(forTypes(schema) as JsonSchema, typeName));
  }
  return types.join('\n');
};

/** The committed types as they should be: file (absolute) → text. */
export const generateTypes = async (pack: PackSource): Promise<Map<string, string>> => {
  const files = new Map<string, string>();
  files.set(join(pack.root, 'schemas', 'types.ts'), await schemaTypes(join(pack.root, 'schemas')));
  for (const node of pack.nodes) files.set(join(node.folder, 'types.ts'), await nodeTypes(node));
  return files;
};
