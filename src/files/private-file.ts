import { closeSync, fsync, openSync, rmSync } from 'node:fs';
import { chmod, lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { HeldLock } from './lock.js';
import { makeFolder } from './make-folder.js';
import { type ReplaceOptions, replaceFile } from './replace-file.js';
import { lookAgain } from './watched-file.js';

/** Resolves when what was written to an open file would survive a power failure. */
export const onDisk: (descriptor: number) => Promise<void> = promisify(fsync);

/** After a power failure, too, the folder must name the new file. Where folders cannot be synchronized, nothing more can be done. */
export const syncFolder = async (folder: string): Promise<void> => {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, 'r');
    await onDisk(descriptor);
  } catch {
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
};

/** Replaces a file in one step and for good; readable by its owner only. */
export const writeDurably = async (
  file: string,
  content: string | Buffer,
  { check }: Pick<ReplaceOptions, 'check'> = {},
): Promise<void> => {
  await replaceFile(file, content, { mode: 0o600, check });
  await syncFolder(dirname(file));
};

/**
 * Makes a folder that only its owner can enter, or makes an existing one of this user's so. A folder for everybody,
 * such as /tmp, is left as it is: the files in it are 0600.
 */
export const securePrivateFolder = async (folder: string): Promise<void> => {
  await makeFolder(folder, 0o700);
  const { mode, uid } = await lstat(folder);
  const isShared = (mode & 0o1000) !== 0;
  if (process.getuid?.() === uid && !isShared && (mode & 0o077) !== 0) await chmod(folder, 0o700);
};

/** Removes what writers of a file left behind that were killed. Only for who holds the lock of the file. */
export const removeLeftovers = async (file: string, { check }: Pick<HeldLock, 'check'>): Promise<void> => {
  const folder = dirname(file);
  const leftover = new RegExp(`^${basename(file).replaceAll('.', '\\.')}\\.[0-9]+$`);
  for (const name of await readdir(folder)) if (leftover.test(name)) removeHeld(join(folder, name), check);
};

/** Removes a file, if there is one, for as long as this process may: see HeldLock. */
export const removeHeld = (file: string, check: HeldLock['check']): void => {
  check();
  rmSync(file, { force: true });
  lookAgain();
};
