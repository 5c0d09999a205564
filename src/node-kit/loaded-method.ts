import type { MethodDefinition } from './method.js';

/** One failed rule, as ajv reports it. */
export interface SchemaViolation {
  keyword: string;
  instancePath: string;
  schemaPath: string;
  params: Record<string, unknown>;
  message?: string;
}

export interface SchemaValidator {
  (value: unknown): boolean;
  errors?: SchemaViolation[] | null;
}

export type Schema = { [key: string]: unknown };

/** A method version, ready to run: what a package gives and the runtime takes. */
export interface LoadedMethod {
  id: string;
  definition: MethodDefinition<unknown, Record<string, unknown>>;
  input: Schema;
  output: Schema;
  validateInput: SchemaValidator;
  validateOutput: SchemaValidator;
}
