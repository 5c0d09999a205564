import { type Diagnostic, errorDiagnostic, firstOf } from '../ground/diagnostic.js';
import { maxJsonBytes } from '../ground/json-limits.js';
import type { Json } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import { type Excess, findExcess } from '../schema/find-excess.js';
import { coerce } from './coerce.js';
import { validateInput } from './validate-input.js';
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

const tooLong = ({ pointer, limit, length }: Excess): Diagnostic => ({
  severity: 'error',
  code: 'maxItems',
  pointer,
  expected: `at most ${limit} items`,
  received: `a list of ${length}`,
  message: `${pointer}: expected at most ${limit} items, received a list of ${length}.`,
  remedy: 'Send fewer; the items were not looked at.',
});

/** Variables (none: texts stay as they are), then coercion and defaults, then validation. */
export const prepareInput = async (
  method: CallableMethod,
  input: { [key: string]: Json },
  variables: Variables | undefined,
): Promise<PreparedInput> => {
  try {
    const { value, warnings } = variables
      ? fillVariables(input, variables, maxJsonBytes)
      : { value: input, warnings: [] };
    const noted = firstOf(warnings);
    const typed = coerce(value, method.input);
    const excess = findExcess(typed, method.input);
    if (excess.length > 0) return { diagnostics: [...noted, ...firstOf(excess.map(tooLong))] };
    const { sent, diagnostics } = await validateInput(method, typed);
    return { ...(sent !== undefined && { input: sent }), diagnostics: [...noted, ...diagnostics] };
  } catch (error) {
    if (error instanceof ExpansionTooLarge) return { diagnostics: [tooLarge()] };
    throw error;
  }
};
