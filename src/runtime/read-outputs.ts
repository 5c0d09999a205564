import { type Diagnostic, warningDiagnostic } from '../ground/diagnostic.js';
import { rounded } from '../ground/exact-number.js';
import { follow } from '../ground/pointer.js';
import { thrownText } from '../ground/thrown.js';
import type { Json } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import { explainViolations } from '../schema/explain-violations.js';
import type { SchemaViolation } from '../schema/schema.js';

/** `$`, `$.a.b` into the body; `input.a` into the input; `outcome` is the name of a success. */
const valueAt = (
  path: string,
  { body, input, outcome }: { body: Json | undefined; input: unknown; outcome?: string },
): unknown => {
  const [start, ...keys] = path.split('.');
  if (path === 'outcome') return outcome;
  return follow(start === 'input' ? input : body, keys);
};

/**
 * Reads the output variables. What a success lacks of them is a warning (an error when `strict`, as in tests): the
 * answer has changed. After an error they are read as far as they are there.
 */
export const readOutputs = async (
  { definition, output, checkOutput }: CallableMethod,
  {
    body,
    input,
    outcome,
    isSuccess,
    strict,
  }: { body: Json | undefined; input: unknown; outcome: string; isSuccess: boolean; strict: boolean },
): Promise<{ outputs: Record<string, unknown>; diagnostics: Diagnostic[] }> => {
  const outputs: Record<string, unknown> = {};
  for (const [name, path] of Object.entries(definition.outputs ?? {})) {
    const value = valueAt(path, { body, input, ...(isSuccess && { outcome }) });
    if (value !== undefined) outputs[name] = value;
  }
  let found: SchemaViolation[];
  try {
    found = isSuccess ? await checkOutput(rounded(outputs)) : [];
  } catch (error) {
    // The call was made: what came of it is told, whatever the package's own check does.
    const told = `The outputs could not be checked: ${thrownText(error)}`;
    return { outputs, diagnostics: [warningDiagnostic('output.unchecked', told, 'Report it to the pack.')] };
  }
  const violations = explainViolations(found, output, outputs);
  const diagnostics = violations.map(
    ({ message, pointer, expected, received }): Diagnostic => ({
      ...warningDiagnostic(
        'output.unexpected',
        `Output ${message}`,
        'The API answers differently from its contract.',
      ),
      ...(strict && { severity: 'error' as const }),
      expected: `${pointer}: ${expected}`,
      ...(received && { received }),
    }),
  );
  return { outputs, diagnostics };
};
