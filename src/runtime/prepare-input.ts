import { type Diagnostic, errorDiagnostic } from '../ground/diagnostic.js';
import { maxJsonBytes } from '../ground/json-limits.js';
import type { Json } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import { explainViolations } from '../schema/explain-violations.js';
import { coerce } from './coerce.js';
import { ExpansionTooLarge, fillVariables, type Variables } from './variables.js';

export interface PreparedInput {
  /** Present when the input is valid. */
  input?: unknown;
  diagnostics: Diagnostic[];
}

const tooLarge = () =>
  errorDiagnostic(
    'input.too-large',
    `With its variables filled in, the input is over ${maxJsonBytes} characters.`,
    'Send less: shorten the text, or the number of references to it.',
  );

/** Variables (none: texts stay as they are), then coercion and defaults, then validation. */
export const prepareInput = (
  method: CallableMethod,
  input: { [key: string]: Json },
  variables: Variables | undefined,
): PreparedInput => {
  try {
    const { value, warnings } = variables
      ? fillVariables(input, variables, maxJsonBytes)
      : { value: input, warnings: [] };
    const typed = coerce(value, method.input);
    if (method.validateInput(typed)) return { input: typed, diagnostics: warnings };
    const errors = explainViolations(method.validateInput.errors ?? [], method.input, typed);
    return { diagnostics: [...warnings, ...errors] };
  } catch (error) {
    if (error instanceof ExpansionTooLarge) return { diagnostics: [tooLarge()] };
    throw error;
  }
};
