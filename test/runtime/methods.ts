import { createAjv } from '../../scripts/build/vocabulary.js';
import { type MethodDefinition, method } from '../../src/node-kit/method.js';
import type { CallableMethod, Method } from '../../src/package/method.js';
import type { Schema, SchemaValidator } from '../../src/schema/schema.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';

export type Definition = Method['definition'];

/** A method of the built packages, with the validators that are in them. */
export const builtMethod = async (node: string, version: string, id = node): Promise<CallableMethod> => {
  const found = await workspaceOf(await temporaryFolder()).packages.find(node, version);
  return found.method(id).callable();
};

/** A definition with these outcomes, answers and callback words, and nothing to send. */
export const definitionWith = (
  parts: Pick<MethodDefinition<unknown, Record<string, unknown>>, 'outcomes' | 'answers'> &
    Partial<MethodDefinition<unknown, Record<string, unknown>>>,
): Definition =>
  method<unknown, Record<string, unknown>>()({
    label: 'Example',
    source: 'assumed',
    request: { verb: 'POST', path: '/example', source: 'assumed' },
    build: () => ({ path: {} }),
    ...parts,
  });

/** A method that takes what a schema of the test's own takes. */
export const methodWith = (input: Schema): CallableMethod => {
  const checkOf = (schema: Schema) => {
    const validate = createAjv().compile(schema) as unknown as SchemaValidator;
    return (value: unknown) => (validate(value) ? [] : (validate.errors ?? []));
  };
  const output = { type: 'object' };
  return {
    id: 'example',
    definition: definitionWith({ outcomes: {}, answers: {} }),
    input,
    output,
    checkInput: checkOf(input),
    checkOutput: checkOf(output),
  };
};

/** An object schema with one input `value` of this kind. */
export const oneInput = (value: Schema, required: string[] = []): Schema => ({
  type: 'object',
  required,
  unevaluatedProperties: false,
  properties: { value },
});
