import { setTimeout as pause } from 'node:timers/promises';

/** What Windows says of a file that another program has open; elsewhere these last. */
const held = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Together about a second, milliseconds. */
const pauses = [5, 10, 20, 40, 80, 160, 320, 320];

/**
 * Does what another program can stand in the way of: Windows refuses to rename or remove a file while somebody reads it
 * without sharing it, as virus scanners and editors do for a moment. There it is tried again for about a second;
 * elsewhere once. Throws what the last try threw.
 */
export const whileHeld = async <Type>(
  work: () => Promise<Type>,
  isWindows = process.platform === 'win32',
): Promise<Type> => {
  for (const milliseconds of isWindows ? pauses : []) {
    try {
      return await work();
    } catch (error) {
      if (!held.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await pause(milliseconds);
    }
  }
  return work();
};
