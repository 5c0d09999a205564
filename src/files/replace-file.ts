import { randomInt } from 'node:crypto';
import { renameSync } from 'node:fs';
import { open, realpath, rm, stat } from 'node:fs/promises';
import { lookAgain } from './watched-file.js';
import { whileHeld } from './while-held.js';

const orUndefined = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw error;
};

export interface ReplaceOptions {
  /** Rights of the file; those that it has when left out. */
  mode?: number;
  /** Asked right before the file is replaced: whether this process still may. What it throws leaves the old file. */
  check?: (() => void) | undefined;
}

/**
 * Replaces a file in one step: whoever reads it finds the old content or the new one, whole, after a crash too. A link
 * stays, and so do owner and rights unless `mode` says other ones. Throws what the file system throws; the old file
 * stays then. Ours, for write-file-atomic renames what a full disk has cut off over the old file.
 */
export const replaceFile = async (
  file: string,
  content: string | Buffer,
  { mode, check }: ReplaceOptions = {},
): Promise<void> => {
  const target = (await realpath(file).catch(orUndefined)) ?? file;
  const before = await stat(target).catch(orUndefined);
  const temporary = `${target}.${randomInt(2 ** 47)}`;
  const handle = await open(temporary, 'wx', mode ?? (before ? 0o600 : 0o666));
  try {
    try {
      await handle.writeFile(content);
      if (before) {
        // Only root may give a file away; where it cannot be given, it is the writer's.
        await handle.chown(before.uid, before.gid).catch(() => {});
        await handle.chmod(mode ?? before.mode & 0o7777);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await whileHeld(async () => {
      check?.();
      // In the same turn: a process that is stopped here does not find out any more.
      renameSync(temporary, target);
      lookAgain();
    });
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
};
