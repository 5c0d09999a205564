import { appendPointer } from '../../../src/ground/pointer.js';
import { commentsToBeWritten, isToBeWritten } from '../to-be-written.js';
import type { Draft } from './finding.js';
import type { Tree } from './tree.js';

/** The texts in a JSON value, each with its place. */
const textsIn = (value: unknown, pointer: string): { text: string; pointer: string }[] => {
  if (typeof value === 'string') return [{ text: value, pointer }];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => textsIn(member, appendPointer(pointer, key)));
};

/** In handlers and icons it stands in a comment. */
const inSources = ({ files }: Tree): Draft[] =>
  [...files]
    .filter(([file]) => /^nodes\/.*\.(ts|svg)$/.test(file))
    .flatMap(([file, bytes]) =>
      commentsToBeWritten(bytes.toString('utf8')).map(({ text, line }) => ({
        file,
        problem: `line ${line} is still to be written: ${JSON.stringify(text)}`,
        remedy: 'Do what it says, and put your own comment in its place, or none.',
      })),
    );

const inJson = ({ json }: Tree): Draft[] =>
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

/** What new-node and new-version leave to be written has been written. */
export const checkUnwritten = (tree: Tree): Draft[] => [...inJson(tree), ...inSources(tree)];
