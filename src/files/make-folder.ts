import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes one folder, or finds it there. Throws what the file system says. */
const makeOne = (folder: string, mode?: number): Promise<void> =>
  mkdir(folder, { mode }).catch(async (error: NodeJS.ErrnoException) => {
    const isThere = error.code === 'EEXIST' && (await stat(folder).catch(() => undefined))?.isDirectory();
    if (!isThere) throw error;
  });

/**
 * Makes a folder and those above it that are missing, with this mode when it is given; nothing where it is there. Throws
 * what the file system says. Not Node.js' own `recursive`, which asks for ever in a folder that takes no new names, such
 * as /proc.
 */
export const makeFolder = async (folder: string, mode?: number): Promise<void> => {
  await makeOne(folder, mode).catch(async (error: NodeJS.ErrnoException) => {
    const above = dirname(folder);
    if (error.code !== 'ENOENT' || above === folder) throw error;
    await makeFolder(above, mode);
    await makeOne(folder, mode);
  });
};
