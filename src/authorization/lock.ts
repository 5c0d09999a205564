import { lock } from 'proper-lockfile';
import { ConfigurationError } from '../node-kit/configuration-error.js';
import { unwritable } from './durable-file.js';

/** A lock whose holder gave no sign of life for so long is free; milliseconds. */
const staleMs = 6000;
const pauseMs = 50;

export interface LockOptions {
  /** How long to wait for the lock, milliseconds. */
  waitMs: number;
  /** Ends the waiting, not the work. */
  signal?: AbortSignal;
}

const acquire = async (lockfilePath: string, waitMs: number, onCompromised: () => void) => {
  const options = { lockfilePath, realpath: false, stale: staleMs, onCompromised };
  try {
    return await lock(lockfilePath, options);
  } catch (error) {
    // What is no other holder fails for good: it must not be tried until the time is up.
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
  }
  const retries = Math.ceil(waitMs / pauseMs);
  return lock(lockfilePath, {
    ...options,
    retries: { retries, factor: 1, minTimeout: pauseMs, unref: true },
  });
};

const abortion = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/**
 * Does work that no other process does at the same time. `checkHeld` throws when the lock was lost, as after the
 * machine slept. Throws ConfigurationError when the lock is not free in time, the signal's reason, or what work throws.
 */
export const withLock = async <Type>(
  lockfilePath: string,
  { waitMs, signal }: LockOptions,
  work: (checkHeld: () => void) => Promise<Type>,
): Promise<Type> => {
  let isLost = false;
  const acquiring = acquire(lockfilePath, waitMs, () => {
    isLost = true;
  });
  // The waiting itself keeps no process alive, so that it can end once nobody waits any more.
  const alive = setInterval(() => {}, waitMs);
  let release: () => Promise<void>;
  try {
    release = await (signal ? Promise.race([acquiring, abortion(signal)]) : acquiring);
  } catch (error) {
    acquiring.then((late) => late()).catch(() => {});
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === 'ELOCKED') throw busy(lockfilePath);
    throw syscall === undefined ? error : unwritable(lockfilePath, code);
  } finally {
    clearInterval(alive);
  }
  try {
    return await work(() => {
      if (isLost) throw busy(lockfilePath);
    });
  } finally {
    if (!isLost) await release().catch(() => {});
  }
};

const busy = (lockfilePath: string) =>
  new ConfigurationError(
    'vault.busy',
    `Another process works with the authorizations (${lockfilePath}).`,
    'Try again when it is done.',
  );
