import { dirname } from 'node:path';
import { $RefParser } from '@apidevtools/json-schema-ref-parser';

export type JsonSchema = Record<string, unknown>;

/**
 * Reads a schema file and replaces every reference by what it refers to, in other files too; keywords beside a
 * reference win. Throws with the file's name when a reference leads nowhere or round in a circle.
 */
export const inlineSchema = async (file: string): Promise<JsonSchema> => {
  try {
    const parser = new $RefParser();
    const schema = await parser.dereference(file, {
      dereference: { circular: false },
      resolve: { http: false },
    });
    return withoutNestedSchemaKeyword(structuredClone(schema)) as JsonSchema;
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message} (references are relative to ${dirname(file)})`);
  }
};

/** A referenced file brings its own `$schema` along; inside another schema it has no meaning. */
const withoutNestedSchemaKeyword = (node: unknown, top = true): unknown => {
  if (Array.isArray(node)) return node.map((item) => withoutNestedSchemaKeyword(item, false));
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => top || key !== '$schema')
      .map(([key, value]) => [key, withoutNestedSchemaKeyword(value, false)]),
  );
};
