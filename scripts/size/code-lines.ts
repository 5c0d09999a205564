import { extname } from 'node:path';
import { parseSync } from 'oxc-parser';

const codeFiles = new Set(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']);
const generated = /^nodes\/[^/]+\/types\.ts$/;

/** Whether a file is code that somebody wrote by hand. `path` is relative to the root, with `/`. */
export const isHandWritten = (path: string): boolean => codeFiles.has(extname(path)) && !generated.test(path);

/**
 * How many lines hold code: neither blank nor all comment. A parser says where the comments are, so that a string with
 * `//` in it is code. Throws when the file cannot be parsed.
 */
export const codeLines = (path: string, text: string): number => {
  const { comments, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path} cannot be counted: ${errors[0].message}`);
  let code = '';
  let from = 0;
  for (const { start, end } of comments) {
    // Only the line breaks of a comment stay.
    code += text.slice(from, start) + text.slice(start, end).replace(/[^\n]+/g, '');
    from = end;
  }
  code += text.slice(from);
  return code.split('\n').filter((line) => line.trim() !== '').length;
};
