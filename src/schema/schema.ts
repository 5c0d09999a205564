import { ExactNumber } from '../ground/exact-number.js';
import { jsonValue } from '../ground/read-json.js';
import type { Json } from '../node-kit/method.js';

/** One failed rule, as ajv reports it. */
export interface SchemaViolation {
  keyword: string;
  instancePath: string;
  schemaPath: string;
  params: Record<string, unknown>;
  message?: string;
  /** Where a name is what failed. */
  propertyName?: string;
}

export interface SchemaValidator {
  (value: unknown): boolean;
  errors?: SchemaViolation[] | null;
}

export type Schema = { [key: string]: unknown };

export type JsonObject = { [key: string]: Json };

export const isObject = (value: unknown): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof ExactNumber);

/** The object that a JSON text is; undefined where it is anything else. */
export const objectIn = (text: string, maxDepth?: number): JsonObject | undefined => {
  const value = jsonValue(text, maxDepth);
  return isObject(value) ? value : undefined;
};
