import { type BigIntStats, lstatSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { absent } from './absent.js';

/** What a file held when it was read, and how to tell that it has changed since. */
interface Reading<Type> {
  stamp: string;
  value: Promise<Type | undefined>;
}

/** File systems tell times apart by some milliseconds only: a file as young as that may change without a sign. */
const settledMs = 50;

const isSettled = ({ mtimeMs }: BigIntStats) => Date.now() - Number(mtimeMs) > settledMs;

/** What was looked at in this turn of the event loop: by its end it is old. */
const seen = new Set<{ forget(): void }>();

/**
 * What was looked at is looked at again: for whoever has just replaced, renamed or removed a file without a turn of the event
 * loop between. What others change is seen anyway: who asks because of it does so in a later turn.
 */
export const lookAgain = (): void => {
  for (const look of seen) look.forget();
  seen.clear();
};

const endWithTurn = (look: { forget(): void }) => {
  if (seen.size === 0) setImmediate(lookAgain);
  seen.add(look);
};

/** The folders of files that are not there: each is looked at once a turn. */
class Folder {
  static readonly #known = new Map<string, Folder>();
  #stamp: string | undefined;
  #isSeen = false;

  static of(path: string): Folder {
    const known = Folder.#known.get(path) ?? new Folder(path);
    Folder.#known.set(path, known);
    return known;
  }

  private constructor(private readonly path: string) {}

  /** Changes with every name that comes into the folder or goes; undefined while that cannot be told. */
  get stamp(): string | undefined {
    if (this.#isSeen) return this.#stamp;
    this.#stamp = this.#look();
    this.#isSeen = true;
    endWithTurn(this);
    return this.#stamp;
  }

  #look(): string | undefined {
    const found = lstatSync(this.path, { bigint: true, throwIfNoEntry: false });
    // A folder that is not there comes as a name of the one above.
    if (!found) return Folder.of(dirname(this.path)).stamp;
    const info = found.isSymbolicLink()
      ? statSync(this.path, { bigint: true, throwIfNoEntry: false })
      : found;
    return info && isSettled(info) ? `${info.dev} ${info.ino} ${info.mtimeNs}` : undefined;
  }

  forget(): void {
    this.#isSeen = false;
  }
}

/**
 * A file that other processes change, read again only when it has changed: for what is asked at every call. All who ask
 * in one turn of the event loop share the look of the first: whatever made them ask happened before it.
 */
export class WatchedFile<Type> {
  readonly #folder: Folder;
  #last: Reading<Type> | undefined;
  #looking: Promise<Type | undefined> | undefined;
  /** The folder's stamp when the file was not in it. */
  #absentAt: string | undefined;

  /** @param readText throws what keeps a file from being read; UTF-8 of any size and kind when left out. */
  constructor(
    private readonly file: string,
    private readonly parse: (text: string) => Type,
    private readonly readText = (path: string) => readFile(path, 'utf8'),
  ) {
    this.#folder = Folder.of(dirname(file));
  }

  /** What `parse` made of the file; undefined when there is none. Throws what `parse` and the file system throw. */
  read(): Promise<Type | undefined> {
    if (!this.#looking) {
      this.#looking = this.#look();
      endWithTurn(this);
    }
    return this.#looking;
  }

  forget(): void {
    this.#looking = undefined;
  }

  async #look(): Promise<Type | undefined> {
    // Synchronous: it takes microseconds, and the way through the thread pool many times that, several times a call.
    const info = this.#stat();
    if (!info) return undefined;
    const { ino, size, mtimeNs } = info;
    const stamp = `${ino} ${size} ${mtimeNs}`;
    if (this.#last?.stamp === stamp) return this.#last.value;
    // Read after the stamp was taken: what is newer than its stamp is only read once more.
    const reading = { stamp, value: this.#read() };
    if (isSettled(info)) this.#last = reading;
    return reading.value.catch((error: unknown) => {
      // What failed may go well the next time, without a change of the file: it may have become readable.
      if (this.#last === reading) this.#last = undefined;
      throw error;
    });
  }

  /** Undefined when there is no such file. Not by `throwIfNoEntry`: from Node.js 22 that hides a file in a folder's place. */
  #stat(): BigIntStats | undefined {
    // A file that is not there takes three looks and an error to tell; that its folder is as it was, one.
    if (this.#absentAt !== undefined && this.#folder.stamp === this.#absentAt) return undefined;
    this.#absentAt = undefined;
    try {
      return statSync(this.file, { bigint: true });
    } catch (error) {
      absent(this.file)(error as NodeJS.ErrnoException);
      const { stamp } = this.#folder;
      // It may have come before the folder was looked at.
      const info = statSync(this.file, { bigint: true, throwIfNoEntry: false });
      if (!info) this.#absentAt = stamp;
      return info;
    }
  }

  async #read(): Promise<Type | undefined> {
    try {
      return this.parse(await this.readText(this.file));
    } catch (error) {
      return absent(this.file)(error as NodeJS.ErrnoException);
    }
  }
}
