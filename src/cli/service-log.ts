import { fstatSync, write } from 'node:fs';
import { Socket } from 'node:net';
import { plainLines } from '../ground/plain-text.js';

const standardOutput = 1;
/** Text that waits to be written; what comes on top of it is lost. */
const maxWaiting = 1024 * 1024;
/** For the last lines when the service ends, milliseconds. */
const flushMs = 500;

interface Writer {
  write(text: string): Promise<void>;
  /** What is being written keeps the program from ending, also where nobody reads it. */
  abandon?(): void;
}

/** Writes without ever holding up the program: a pipe that nobody reads, or a slow disk, makes text wait. */
const writer = (): Writer => {
  const info = fstatSync(standardOutput);
  if (!info.isFIFO() && !info.isSocket())
    return {
      write: (text) =>
        new Promise((resolve, reject) => {
          const bytes = Buffer.from(text);
          const next = (from: number) =>
            write(standardOutput, bytes, from, bytes.length - from, null, (error, count) => {
              if (error) return reject(error);
              if (from + count < bytes.length) next(from + count);
              else resolve();
            });
          next(0);
        }),
    };
  const socket = new Socket({ fd: standardOutput, readable: false, writable: true });
  // The service goes on and ends without a reader of its log.
  socket.unref().on('error', () => {});
  return {
    write: (text) =>
      new Promise((resolve, reject) => socket.write(text, (error) => (error ? reject(error) : resolve()))),
    abandon: () => socket.destroy(),
  };
};

/** The log of the service, one line a text, to standard output. It is lost before the service is, and what is lost is counted. */
export class ServiceLog {
  /** @param shown what a line of JSON looks like where it is read; nothing for a line that is left out. */
  constructor(private readonly shown: (line: string) => string = plainLines) {}

  readonly #writer = writer();
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();
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
    this.#last = this.#last.then(async () => {
      try {
        await this.#writer.write(this.#gap() + this.shown(line));
        this.#told = this.#lost;
      } catch {
        this.#lost += 1;
      }
      this.#waiting -= line.length;
    });
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
