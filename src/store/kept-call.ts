import type { KeptCall } from '../../schemas/types.js';
import { isKeptCall } from '../../schemas/validators.js';
import { rounded } from '../ground/exact-number.js';
import { maxJsonDepth, readJson } from '../ground/read-json.js';

const isOutput = (pointer: string) => pointer.startsWith('/result/outputs/');

/** Behind all else that a record holds; in a text quotes are escaped. */
const resultMark = ',"result":';

/** The beginnings of it, with which a record can end that was cut off there. */
const markBegun = Array.from(resultMark, (_, index) => resultMark.slice(0, index + 1));

/** A record that was cut off in the middle of its result is the one that began the call. */
const withoutCutResult = (record: string): string => {
  const at = record.indexOf(resultMark);
  const length = at < 0 ? (markBegun.find((end) => record.endsWith(end))?.length ?? 0) : record.length - at;
  return length === 0 ? record : `${record.slice(0, -length)}}`;
};

// The outputs alone may be as deep as JSON may be.
const readRecord = (record: string) => readJson(record, 2 * maxJsonDepth);

/** A kept call from its record; the numbers of its result have the digits that they were answered with. */
export const keptCallFrom = (record: string): KeptCall | 'unreadable' => {
  let read = readRecord(record);
  if ('problems' in read && read.problems[0].rule === 'syntax') read = readRecord(withoutCutResult(record));
  if (!('value' in read) || !isKeptCall(rounded(read.value))) return 'unreadable';
  return rounded(read.value, isOutput) as unknown as KeptCall;
};

/** What a record holds that is the one of this invocation, and no other record. */
export const markOf = ({ invocationId }: Pick<KeptCall, 'invocationId'>): string =>
  `"invocationId":${JSON.stringify(invocationId)}`;
