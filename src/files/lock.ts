import { lock } from 'proper-lockfile';

/** A lock whose holder gave no sign of life for so long is free; milliseconds. */
const staleMs = 6000;
const pauseMs = 50;

export interface LockOptions {
  /** How long to wait for the lock, milliseconds; longer than a lock of a killed process lives. */
  waitMs: number;
  /** Ends the waiting, not the work. */
  signal?: AbortSignal;
}

export interface HeldLock {
  /** Whether another process may hold it by now: somebody removed it, or this process stood still for too long. */
  readonly isLost: boolean;
  /** To be called right before what only one process may do. Throws LockError when the lock is lost. */
  check(): void;
}

/** `busy`: not free in time. `lost`: while the work was done. Else the file system's own code, for example EACCES. */
export class LockError extends Error {
  constructor(
    readonly code: string,
    readonly file: string,
  ) {
    super(
      {
        busy: `Another process holds ${file}.`,
        lost: `${file} was removed or taken over while this process held it.`,
      }[code] ?? `${file}: ${code}`,
    );
  }

  /** Whether another process stands in the way, and not the file system. */
  get isContention(): boolean {
    return this.code === 'busy' || this.code === 'lost';
  }
}

const acquire = async (file: string, waitMs: number, onCompromised: () => void) => {
  const options = { lockfilePath: file, realpath: false, stale: staleMs, onCompromised };
  try {
    return await lock(file, options);
  } catch (error) {
    // What is no other holder fails for good: it must not be tried until the time is up.
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
  }
  const retries = Math.ceil(waitMs / pauseMs);
  return lock(file, { ...options, retries: { retries, factor: 1, minTimeout: pauseMs, unref: true } });
};

const abortion = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/**
 * Does work that no other process does at the same time. Throws LockError when the lock cannot be had, the signal's
 * reason, or what work throws. A lock that is lost meanwhile ends nothing by itself: `work` asks before it matters.
 */
export const withLock = async <Type>(
  file: string,
  { waitMs, signal }: LockOptions,
  work: (held: HeldLock) => Promise<Type>,
): Promise<Type> => {
  let isLost = false;
  const acquiring = acquire(file, waitMs, () => {
    // The library's own way is to throw from a timer, which ends the whole process: a service and all of its calls.
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
    if (code === 'ELOCKED') throw new LockError('busy', file);
    throw syscall === undefined ? error : new LockError(code ?? 'unknown', file);
  } finally {
    clearInterval(alive);
  }
  const held: HeldLock = {
    get isLost() {
      return isLost;
    },
    check() {
      if (isLost) throw new LockError('lost', file);
    },
  };
  try {
    return await work(held);
  } finally {
    if (!isLost) await release().catch(() => {});
  }
};
