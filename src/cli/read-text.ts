import { readRegularFile, type UnreadableFile } from '../files/regular-file.js';
import { decodeText } from '../ground/decode-text.js';
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
  try {
    return decodeText(bytes);
  } catch {
    throw notUtf8(what, `${origin}: not UTF-8.`, 'Save it as UTF-8.');
  }
};

/** Reads JSON from a file, or from standard input for `-`. `what` names it in errors. Throws ToldError. */
export const readJsonFile = async (file: string, what: string): Promise<unknown> => {
  if (file === '-') return parseJson(await readStdin(what), what);
  const bytes = await readRegularFile(file, maxJsonBytes).catch((error: UnreadableFile) => {
    if (error.code === 'too-large') throw refuseTooLarge(what);
    throw unreadable(what, `${file}: ${error.message}`, 'Check the path; - reads standard input.');
  });
  return parseJson(textOf(bytes, file, what), what);
};
