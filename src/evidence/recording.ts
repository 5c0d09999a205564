import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../files/make-folder.js';
import { today } from '../ground/clock.js';
import { toldError } from '../ground/told-error.js';
import { jsonText } from '../node-kit/json-text.js';
import type { Exchange, ExchangeOwner } from '../runtime/exchange.js';
import type { KnownWords } from './known-words.js';
import { Redaction } from './redaction.js';

const recordingUnwritable = toldError(
  'operator',
  'recording.unwritable',
  'The file of a recording cannot be made.',
);

/** The version of the format that is written. */
export const format = 1;

/** A file of exchanges without their values: JSON Lines, each line redacted before it is written whole. */
export class Recording {
  readonly #redaction: Redaction;
  #problem: string | undefined;
  #isClosed = false;

  private constructor(
    private readonly file: number,
    words: KnownWords,
  ) {
    this.#redaction = new Redaction(words);
  }

  /** Makes a file that must not be there yet. Throws ToldError. */
  static create(path: string, program: string, words: KnownWords): Recording {
    try {
      const recording = new Recording(openSync(path, 'wx', 0o600), words);
      recording.#write(() => ({ recording: format, program, day: today() }));
      return recording;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw recordingUnwritable(`${path}: ${code ?? message}`, 'Name a new file in a folder that is yours.');
    }
  }

  /** Makes a file of this process's own in a folder, which is made where there is none. Throws ToldError. */
  static async createIn(folder: string, program: string, words: KnownWords): Promise<Recording> {
    await makeFolder(folder, 0o700).catch(({ code, message }: NodeJS.ErrnoException) => {
      throw recordingUnwritable(`${folder}: ${code ?? message}`, 'Name a folder that is yours.');
    });
    const name = `${today()}-${process.pid}-${randomBytes(4).toString('hex')}.jsonl`;
    return Recording.create(join(folder, name), program, words);
  }

  /** Why the recording has ended early, when it has. */
  get problem(): string | undefined {
    return this.#problem;
  }

  add(exchange: Exchange, owner?: ExchangeOwner): void {
    this.#write(() => this.#redaction.shape(exchange, owner));
  }

  /** What comes later, as from a call that is given up, is not recorded. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.file);
  }

  /** What cannot be redacted or written, as on a disk that is full, ends the recording, and not the call. */
  #write(line: () => object): void {
    if (this.#problem !== undefined || this.#isClosed) return;
    try {
      const bytes = Buffer.from(`${jsonText(line())}\n`);
      if (writeSync(this.file, bytes) < bytes.length) this.#problem = 'ENOSPC';
    } catch (error) {
      // Without the message: it may hold a value.
      this.#problem = (error as NodeJS.ErrnoException).code ?? 'a line cannot be made';
    }
  }
}
