import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { storeErrorOf, ToldError } from '../ground/told-error.js';
import { absent } from './absent.js';
import { broken, type Kept, keptContent } from './kept-content.js';
import { type HeldLock, LockError, withLock } from './lock.js';
import { makeFolder } from './make-folder.js';
import { removeLeftovers, securePrivateFolder, writeDurably } from './private-file.js';
import { replaceFile } from './replace-file.js';
import { WatchedFile } from './watched-file.js';

const unreadable = storeErrorOf('unreadable', 'A file of the home folder cannot be read.');
const busy = storeErrorOf('busy', 'Another process changes a file of the home folder.');
const unwritable = storeErrorOf('unwritable', 'A file of the home folder cannot be written.');

const elsewhere = 'or set WXCC_NODES_HOME to a folder of yours.';

/** Bytes; nothing that is kept in one file comes near it. */
const maxBytes = 64 * 1024 * 1024;

/** What cannot be read is never as good as empty: what it is asked for would be allowed, or lost. */
export const cannotRead = (what: string, path: string, why: string, kind: 'file' | 'folder'): ToldError =>
  unreadable(what, `${path} cannot be read (${why}).`, `Make it a ${kind} that you can read, ${elsewhere}`);

const cannotWrite = (what: string, path: string, code: string): ToldError => {
  const isFull = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  return unwritable(
    what,
    `${path} cannot be written (${code}).`,
    `${isFull ? 'Make room on the disk' : 'Make the folder one that you can write to'}, ${elsewhere} Nothing was lost.`,
  );
};

/** For `catch`: what the file system refuses is told of the file; errors of others stay as they are. */
export const orCannotWrite =
  (what: string, path: string) =>
  (error: unknown): never => {
    const { code, syscall } = error as NodeJS.ErrnoException;
    throw syscall === undefined ? error : cannotWrite(what, path, code!);
  };

export interface JsonFileOptions<Content> extends Kept<Content> {
  /** What another process that changes it works with: "the authorizations". */
  name: string;
  /** What to do when the file is damaged. */
  restore: string;
  /** The lock beside the file; `<file>.lock` when left out. */
  lock?: string;
  /** Longer than a lock of a killed process lives, milliseconds; ten seconds when left out. */
  waitMs?: number;
  /** Whether others than the owner may read it; they may not when left out. */
  isOpen?: boolean;
}

/**
 * A JSON file that processes share: read when it has changed, checked against its schema, changed under a lock, and
 * replaced in one step. Whoever reads, or is killed, finds the old content or the new one, whole.
 */
export class JsonFile<Content> {
  readonly #watched: WatchedFile<Content>;

  constructor(
    readonly path: string,
    private readonly options: JsonFileOptions<Content>,
  ) {
    this.#watched = new WatchedFile(path, (text) => this.#parse(text));
  }

  /** As it is now; undefined when there is none. Others may get the same value, as long as the file stays as it is. Throws ToldError. */
  read(): Promise<Content | undefined> {
    return this.#orUnreadable(this.#watched.read());
  }

  /**
   * Changes the content while no other process does; `work` gets what stands on disk and gives what is to stand there, and
   * what it throws leaves the file as it was. Throws ToldError.
   */
  async change(
    work: (content: Content | undefined, held: HeldLock) => Promise<Content> | Content,
    /** Done before anybody else changes the file again. */
    after: (content: Content, held: HeldLock) => Promise<void> = async () => {},
  ): Promise<void> {
    const { lock = `${this.path}.lock`, isOpen, waitMs = 10_000 } = this.options;
    const folder = dirname(this.path);
    try {
      await (isOpen ? makeFolder(folder) : securePrivateFolder(folder));
      await withLock(lock, { waitMs }, async (held) => {
        await removeLeftovers(this.path, held);
        const content = await work(await this.#readNow(), held);
        const text = `${JSON.stringify(content, null, 2)}\n`;
        await (isOpen ? replaceFile : writeDurably)(this.path, text, { check: held.check });
        await after(content, held);
      });
    } catch (error) {
      throw this.refusal(error);
    }
  }

  /** What a lock or the file system refused, for people; errors of others stay as they are. */
  refusal(error: unknown): unknown {
    const { what, name } = this.options;
    if (error instanceof ToldError) return error;
    if (error instanceof LockError && error.isContention)
      return busy(
        what,
        `Another process works with ${name} (${error.file}); nothing was changed.`,
        'Try again when it is done.',
      );
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (!(error instanceof LockError) && syscall === undefined) return error;
    return cannotWrite(what, this.path, code!);
  }

  /** The file does not hold what it should. */
  broken(problem: string): ToldError {
    return broken(this.options.what, `${this.path}: ${problem}.`, this.options.restore);
  }

  async #readNow(): Promise<Content | undefined> {
    const text = await this.#orUnreadable(readFile(this.path, 'utf8').catch(absent(this.path)));
    return text === undefined ? undefined : this.#parse(text);
  }

  #orUnreadable<Type>(reading: Promise<Type>): Promise<Type> {
    return reading.catch((error: NodeJS.ErrnoException) => {
      if (error instanceof ToldError) throw error;
      const { code, message } = error;
      if (code === 'EISDIR') throw this.broken('a folder, not a file');
      throw cannotRead(this.options.what, this.path, code ?? message, 'file');
    });
  }

  #parse(text: string): Content {
    if (text.length > maxBytes) throw this.broken('far larger than it can be');
    if (text.trim() === '') throw this.broken('empty');
    return keptContent(text, this.options, this.path, (problem) => this.broken(problem));
  }
}
