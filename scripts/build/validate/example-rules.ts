import type { Diagnostic } from '../../../src/ground/diagnostic.js';
import { explainViolations } from '../../../src/schema/explain-violations.js';
import { isObject } from '../../../src/schema/schema.js';
import type { Draft } from './finding.js';
import type { ReadInput, ReadMethod } from './methods.js';

const diagnose = ({ schema, validate }: ReadInput, value: unknown): Diagnostic[] =>
  validate(value) ? [] : explainViolations(validate.errors ?? [], schema, value);

/** Examples validate as they stand: nothing is coerced and no default filled in. */
const checkExamples = (file: string, input: ReadInput): Draft[] =>
  input.examples.flatMap((example, index) =>
    diagnose(input, example).map(({ message, pointer }) => ({
      file,
      pointer: `/$defs/input/examples/${index}${pointer}`,
      problem: `the example is not valid: ${message}`,
      remedy: 'Correct the example or the schema.',
    })),
  );

const checkAntiExample = (file: string, input: ReadInput, anti: unknown, index: number): Draft[] => {
  if (!isObject(anti)) return [];
  const found = diagnose(input, anti.input);
  if (found.some(({ pointer, code }) => pointer === anti.pointer && code === anti.code)) return [];
  const instead = found.map(({ pointer, code }) => `${code} at ${pointer || 'the whole'}`).join(', ');
  return [
    {
      file,
      pointer: `/$defs/input/x-antiExamples/${index}`,
      problem: `must fail with ${String(anti.code)} at ${String(anti.pointer)}, but ${instead ? `fails with ${instead}` : 'is valid'}`,
      remedy: 'Correct the anti-example, its pointer and code, or the schema.',
    },
  ];
};

/** What a schema gives as right is right, and what it gives as wrong is wrong for the reason stated. */
export const checkInputExamples = ({ input, schemaFile, hasOwnContract }: ReadMethod): Draft[] =>
  input && hasOwnContract
    ? [
        ...checkExamples(schemaFile, input),
        ...input.antiExamples.flatMap((anti, index) => checkAntiExample(schemaFile, input, anti, index)),
      ]
    : [];
