import type { Run } from '../../schemas/types.js';
import { isRun } from '../../schemas/validators.js';
import { rounded } from '../ground/exact-number.js';
import { maxJsonDepth } from '../ground/read-json.js';
import { jsonText } from '../node-kit/json-text.js';
import { objectIn } from '../schema/schema.js';
import type { RunHead } from './stores.js';

/** With which ids of that moment begin; milliseconds since 1970. */
export const idStartAt = (time: number): string => new Date(time).toISOString().replace(/[-:.Z]/g, '');

/** A run as it is kept: on the first line what a list shows, so that it need not read the rest. */
export const runText = ({ asked, gave, ...head }: Run): string =>
  `${jsonText(head)}\n${jsonText({ asked, ...(gave && { gave }) })}\n`;

// What was asked may itself be as deep as JSON may be.
const recordIn = (text: string): object | undefined => objectIn(text, 2 * maxJsonDepth);

/** What a list shows of a run, from the record or its first line; undefined when it is no such thing. */
export const headFrom = (record: string): RunHead | undefined => {
  const head = recordIn(record.split('\n', 1)[0] ?? '');
  return head && isRun({ ...head, asked: {} }) ? (head as RunHead) : undefined;
};

/** A run from its record, with the digits that it was kept with. */
export const runFrom = (record: string): Run | 'unreadable' => {
  const [head = '', rest = ''] = record.split('\n');
  const [first, second] = [recordIn(head), recordIn(rest)];
  const run = { ...first, ...second };
  return first && second && isRun(rounded(run)) ? (run as Run) : 'unreadable';
};
