import { mkdirSync, rmdirSync, stat, statSync, utimes } from 'node:fs';
import { lock } from 'proper-lockfile';

/** A lock whose holder gave no sign of life for so long is free; milliseconds. */
const staleMs = 6000;
/** A holder that gave none for so long takes its lock for lost: another may be taking it at this moment. */
const doubtMs = 5000;
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
  /**
   * To be called right before what only one process may do, in the same turn of the event loop. Looks at the disk: a
   * process that stood still cannot know from its memory. Throws LockError when the lock is lost.
   */
  check: () => void;
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

type Done = (error: NodeJS.ErrnoException | null) => void;

const ending = (work: () => void, done: Done) => {
  try {
    work();
  } catch (error) {
    return done(error as NodeJS.ErrnoException);
  }
  done(null);
};

/** The folder that the lock is, told from one of another holder by when and where it was made. */
class LockFolder {
  #own: string | undefined;

  constructor(private readonly file: string) {}

  get isOwn(): boolean {
    const found = this.#look();
    return found !== undefined && found.identity === this.#own && found.age < doubtMs;
  }

  /** What the lock library does on disk. Nothing of it touches what another process has made meanwhile. */
  readonly fs = {
    stat,
    utimes,
    mkdir: (_path: string, done: Done) =>
      ending(() => {
        const before = performance.now();
        mkdirSync(this.file);
        const made = this.#look()?.identity;
        // Stopped between the two, the process may have seen another one's folder.
        this.#own = performance.now() - before < doubtMs ? made : undefined;
      }, done),
    rmdir: (_path: string, done: Done) => ending(() => this.fs.rmdirSync(), done),
    rmdirSync: () => {
      const found = this.#look();
      const isFree = this.#own === undefined ? (found?.age ?? 0) > staleMs : found?.identity === this.#own;
      if (isFree) rmdirSync(this.file);
    },
  };

  #look(): { identity: string; age: number } | undefined {
    try {
      const { dev, ino, birthtimeNs, mtimeMs } = statSync(this.file, { bigint: true });
      return { identity: `${dev} ${ino} ${birthtimeNs}`, age: Date.now() - Number(mtimeMs) };
    } catch {
      return undefined;
    }
  }
}

/** Whether a lock that was just made is gone: this process stood still before it looked, and another one took it over. */
const isTakenOver = ({ code, syscall }: NodeJS.ErrnoException) => code === 'ENOENT' && syscall !== 'mkdir';

const acquire = async (folder: LockFolder, file: string, waitMs: number, onCompromised: () => void) => {
  const options = { lockfilePath: file, realpath: false, stale: staleMs, onCompromised, fs: folder.fs };
  try {
    return await lock(file, options);
  } catch (error) {
    // What is no other holder fails for good: it must not be tried until the time is up.
    const reason = error as NodeJS.ErrnoException;
    if (reason.code !== 'ELOCKED' && !isTakenOver(reason)) throw error;
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
  const folder = new LockFolder(file);
  let isCompromised = false;
  const acquiring = acquire(folder, file, waitMs, () => {
    // The library's own way is to throw from a timer, which ends the whole process: a service and all of its calls.
    isCompromised = true;
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
      return isCompromised || !folder.isOwn;
    },
    check: () => {
      if (held.isLost) throw new LockError('lost', file);
    },
  };
  try {
    return await work(held);
  } finally {
    await release().catch(() => {});
  }
};
