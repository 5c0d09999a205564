import type { MethodDefinition } from '../node-kit/method.js';
import type { Schema, SchemaValidator } from '../schema/schema.js';

/** A method version, ready to run: what a package gives and the runtime takes. */
export interface LoadedMethod {
  id: string;
  definition: MethodDefinition<unknown, Record<string, unknown>>;
  input: Schema;
  output: Schema;
  validateInput: SchemaValidator;
  validateOutput: SchemaValidator;
}
