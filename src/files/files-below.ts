import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toldError } from '../ground/told-error.js';

const folderUnreadable = toldError('caller', 'folder.unreadable', 'A folder cannot be read.');

const unreadable = (path: string, { code, message }: NodeJS.ErrnoException) =>
  folderUnreadable(`${path}: ${code ?? message}`, 'Check the path.');

/**
 * The files below a folder whose names end so, in order, those of one ending after those of another; a file stands for
 * itself, whatever its ending. Throws ToldError.
 */
export const filesBelow = async (path: string, ...endings: string[]): Promise<string[]> => {
  const info = await stat(path).catch((error) => {
    throw unreadable(path, error);
  });
  if (info.isFile()) return [path];
  if (!info.isDirectory()) throw folderUnreadable(`${path}: neither a file nor a folder.`, 'Check the path.');
  const names = await readdir(path, { recursive: true }).catch((error) => {
    throw unreadable(path, error);
  });
  const ours = names.filter((name) => !name.split(/[\\/]/).includes('node_modules')).sort();
  return endings
    .flatMap((ending) => ours.filter((name) => name.endsWith(ending)))
    .map((name) => join(path, name));
};
