import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Surroundings } from './command.js';

interface Look {
  looked: string[];
  findings: { severity: string }[];
  failed: unknown[];
}

/** A program that watches files and prints a line of JSON after each look at them. */
export class Watched {
  #looks: Look[] = [];
  #told = () => {};
  #isGone = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
  ) {
    child.once('exit', () => {
      this.#isGone = true;
      this.#told();
    });
    createInterface({ input: child.stdout! }).on('line', (line) => {
      this.#looks.push(JSON.parse(line) as Look);
      this.#told();
    });
  }

  /** Starts it and waits for its first look, which is at everything. `startMs`: how long that took. */
  static async start(
    args: string[],
    { folder, home }: Surroundings,
  ): Promise<{ watched: Watched; startMs: number }> {
    const started = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { PATH: process.env.PATH, WXCC_NODES_HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const watched = new Watched(child, args.join(' '));
    await watched.#lookAt(undefined);
    return { watched, startMs: performance.now() - started };
  }

  /** Adds a line end to a file; how long it is until the program has looked at what is named, milliseconds. */
  async touch(file: string, looksAt: string): Promise<number> {
    this.#looks = [];
    const touched = performance.now();
    await appendFile(file, '\n');
    await this.#lookAt(looksAt);
    return performance.now() - touched;
  }

  async stop(): Promise<void> {
    if (this.#isGone) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }

  /** Throws when the program ends, or finds something wrong: a benchmark of failures is none. */
  async #lookAt(file: string | undefined): Promise<void> {
    for (;;) {
      const look = this.#looks.shift();
      if (look) {
        const errors = look.findings.filter(({ severity }) => severity === 'error').length;
        if (errors + look.failed.length > 0)
          throw new Error(`${this.name} found ${errors} errors, and ${look.failed.length} cases failed.`);
        if (file === undefined || look.looked.includes(file)) return;
      } else if (this.#isGone) throw new Error(`${this.name} ended.`);
      else
        await new Promise<void>((resolve) => {
          this.#told = resolve;
        });
    }
  }
}
