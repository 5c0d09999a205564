import { type BigIntStats, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { absent } from './absent.js';

/** What a file held when it was read, and how to tell that it has changed since. */
interface Reading<Type> {
  stamp: string;
  value: Promise<Type | undefined>;
}

/** File systems tell times apart by some milliseconds only: a file as young as that may change without a sign. */
const settledMs = 50;

/**
 * A file that other processes change, read again only when it has changed: for what is asked at every call. All who ask
 * in one turn of the event loop share the look that is taken at its end, so that each finds the file as it is after asking.
 */
export class WatchedFile<Type> {
  #last: Reading<Type> | undefined;
  #looking: Promise<Type | undefined> | undefined;

  constructor(
    private readonly file: string,
    private readonly parse: (text: string) => Type,
  ) {}

  /** What `parse` made of the file; undefined when there is none. Throws what `parse` and the file system throw. */
  read(): Promise<Type | undefined> {
    this.#looking ??= endOfTurn().then(() => {
      this.#looking = undefined;
      return this.#look();
    });
    return this.#looking;
  }

  async #look(): Promise<Type | undefined> {
    // Synchronous: it takes microseconds, and the way through the thread pool many times that, several times a call.
    const info = this.#stat();
    if (!info) return undefined;
    const { ino, size, mtimeNs, mtimeMs } = info;
    const stamp = `${ino} ${size} ${mtimeNs}`;
    if (this.#last?.stamp === stamp) return this.#last.value;
    // Read after the stamp was taken: what is newer than its stamp is only read once more.
    const reading = { stamp, value: this.#read() };
    if (Date.now() - Number(mtimeMs) > settledMs) this.#last = reading;
    return reading.value.catch((error: unknown) => {
      // What failed may go well the next time, without a change of the file: it may have become readable.
      if (this.#last === reading) this.#last = undefined;
      throw error;
    });
  }

  /** Undefined when there is no such file. Not by `throwIfNoEntry`: from Node.js 22 that hides a file in a folder's place. */
  #stat(): BigIntStats | undefined {
    try {
      return statSync(this.file, { bigint: true });
    } catch (error) {
      return absent(this.file)(error as NodeJS.ErrnoException);
    }
  }

  async #read(): Promise<Type | undefined> {
    try {
      return this.parse(await readFile(this.file, 'utf8'));
    } catch (error) {
      return absent(this.file)(error as NodeJS.ErrnoException);
    }
  }
}
