import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { withCommonMembers } from './common-members.js';
import type { JsonSchema } from './inline-schema.js';

/** Keywords without a meaning for a type. Titles would become type names. */
const untyped = /^(title|examples|if|then|discriminator|\$schema|\$id|\$defs|x-.*)$/;

/** Keywords that a reference may have beside it and still be what it refers to. */
const beside = /^(\$ref|description|default|title|examples|x-.*)$/;

const isObject = (value: unknown): value is JsonSchema => value !== null && typeof value === 'object';

const capitalized = (name: string) =>
  name.replace(/(^|[-.])([a-z0-9])/g, (_match, _between, letter: string) => letter.toUpperCase());

/** A comment as one line; what a schema says of the number of items in words. */
const inOneLine = (comment: string): string => {
  const text = comment
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .filter((line) => line !== '')
    .join(' ')
    .replace(/@minItems (\d+) @maxItems (\d+)/, '$1 to $2.')
    .replace(/@minItems (\d+)/, 'At least $1.')
    .replace(/@maxItems (\d+)/, 'At most $1.');
  return `/** ${text} */`;
};

interface Definition {
  file: string;
  pointer: string;
  schema: JsonSchema;
}

/**
 * The TypeScript types of schemas in which every named definition is declared once: a reference becomes the name of
 * what it refers to. Definitions that are plain text, numbers or booleans stand where they are used.
 */
export class NamedTypes {
  private readonly files = new Map<string, JsonSchema>();
  private readonly names = new Map<string, string>();
  private readonly declarations = new Map<string, string>();

  /** @param prefixOf what the names of a file's definitions begin with, to keep those of several files apart */
  constructor(private readonly prefixOf: (file: string) => string) {}

  /** Declares a schema of `file` (absolute) under this name; exported, where the named definitions in it are not. */
  declare(name: string, schema: unknown, file: string): Promise<void> {
    return this.add(name, schema, file, (text) => text);
  }

  private async add(
    name: string,
    schema: unknown,
    file: string,
    change: (text: string) => string,
  ): Promise<void> {
    if (this.declarations.has(name)) throw new Error(`${file}: the type ${name} exists already.`);
    this.declarations.set(name, '');
    const text = await compile((await this.forTypes(schema, file)) as JSONSchema, name, {
      bannerComment: '',
      additionalProperties: false,
      ignoreMinAndMaxItems: true,
      style: { singleQuote: true, printWidth: 120 },
    });
    this.declarations.set(name, change(text).replaceAll(/\/\*\*\n(?:\s*\*.*\n)+?\s*\*\//g, inOneLine));
  }

  /** All declarations, in the order in which they were met. */
  toString(): string {
    return [...withCommonMembers(this.declarations).values()].join('\n');
  }

  /** One after the other, so that the order of the declarations does not depend on what is read first. */
  private async forTypes(node: unknown, file: string): Promise<unknown> {
    if (!isObject(node)) return node;
    if (Array.isArray(node)) {
      const items: unknown[] = [];
      for (const item of node) items.push(await this.forTypes(item, file));
      return items;
    }
    if (typeof node.$ref === 'string') return this.reference(node, file);
    const typed: JsonSchema = {};
    for (const [key, value] of Object.entries(node)) {
      if (untyped.test(key)) continue;
      if (key === 'properties') typed[key] = await this.forFields(value as JsonSchema, file);
      else typed[key] = key === 'enum' || key === 'const' ? value : await this.forTypes(value, file);
    }
    return typed;
  }

  private async forFields(fields: JsonSchema, file: string): Promise<JsonSchema> {
    const typed: JsonSchema = {};
    for (const [name, field] of Object.entries(fields)) typed[name] = await this.forTypes(field, file);
    return typed;
  }

  private async reference(node: JsonSchema, from: string): Promise<unknown> {
    const { $ref, ...siblings } = node;
    if (/^https?:/.test($ref as string)) return {};
    const { file, pointer, schema } = await this.definition($ref as string, from);
    if (
      !pointer ||
      !Object.keys(node).every((key) => beside.test(key)) ||
      (await this.isScalar(schema, file))
    )
      return this.forTypes({ ...schema, ...siblings }, file);
    const key = `${file}#${pointer}`;
    let name = this.names.get(key);
    if (!name) {
      name = this.prefixOf(file) + capitalized(pointer.slice('/$defs/'.length));
      this.names.set(key, name);
      await this.add(name, schema, file, (text) => text.replace(/^export /m, ''));
    }
    return { tsType: name, ...(siblings.description !== undefined && { description: siblings.description }) };
  }

  private async definition($ref: string, from: string): Promise<Definition> {
    const [path = '', pointer = ''] = $ref.split('#');
    const file = path ? resolve(dirname(from), path) : from;
    let schema: unknown = await this.read(file);
    for (const key of pointer.split('/').slice(1)) schema = isObject(schema) ? schema[key] : undefined;
    if (!isObject(schema))
      throw new Error(`${from}: ${$ref} leads nowhere (references are relative to ${dirname(from)})`);
    if (typeof schema.$ref === 'string' && !pointer) return this.definition(schema.$ref, file);
    return { file, pointer, schema };
  }

  private async read(file: string): Promise<JsonSchema> {
    const known = this.files.get(file);
    if (known) return known;
    const schema = JSON.parse(await readFile(file, 'utf8')) as JsonSchema;
    this.files.set(file, schema);
    return schema;
  }

  /** That a definition is a text, number or boolean without a choice, for which a name would say less than its type. */
  private async isScalar(schema: JsonSchema, from: string): Promise<boolean> {
    if (typeof schema.$ref !== 'string')
      return (
        'const' in schema || (/^(string|number|integer|boolean)$/.test(String(schema.type)) && !schema.enum)
      );
    const referred = await this.definition(schema.$ref, from);
    return this.isScalar(referred.schema, referred.file);
  }
}
