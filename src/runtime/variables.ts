import { type Diagnostic, warningDiagnostic } from '../ground/diagnostic.js';
import { mapLeaves } from '../ground/exact-number.js';
import { follow } from '../ground/pointer.js';
import { jsonText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';

export type Variables = { [name: string]: Json };

const reference = /\$\(([^()]+)\)/g;
const onlyReference = /^\$\(([^()]+)\)$/;

/** Thrown when references blow the text up beyond what any call may carry. */
export class ExpansionTooLarge extends Error {}

/** `n2.webex.taskId` is a variable of that name, or the path into an object `n2`. */
const lookUp = (variables: Variables, name: string): Json | undefined =>
  Object.hasOwn(variables, name) ? variables[name] : (follow(variables, name.split('.')) as Json | undefined);

const asText = (value: Json): string => {
  if (value === null) return '';
  return typeof value === 'string' ? value : jsonText(value);
};

/**
 * Fills `$(name)` in every text of the input, in one pass: what comes in is not expanded again, and keys stay as they
 * are. A text that is one reference and nothing else becomes the value itself. A reference without a value becomes
 * empty text and a warning. Throws ExpansionTooLarge beyond `maxLength` characters of filled-in text.
 */
export const fillVariables = (
  input: Json,
  variables: Variables,
  maxLength: number,
): { value: Json; warnings: Diagnostic[] } => {
  const warnings: Diagnostic[] = [];
  let length = 0;

  const resolveName = (name: string, pointer: string): Json => {
    const value = lookUp(variables, name);
    if (value === undefined)
      warnings.push(
        warningDiagnostic(
          'variable.unset',
          `$(${name}) has no value; it became empty text.`,
          'Set the variable before this node, or correct its name (names are case-sensitive).',
          pointer,
        ),
      );
    return value === undefined ? '' : value;
  };
  const counted = (value: Json) => {
    length += typeof value === 'string' ? value.length : jsonText(value).length;
    if (length > maxLength) throw new ExpansionTooLarge();
    return value;
  };
  const fill = (leaf: unknown, pointer: string): unknown => {
    if (typeof leaf !== 'string') return leaf;
    const [, name] = onlyReference.exec(leaf) ?? [];
    if (name !== undefined) return counted(resolveName(name, pointer));
    return leaf.replace(
      reference,
      (_match, part: string) => counted(asText(resolveName(part, pointer))) as string,
    );
  };
  return { value: mapLeaves(input, fill) as Json, warnings };
};
