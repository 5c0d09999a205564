import { ConfigurationError } from '../../ground/configuration-error.js';

const maxLineBytes = 64 * 1024;

/** The first line of standard input, without its end; does not wait for more. Throws ConfigurationError. */
export const readStdinLine = async (what: string): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (chunk.includes('\n')) break;
    if (size > maxLineBytes)
      throw new ConfigurationError(
        'stdin.too-large',
        `The ${what} is over ${maxLineBytes} bytes.`,
        'Give one line.',
      );
  }
  const [line = ''] = Buffer.concat(chunks).toString('utf8').split(/\r?\n/);
  if (line !== '') return line;
  throw new ConfigurationError(
    'stdin.empty',
    `There is no ${what} on standard input.`,
    'Give it as the first line of standard input, for example from a file: `… < file`.',
  );
};
