import { readRegularFile, type UnreadableFile } from '../files/regular-file.js';
import { decodeText } from '../ground/decode-text.js';
import { maxJsonBytes, notUtf8, parseJson, refuseTooLarge } from '../ground/json-limits.js';
import { toldErrorOf } from '../ground/told-error.js';

const unreadable = toldErrorOf('caller', 'unreadable', 'The file cannot be read.');

/** The most that a text may have, and what to say of more. */
interface TextLimit {
  bytes: number;
  refuse: () => Error;
}

const readStdin = async (what: string, { bytes, refuse }: TextLimit): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytes) throw refuse();
    chunks.push(chunk);
  }
  return textOf(Buffer.concat(chunks), 'standard input', what);
};

/** Bytes that are no UTF-8 would become other words in silence. */
const textOf = (bytes: Buffer, origin: string, what: string): string => {
  try {
    return decodeText(bytes);
  } catch {
    throw notUtf8(what, `${origin}: not UTF-8.`, 'Save it as UTF-8.');
  }
};

/** Reads text from a file, or from standard input for `-`. `what` names it in errors. Throws ToldError. */
export const readTextFile = async (
  file: string,
  what: string,
  limit: TextLimit = { bytes: maxJsonBytes, refuse: () => refuseTooLarge(what) },
): Promise<string> => {
  if (file === '-') return readStdin(what, limit);
  const bytes = await readRegularFile(file, limit.bytes).catch((error: UnreadableFile) => {
    if (error.code === 'too-large') throw limit.refuse();
    throw unreadable(what, `${file}: ${error.message}`, 'Check the path; - reads standard input.');
  });
  return textOf(bytes, file, what);
};

/** Reads JSON from a file, or from standard input for `-`. `what` names it in errors. Throws ToldError. */
export const readJsonFile = async (file: string, what: string): Promise<unknown> =>
  parseJson(await readTextFile(file, what), what);
