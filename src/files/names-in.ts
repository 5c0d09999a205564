import { readdir } from 'node:fs/promises';
import { absent } from './absent.js';
import { cannotRead } from './json-file.js';

/** The names in a folder of the home; none where it is not there. Throws ToldError where it cannot be read. */
export const namesIn = async (what: string, folder: string): Promise<string[]> => {
  const names = await readdir(folder)
    .catch(absent(folder))
    .catch(({ code, message }: NodeJS.ErrnoException) => {
      throw cannotRead(what, folder, code ?? message, 'folder');
    });
  return names ?? [];
};
