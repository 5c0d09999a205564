import { isUtf8 } from 'node:buffer';
import type { Draft } from './finding.js';
import type { Tree } from './tree.js';

const longestLine = 500;

/** Control and format characters (bidirectional overrides, zero width, byte order mark), and the odd line separators. */
const hidden = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

const codePoint = (character: string) =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

const longLine = (file: string, line: string, number: number): Draft[] =>
  line.length <= longestLine
    ? []
    : [
        {
          file,
          problem: `line ${number} has ${line.length} characters; ${longestLine} are allowed`,
          remedy: 'Break the line: nobody reviews what they do not see.',
        },
      ];

const hiddenCharacters = (file: string, line: string, number: number): Draft[] =>
  [...line.matchAll(hidden)]
    .filter(([character]) => character !== '\t')
    .map(({ 0: character, index }) => ({
      file,
      problem: `line ${number}, column ${index + 1}: the invisible character ${codePoint(character)}`,
      remedy: 'Remove it, or write it as an escape such as \\u200b.',
    }));

/** Every file is UTF-8 text without lines that nobody reads and characters that nobody sees. */
export const checkText = ({ files }: Tree): Draft[] =>
  [...files].flatMap(([file, bytes]) => {
    if (!isUtf8(bytes))
      return [{ file, problem: 'holds bytes that are not UTF-8', remedy: 'Save it as UTF-8.' }];
    return bytes
      .toString('utf8')
      .split('\n')
      .flatMap((line, index) => [
        ...longLine(file, line, index + 1),
        ...hiddenCharacters(file, line, index + 1),
      ]);
  });
