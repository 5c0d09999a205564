import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { decodeText } from '../ground/decode-text.js';

/** A file that cannot be read; the message says why: `ENOENT`, `not a file`, `over 1048576 bytes`, `not UTF-8`. */
export class UnreadableFile extends Error {
  constructor(
    message: string,
    readonly code?: 'too-large' | 'absent' | 'not-utf8',
  ) {
    super(message);
  }
}

/**
 * Reads a regular file of at most `maxBytes`; the mark says "do not wait": a FIFO without a writer would be waited for,
 * a device or folder is none. Throws UnreadableFile.
 */
export const readRegularFile = async (file: string, maxBytes: number): Promise<Buffer> => {
  try {
    // Windows has no such mark, and no FIFOs among its files.
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const info = await handle.stat();
      if (!info.isFile()) throw new UnreadableFile('not a file');
      if (info.size > maxBytes) throw new UnreadableFile(`over ${maxBytes} bytes`, 'too-large');
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const isAbsent = code === 'ENOENT' || code === 'ENOTDIR';
    throw new UnreadableFile(code ?? message, isAbsent ? 'absent' : undefined);
  }
};

/** The same as text. Bytes that are no UTF-8 would become other words in silence. Throws UnreadableFile. */
export const readRegularText = async (file: string, maxBytes: number): Promise<string> => {
  const bytes = await readRegularFile(file, maxBytes);
  try {
    return decodeText(bytes);
  } catch {
    throw new UnreadableFile('not UTF-8', 'not-utf8');
  }
};
