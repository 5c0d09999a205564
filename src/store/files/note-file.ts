import { rmSync } from 'node:fs';
import { readFile, stat, truncate } from 'node:fs/promises';
import type { JsonFile } from '../../files/json-file.js';
import { type HeldLock, LockError } from '../../files/lock.js';
import { removeLeftovers, writeDurably } from '../../files/private-file.js';
import type { Note, Turn } from '../stores.js';

/** For the folder of a lock and for an answer that is longer than what stood there before; bytes. */
const slackBytes = 16 * 1024;

const textOf = (note: Note) => `${JSON.stringify(note)}\n`;

/**
 * A note beside a file, filled up with blanks: they hold as much of the disk as the file's next version will take, so
 * that a disk that is full is found out before something is asked that can be asked only once.
 */
export class NoteFile {
  constructor(
    private readonly path: string,
    private readonly beside: JsonFile<unknown>,
  ) {}

  turn(held: HeldLock): Turn {
    return {
      check: async () => held.check(),
      note: () => this.#read(),
      leave: (note) => this.#leave(note, held.check),
      take: async ({ id }) => {
        if ((await this.#read())?.id === id) rmSync(this.path, { force: true });
      },
      free: async (note) => {
        // In place: another file would want room of its own.
        if ((await this.#read())?.id === note.id) await truncate(this.path, textOf(note).length);
      },
    };
  }

  async #leave(note: Note, check: HeldLock['check']): Promise<void> {
    const { size } = await stat(this.beside.path);
    const text = textOf(note) + ' '.repeat(2 * size + slackBytes);
    try {
      await removeLeftovers(this.path, { check });
      await writeDurably(this.path, text, { check });
    } catch (error) {
      throw error instanceof LockError ? error : this.beside.refusal(error);
    }
  }

  /** What is damaged says nothing. */
  async #read(): Promise<Note | undefined> {
    try {
      const note = JSON.parse(await readFile(this.path, 'utf8')) as Note | null;
      return typeof note?.id === 'string' ? note : undefined;
    } catch {
      return undefined;
    }
  }
}
