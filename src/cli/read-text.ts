import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { maxJsonBytes, notUtf8, parseJson, refuseTooLarge } from '../ground/json-limits.js';
import { toldErrorOf } from '../ground/told-error.js';

const unreadable = toldErrorOf('caller', 'unreadable', 'The file cannot be read.');

const readStdin = async (what: string): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxJsonBytes) throw refuseTooLarge(what);
    chunks.push(chunk);
  }
  return textOf(Buffer.concat(chunks), 'standard input', what);
};

/** Bytes that are no UTF-8 would become other words in silence. */
const textOf = (bytes: Buffer, origin: string, what: string): string => {
  // Editors of Windows put a byte order mark before it.
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  throw notUtf8(what, `${origin}: not UTF-8.`, 'Save it as UTF-8.');
};

/** Reads JSON from a file, or from standard input for `-`. `what` names it in errors. Throws ToldError. */
export const readJsonFile = async (file: string, what: string): Promise<unknown> => {
  if (file === '-') return parseJson(await readStdin(what), what);
  const failed = (error: NodeJS.ErrnoException): never => {
    throw unreadable(what, `${file}: ${error.code ?? error.message}`, 'Check the path.');
  };
  const info = await stat(file).catch(failed);
  if (!info.isFile()) throw unreadable(what, `${file}: not a file`, 'Check the path.');
  if (info.size > maxJsonBytes) throw refuseTooLarge(what);
  return parseJson(textOf(await readFile(file).catch(failed), file, what), what);
};
