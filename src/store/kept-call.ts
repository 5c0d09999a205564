import type { KeptCall } from '../../schemas/types.js';
import { isKeptCall } from '../../schemas/validators.js';
import { rounded } from '../ground/exact-number.js';
import { maxJsonDepth, readJson } from '../ground/read-json.js';

const isOutput = (pointer: string) => pointer.startsWith('/result/outputs/');

/** A kept call from its record; the numbers of its result have the digits that they were answered with. */
export const keptCallFrom = (record: string): KeptCall | 'unreadable' => {
  // The outputs alone may be as deep as JSON may be.
  const read = readJson(record, 2 * maxJsonDepth);
  if (!('value' in read) || !isKeptCall(rounded(read.value))) return 'unreadable';
  return rounded(read.value, isOutput) as unknown as KeptCall;
};

/** What a record holds that is the one of this invocation, and no other record. */
export const markOf = ({ invocationId }: Pick<KeptCall, 'invocationId'>): string =>
  `"invocationId":${JSON.stringify(invocationId)}`;
