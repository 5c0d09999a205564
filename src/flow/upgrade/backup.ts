import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { lock } from 'proper-lockfile';
import writeFileAtomic from 'write-file-atomic';
import { ConfigurationError } from '../../node-kit/configuration-error.js';

const ending = '.backup';

/** The backup's name tells which text it goes with: undoing never overwrites what was edited since. */
const backupOf = (file: string, upgraded: string): string =>
  `${file}.${createHash('sha256').update(upgraded).digest('hex').slice(0, 12)}${ending}`;

const changed = (file: string) =>
  new ConfigurationError(
    'upgrade.changed',
    `${file} changed while it was being upgraded; nothing was written.`,
    'Run it again.',
  );

const unwritable = (file: string, error: unknown) =>
  new ConfigurationError(
    'upgrade.unwritable',
    `${file}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
    'Check the path, and the rights of the file and of its folder.',
  );

/** Works on a file that no other upgrade touches meanwhile. Throws ConfigurationError for what the file system refuses. */
const locked = async <Type>(file: string, work: () => Promise<Type>): Promise<Type> => {
  let release: (() => Promise<void>) | undefined;
  try {
    release = await lock(file, { retries: { retries: 10, minTimeout: 50, maxTimeout: 300 } });
    return await work();
  } catch (error) {
    throw error instanceof ConfigurationError ? error : unwritable(file, error);
  } finally {
    await release?.();
  }
};

/**
 * Replaces a file's text, in one step, and keeps the old one beside it. Returns the backup's path. Throws
 * ConfigurationError, with nothing written, when the file is not what was read any more or cannot be written.
 */
export const replaceWithBackup = (file: string, before: string, after: string): Promise<string> =>
  locked(file, async () => {
    if ((await readFile(file, 'utf8')) !== before) throw changed(file);
    const backup = backupOf(file, after);
    await writeFileAtomic(backup, before);
    await writeFileAtomic(file, after);
    return backup;
  });

const backupsBeside = async (file: string): Promise<string[]> =>
  (await readdir(dirname(file)))
    .filter((name) => name.startsWith(`${basename(file)}.`) && name.endsWith(ending))
    .map((name) => join(dirname(file), name));

/**
 * Takes the last upgrade of a file back and removes its backup; again for the one before. Throws ConfigurationError when
 * there is no backup, or when the file was edited since: what was typed then would be lost.
 */
export const undoUpgrade = (file: string): Promise<{ backup: string }> =>
  locked(file, async () => {
    const backup = backupOf(file, await readFile(file, 'utf8'));
    const backups = await backupsBeside(file);
    if (backups.includes(backup)) {
      await writeFileAtomic(file, await readFile(backup, 'utf8'));
      await rm(backup);
      return { backup };
    }
    if (backups.length === 0)
      throw new ConfigurationError(
        'upgrade.no-backup',
        `There is no backup of ${file}.`,
        'Only an upgrade that was made here can be undone.',
      );
    throw new ConfigurationError(
      'upgrade.edited',
      `${file} was edited since it was upgraded; undoing would lose that.`,
      `Compare it with ${backups.join(', ')} and copy what you want.`,
    );
  });
