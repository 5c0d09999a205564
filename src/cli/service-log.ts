import { fstatSync, write } from 'node:fs';
import { Socket } from 'node:net';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { plainLines } from '../ground/plain-text.js';

const standardOutput = 1;
/** Text that waits to be written; what comes on top of it is lost. */
const maxWaiting = 1024 * 1024;
/** For the last lines when the service ends, milliseconds. */
const flushMs = 500;

interface Writer {
  /** Gives how many bytes were written: fewer than there are where no more can be. */
  write(bytes: Buffer): Promise<number>;
  /** What is being written keeps the program from ending, also where nobody reads it. */
  abandon?(): void;
}

/** Writes without ever holding up the program: a pipe that nobody reads, or a slow disk, makes text wait. */
const writer = (): Writer => {
  const info = fstatSync(standardOutput);
  if (!info.isFIFO() && !info.isSocket())
    return {
      write: (bytes) =>
        new Promise((resolve) => {
          const next = (from: number) =>
            write(standardOutput, bytes, from, bytes.length - from, null, (error, count) => {
              if (error) resolve(from);
              else if (from + count < bytes.length) next(from + count);
              else resolve(bytes.length);
            });
          next(0);
        }),
    };
  const socket = new Socket({ fd: standardOutput, readable: false, writable: true });
  // The service goes on and ends without a reader of its log.
  socket.unref().on('error', () => {});
  return {
    write: (bytes) =>
      new Promise((resolve) => socket.write(bytes, (error) => resolve(error ? 0 : bytes.length))),
    abandon: () => socket.destroy(),
  };
};

/** The log of the service, one line a text, to standard output. It is lost before the service is, and what is lost is counted. */
export class ServiceLog {
  /** @param shown what a line of JSON looks like where it is read; nothing for a line that is left out. */
  constructor(private readonly shown: (line: string) => string = plainLines) {}

  readonly #writer = writer();
  /** Lines that are not being written yet. */
  #next: string[] = [];
  #waiting = 0;
  #last: Promise<void> | undefined;
  #lost = 0;
  #told = 0;

  /** Lines that could not be written. */
  get lost(): number {
    return this.#lost;
  }

  write(line: string): void {
    if (this.#waiting + line.length > maxWaiting) {
      this.#lost += 1;
      return;
    }
    this.#waiting += line.length;
    this.#next.push(line);
    this.#last ??= this.#writeAll();
  }

  /** What comes while something is written is written after it, all at once: every write is a way into the kernel. */
  async #writeAll(): Promise<void> {
    await endOfTurn();
    while (this.#next.length > 0) {
      const lines = this.#next.splice(0);
      await this.#writeLines(lines).catch(() => {
        this.#lost += lines.length;
      });
      for (const { length } of lines) this.#waiting -= length;
    }
    this.#last = undefined;
  }

  async #writeLines(lines: string[]): Promise<void> {
    const gap = Buffer.from(this.#gap());
    const shown = lines.map((line) => Buffer.from(this.shown(line)));
    const told = this.#lost;
    let left = await this.#writer.write(Buffer.concat([gap, ...shown]));
    left -= gap.length;
    if (left >= 0) this.#told = told;
    for (const { length } of shown) {
      left -= length;
      if (left < 0) this.#lost += 1;
    }
  }

  /** Resolves when all is written, or cannot be for now. */
  async end(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, flushMs);
    });
    await Promise.race([this.#last, patience]);
    clearTimeout(timer);
    if (this.#waiting > 0) this.#writer.abandon?.();
  }

  /** What is missing is said in its place; the line break ends what a full disk has cut. */
  #gap(): string {
    const lost = this.#lost - this.#told;
    if (lost === 0) return '';
    return `\n${this.shown(`${JSON.stringify({ level: 40, time: Date.now(), msg: 'lines of the log are lost', lost })}\n`)}`;
  }
}
