import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root, temporaryFolder } from '../support/workshop.js';

// A process that is stopped knows nothing of the time that passes: it goes on in the middle of its work, and what it
// remembers of its lock is no longer so. Each test stops a real process at a place that it tells, and waits for events.

let program: string;
beforeAll(async () => {
  program = join(await temporaryFolder(), 'program.cjs');
  await build({
    stdin: {
      contents: `
        import fs from 'node:fs';
        import { JsonFile } from './src/files/json-file.js';
        const [, , path, name, stop] = process.argv;
        const isValid = Object.assign(() => true, { errors: null });
        const file = new JsonFile(path, { what: 'list', name: 'the list', thing: 'a list', isValid, format: 1, restore: '', waitMs: 60_000 });
        // As 'key add': reads, adds, writes. Stops itself where it is told to, with no timer and no event in between.
        const stopped = () => process.kill(process.pid, 'SIGSTOP');
        // Between making the lock and looking at it.
        const make = fs.mkdirSync;
        if (stop === 'lock') fs.mkdirSync = (path) => {
          make(path);
          fs.mkdirSync = make;
          stopped();
        };
        file.change(
          (content) => {
            if (stop === 'work') stopped();
            return { names: [...(content?.names ?? []), name] };
          },
          async () => { if (stop === 'after') stopped(); },
        ).then(() => 'done', (error) => error.code).then((text) => process.stdout.write(text));
      `,
      resolveDir: root,
      loader: 'js',
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: program,
    logLevel: 'error',
  });
});

const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

class Writer {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  #printed = '';

  constructor(path: string, name: string, stop = '') {
    this.#child = spawn(process.execPath, [program, path, name, stop], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(this.#child);
    this.#closed = once(this.#child, 'close');
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.#printed += text;
    });
  }

  /** Resolves when the process stands still. */
  async stopped(): Promise<void> {
    for (;;) {
      const text = await readFile(`/proc/${this.#child.pid}/stat`, 'utf8');
      if (/\) T /.test(text)) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async ended(): Promise<string> {
    this.#child.kill('SIGCONT');
    await this.#closed;
    running.delete(this.#child);
    return this.#printed;
  }
}

const namesIn = async (path: string) => JSON.parse(await readFile(path, 'utf8')).names;

const onLinux = process.platform === 'linux' ? test.concurrent : test.concurrent.skip;

onLinux(
  'who stood still before it looked at the lock that it had made waits for its turn again',
  async () => {
    const path = join(await temporaryFolder(), 'list.json');
    const first = new Writer(path, 'first', 'lock');
    await first.stopped();
    expect(await new Writer(path, 'second').ended()).toBe('done');
    expect(await first.ended()).toBe('done');
    expect(await namesIn(path)).toEqual(['second', 'first']);
  },
  60_000,
);

onLinux(
  'who stood still while another took the lock over changes nothing, and says so',
  async () => {
    const path = join(await temporaryFolder(), 'list.json');
    const first = new Writer(path, 'first', 'work');
    await first.stopped();
    expect(await new Writer(path, 'second').ended()).toBe('done');
    expect(await first.ended()).toBe('list.busy');
    expect(await namesIn(path)).toEqual(['second']);
  },
  60_000,
);

onLinux(
  'who stood still while a third works leaves the lock of the third alone',
  async () => {
    const path = join(await temporaryFolder(), 'list.json');
    await writeFile(path, '{"names":[]}');
    const first = new Writer(path, 'first', 'work');
    await first.stopped();
    const second = new Writer(path, 'second', 'work');
    await second.stopped();
    expect(await first.ended()).toBe('list.busy');
    // Its lock is still there: nobody got in while it stood still for a moment.
    const third = new Writer(path, 'third');
    expect(await second.ended()).toBe('done');
    expect(await third.ended()).toBe('done');
    expect(await namesIn(path)).toEqual(['second', 'third']);
  },
  60_000,
);
