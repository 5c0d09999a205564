import { appendPointer } from '../../../src/ground/pointer.js';
import { isToBeWritten } from '../to-be-written.js';
import type { Draft } from './finding.js';
import type { Tree } from './tree.js';

/** The texts in a JSON value, each with its place. */
const textsIn = (value: unknown, pointer: string): { text: string; pointer: string }[] => {
  if (typeof value === 'string') return [{ text: value, pointer }];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => textsIn(member, appendPointer(pointer, key)));
};

/** What new-node and new-version leave to be written has been written. */
export const checkUnwritten = ({ json }: Tree): Draft[] =>
  [...json]
    .filter(([file]) => file.startsWith('nodes/'))
    .flatMap(([file, value]) =>
      textsIn(value, '')
        .filter(({ text }) => isToBeWritten(text))
        .map(({ text, pointer }) => ({
          file,
          pointer,
          problem: `is still to be written: ${JSON.stringify(text)}`,
          remedy:
            'Write it, with its source where one stands beside it; a change that nobody documents is "unknown".',
        })),
    );
