import { explainViolations } from '../../src/schema/explain-violations.js';
import type { DescribedMethod } from './described-node.js';
import { rulesAt, withoutValue, withValue } from './field-path.js';
import { sampleValues } from './sample-values.js';

const attempts = 20;

/**
 * Makes an input valid: adds what is missing, removes what does not belong, corrects what does not fit. The value at
 * `pinned` stays. Undefined when that cannot be had.
 */
export const completeInput = (
  { input: schema, validateInput }: DescribedMethod,
  start: unknown,
  pinned: string[],
): unknown => {
  let input = start;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (validateInput(input)) return input;
    for (const { pointer, expected } of explainViolations(validateInput.errors ?? [], schema, input)) {
      const keys = pointer.split('/').slice(1);
      if (keys.join('/') === pinned.join('/') && expected !== 'a value') return undefined;
      const [sample] = sampleValues(rulesAt(schema, input, keys));
      input = expected === 'no such input' ? withoutValue(input, keys) : withValue(input, keys, sample);
    }
  }
  return undefined;
};
