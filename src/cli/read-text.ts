import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { ConfigurationError } from '../ground/configuration-error.js';
import { maxJsonBytes, parseJson } from '../ground/json-limits.js';

const readStdin = async (what: string): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxJsonBytes) throw tooLarge(what);
    chunks.push(chunk);
  }
  return textOf(Buffer.concat(chunks), 'standard input', what);
};

/** Bytes that are no UTF-8 would become other words in silence. */
const textOf = (bytes: Buffer, origin: string, what: string): string => {
  // Editors of Windows put a byte order mark before it.
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  throw new ConfigurationError(`${what}.encoding`, `${origin}: not UTF-8.`, 'Save it as UTF-8.');
};

const tooLarge = (what: string) =>
  new ConfigurationError(
    `${what}.too-large`,
    `The ${what} is over ${maxJsonBytes} bytes.`,
    'Give a smaller one.',
  );

/** Reads JSON from a file, or from standard input for `-`. `what` names it in errors. Throws ConfigurationError. */
export const readJsonFile = async (file: string, what: string): Promise<unknown> => {
  if (file === '-') return parseJson(await readStdin(what), what);
  const unreadable = (error: NodeJS.ErrnoException): never => {
    throw new ConfigurationError(
      `${what}.unreadable`,
      `${file}: ${error.code ?? error.message}`,
      'Check the path.',
    );
  };
  const info = await stat(file).catch(unreadable);
  if (!info.isFile())
    throw new ConfigurationError(`${what}.unreadable`, `${file}: not a file`, 'Check the path.');
  if (info.size > maxJsonBytes) throw tooLarge(what);
  return parseJson(textOf(await readFile(file).catch(unreadable), file, what), what);
};
