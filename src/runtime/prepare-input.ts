import {
  type Diagnostic,
  errorDiagnostic,
  firstOf,
  mostDiagnostics,
  warningDiagnostic,
} from '../ground/diagnostic.js';
import { maxJsonBytes } from '../ground/json-limits.js';
import type { Json } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import { explainUnknown } from '../schema/explain-violations.js';
import { type Excess, findExcess } from '../schema/find-excess.js';
import { coerce, type KeptPoint } from './coerce.js';
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

const tooMany = (excess: Excess, value: Json): Diagnostic[] => {
  if ('names' in excess) return explainUnknown(excess, value);
  const { code, pointer, limit, length } = excess;
  const [things, received] =
    code === 'maxItems' ? ['items', `a list of ${length}`] : ['names', `an object of ${length}`];
  return [
    {
      severity: 'error',
      code,
      pointer,
      expected: `at most ${limit} ${things}`,
      received,
      message: `${pointer}: expected at most ${limit} ${things}, received ${received}.`,
      remedy: `Send fewer; the ${things} were not looked at.`,
    },
  ];
};

const countOf = (excess: Excess) => ('names' in excess ? excess.count : 1);

/** The first ones, as many as are told of: of the rest no word is made. */
const excessive = (excess: Excess[], value: Json): Diagnostic[] => {
  const told: Diagnostic[] = [];
  for (const one of excess) if (told.length < mostDiagnostics) told.push(...tooMany(one, value));
  return firstOf(
    told,
    excess.reduce((sum, one) => sum + countOf(one), 0),
  );
};

const pointKept = ({ pointer, given }: KeptPoint): Diagnostic => {
  const shown = given.slice(0, 60);
  return {
    ...warningDiagnostic(
      'input.point',
      `${pointer}: the whole number ${shown} is sent with its point, which not every API takes.`,
      `Give ${shown.replace(/\.0*$/, '')}; a script of Evaluate that joins its number to a text leaves no point.`,
      pointer,
    ),
    received: shown,
  };
};

/** Variables (none: texts stay as they are), then coercion and defaults, then validation. */
export const prepareInput = async (
  method: CallableMethod,
  input: { [key: string]: Json },
  variables: Variables | undefined,
): Promise<PreparedInput> => {
  try {
    // References stand in texts: what holds too much without them holds too much with them.
    const before = variables ? findExcess(input, method.input) : [];
    if (before.length > 0) return { diagnostics: excessive(before, input) };
    const { value, warnings } = variables
      ? fillVariables(input, variables, maxJsonBytes)
      : { value: input, warnings: [] };
    const noted = firstOf(warnings);
    const points: Diagnostic[] = [];
    const typed = coerce(value, method.input, (told) => points.push(pointKept(told)));
    const excess = findExcess(typed, method.input);
    if (excess.length > 0) return { diagnostics: [...noted, ...excessive(excess, typed)] };
    const { sent, diagnostics } = await validateInput(method, typed);
    return {
      ...(sent !== undefined && { input: sent }),
      diagnostics: [...noted, ...diagnostics, ...(sent === undefined ? [] : firstOf(points))],
    };
  } catch (error) {
    if (error instanceof ExpansionTooLarge) return { diagnostics: [tooLarge()] };
    throw error;
  }
};
