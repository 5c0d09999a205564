import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type HeldLock, LockError, withLock } from '../../files/lock.js';
import { removeHeld } from '../../files/private-file.js';
import { replaceFile } from '../../files/replace-file.js';
import { ToldError, toldError } from '../../ground/told-error.js';

const upgradeChanged = toldError(
  'caller',
  'upgrade.changed',
  'Somebody changed the flow file while it was being upgraded.',
);
const upgradeUnwritable = toldError(
  'operator',
  'upgrade.unwritable',
  'The flow file, its backup or its folder cannot be written.',
);
const upgradeBusy = toldError('caller', 'upgrade.busy', 'Another process works on the same flow file.');
const upgradeNoBackup = toldError(
  'caller',
  'upgrade.no-backup',
  'There is no upgrade of the flow to take back.',
);
const upgradeEdited = toldError(
  'caller',
  'upgrade.edited',
  'The flow was edited after its upgrade; undoing would lose that.',
);

const ending = '.backup';

/** The backup's name tells which text it goes with: undoing never overwrites what was edited since. */
const backupOf = (file: string, upgraded: string): string =>
  `${file}.${createHash('sha256').update(upgraded).digest('hex').slice(0, 12)}${ending}`;

const changed = (file: string) =>
  upgradeChanged(`${file} changed while it was being upgraded; nothing was written.`, 'Run it again.');

const unwritable = (file: string, error: unknown) =>
  upgradeUnwritable(
    `${file}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
    'Check the path, and the rights of the file and of its folder.',
  );

const busy = ({ message }: LockError) => upgradeBusy(`${message} The flow is as it was.`, 'Run it again.');

/** Longer than a lock of a killed process lives; milliseconds. */
const lockWaitMs = 10_000;

/** Works on a file that no other upgrade touches meanwhile. Throws ToldError for what the file system refuses. */
const locked = async <Type>(file: string, work: (held: HeldLock) => Promise<Type>): Promise<Type> => {
  try {
    return await withLock(`${await realpath(file)}.lock`, { waitMs: lockWaitMs }, work);
  } catch (error) {
    if (error instanceof ToldError) throw error;
    if (error instanceof LockError && error.isContention) throw busy(error);
    throw unwritable(file, error);
  }
};

/**
 * Replaces a file's text, in one step, and keeps the old one beside it. Returns the backup's path. Throws
 * ToldError, with nothing written, when the file is not what was read any more or cannot be written.
 */
export const replaceWithBackup = (file: string, before: string, after: string): Promise<string> =>
  locked(file, async ({ check }) => {
    if ((await readFile(file, 'utf8')) !== before) throw changed(file);
    const backup = backupOf(file, after);
    // Another upgrade may have begun: what is written next would undo it.
    await replaceFile(backup, before, { mode: (await stat(file)).mode & 0o7777, check });
    await replaceFile(file, after, { check });
    return backup;
  });

const backupsBeside = async (file: string): Promise<string[]> =>
  (await readdir(dirname(file)))
    .filter((name) => name.startsWith(`${basename(file)}.`) && name.endsWith(ending))
    .map((name) => join(dirname(file), name));

/**
 * Takes the last upgrade of a file back and removes its backup; again for the one before. Throws ToldError when
 * there is no backup, or when the file was edited since: what was typed then would be lost.
 */
export const undoUpgrade = (file: string): Promise<{ backup: string }> =>
  locked(file, async ({ check }) => {
    const backup = backupOf(file, await readFile(file, 'utf8'));
    const backups = await backupsBeside(file);
    if (backups.includes(backup)) {
      const before = await readFile(backup, 'utf8');
      await replaceFile(file, before, { check });
      removeHeld(backup, check);
      return { backup };
    }
    if (backups.length === 0)
      throw upgradeNoBackup(
        `There is no backup of ${file}.`,
        'Only an upgrade that was made here can be undone.',
      );
    throw upgradeEdited(
      `${file} was edited since it was upgraded; undoing would lose that.`,
      `Compare it with ${backups.join(', ')} and copy what you want.`,
    );
  });
