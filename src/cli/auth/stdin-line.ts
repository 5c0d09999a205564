import { decodeText } from '../../ground/decode-text.js';
import { notUtf8 } from '../../ground/json-limits.js';
import { toldError } from '../../ground/told-error.js';

const stdinTooLarge = toldError('caller', 'stdin.too-large', 'The line on standard input is too long.');
const stdinEmpty = toldError('caller', 'stdin.empty', 'A line was expected on standard input.');

const maxLineBytes = 64 * 1024;

const textOf = (bytes: Buffer, what: string): string => {
  try {
    return decodeText(bytes);
  } catch {
    throw notUtf8('stdin', `The ${what} on standard input is not UTF-8.`, 'Give it as UTF-8.');
  }
};

/** The first line of standard input, without its end; does not wait for more. Throws ToldError. */
export const readStdinLine = async (what: string): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (chunk.includes('\n')) break;
    if (size > maxLineBytes)
      throw stdinTooLarge(`The ${what} is over ${maxLineBytes} bytes.`, 'Give one line.');
  }
  const bytes = Buffer.concat(chunks);
  const end = bytes.indexOf('\n');
  const line = textOf(end < 0 ? bytes : bytes.subarray(0, end), what).replace(/\r$/, '');
  if (line !== '') return line;
  throw stdinEmpty(
    `There is no ${what} on standard input.`,
    'Give it as the first line of standard input, for example from a file: `… < file`.',
  );
};
