import { replaceFile } from '../files/replace-file.js';
import { plainLines } from '../ground/plain-text.js';
import { toldError } from '../ground/told-error.js';

const outUnwritable = toldError('operator', 'out.unwritable', 'The file for the output cannot be written.');

/** Writes a text to a file, in one step, or to standard output; says so unless it is to be silent. Throws ToldError. */
export const writeOutput = async (file: string | undefined, text: string, silent = false): Promise<void> => {
  if (file === undefined) {
    process.stdout.write(plainLines(text));
    return;
  }
  try {
    await replaceFile(file, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw outUnwritable(`${file}: ${code ?? message}`, 'Check the path, its rights and the space left.');
  }
  if (!silent) console.log(`wrote ${file}`);
};
