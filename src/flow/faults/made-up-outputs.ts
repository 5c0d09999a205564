import { rounded } from '../../ground/exact-number.js';
import { follow } from '../../ground/pointer.js';
import type { Json } from '../../node-kit/method.js';
import type { CallableMethod } from '../../package/method.js';
import { choicesOf, type Field, fieldOf } from '../../schema/field.js';
import { samplesOf } from '../../schema/samples.js';

type Outputs = Record<string, unknown>;

/** `Task ID` and `taskId` name the same. */
const plainName = (name: string): string => name.replace(/[\s_-]/g, '').toLowerCase();

/** What the flow gave under the name of an output; undefined when it gave nothing usable. */
const givenFor = (name: string, input: Outputs): unknown => {
  const [, value] = Object.entries(input).find(([key]) => plainName(key) === plainName(name)) ?? [];
  return value === '' ? undefined : value;
};

/** A value that the contract allows an output. */
export const sampleOutput = (field: Field, outcome: string, known: string[] = []): Json | undefined =>
  choicesOf([field]).includes(outcome) ? outcome : samplesOf([field], field.name, known)[0];

/**
 * What a step gives whose outcome was put in place: outputs that the contract of the method allows, ids of the input
 * where they name the same. After an error or a time-out only what stands in the input anyway.
 */
export const madeUpOutputs = async (
  method: Pick<CallableMethod, 'definition' | 'output' | 'checkOutput'>,
  { outcome, isSuccess, input }: { outcome: string; isSuccess: boolean; input: Outputs },
): Promise<Outputs> => {
  const paths: Record<string, string> = method.definition.outputs ?? {};
  const fromInput = Object.entries(paths).flatMap(([name, path]): [string, unknown][] => {
    const [start, ...keys] = path.split('.');
    const value = start === 'input' ? follow(input, keys) : undefined;
    return value === undefined ? [] : [[name, value]];
  });
  if (!isSuccess) return Object.fromEntries(fromInput);
  const { fields } = fieldOf(method.output);
  const sampled = fields.flatMap((field): [string, unknown][] => {
    const value = givenFor(field.name, input) ?? sampleOutput(field, outcome);
    return value === undefined ? [] : [[field.name, value]];
  });
  const made = Object.fromEntries([...sampled, ...fromInput]);
  // An id of the input may be one that the contract does not allow as an output.
  if ((await method.checkOutput(rounded(made))).length === 0) return made;
  for (const sample of samplesOf([fieldOf(method.output)], 'outputs', []))
    if ((await method.checkOutput(sample)).length === 0) return sample as Outputs;
  return {};
};
