import { textsIn } from '../ground/texts-in.js';
import type { Configuration } from '../node-kit/upgrade.js';
import type { CallableMethod } from '../package/method.js';
import { prepareInput } from '../runtime/prepare-input.js';
import { fieldOf } from '../schema/field.js';
import { samplesOf } from '../schema/samples.js';
import { isObject } from '../schema/schema.js';

/** Valid configurations of a method version: its examples, and what its schema lets one make up; each once. */
export const sampleConfigurations = async (
  method: CallableMethod,
  examples: unknown[],
): Promise<Configuration[]> => {
  const made = samplesOf([fieldOf(method.input)], method.id, [...new Set(textsIn(examples))]);
  const all = new Map<string, Configuration>();
  for (const sample of [...examples, ...made])
    if (isObject(sample) && (await prepareInput(method, sample, {})).input !== undefined)
      all.set(JSON.stringify(sample), sample as Configuration);
  return [...all.values()];
};
