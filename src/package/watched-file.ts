import { readFile, stat } from 'node:fs/promises';

/** What a file held when it was read, and how to tell that it has changed since. */
interface Reading<Type> {
  stamp: string;
  value: Type;
}

/** File systems tell times apart by some milliseconds only: a file as young as that may change without a sign. */
const settledMs = 50;

/**
 * A file that other processes change, read again only when it has changed: for what is asked at every call. Reads that
 * are asked for while one is under way share it.
 */
export class WatchedFile<Type> {
  #last: Reading<Type> | undefined;
  #reading: Promise<Type | undefined> | undefined;

  constructor(
    private readonly file: string,
    private readonly parse: (text: string) => Type,
  ) {}

  /** What `parse` made of the file; undefined when there is none. Throws what `parse` and the file system throw. */
  read(): Promise<Type | undefined> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<Type | undefined> {
    try {
      const { ino, size, mtimeNs, mtimeMs } = await stat(this.file, { bigint: true });
      const stamp = `${ino} ${size} ${mtimeNs}`;
      if (this.#last?.stamp === stamp) return this.#last.value;
      // Read after the stamp was taken: what is newer than its stamp is only read once more.
      const value = this.parse(await readFile(this.file, 'utf8'));
      this.#last = Date.now() - Number(mtimeMs) > settledMs ? { stamp, value } : undefined;
      return value;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}
