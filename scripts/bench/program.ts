import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const pageBytes = 4096;
/** Of a second, as Linux counts them for others. */
const ticks = 100;

const procText = (name: string): string | undefined => {
  try {
    return readFileSync(`/proc/${name}`, 'utf8');
  } catch {
    return undefined;
  }
};

/** Of a process until now, with those that it started and that are over; undefined where the system does not tell. */
export const processorMs = (pid: number): number | undefined => {
  // What comes before may hold blanks.
  const figures = procText(`${pid}/stat`)?.split(') ')[1]?.split(' ');
  if (!figures) return undefined;
  const own = figures.slice(11, 15).map(Number);
  return (own.reduce((sum, one) => sum + one, 0) / ticks) * 1000;
};

/** A process with all that it has started. */
export const processesOf = (pid: number): number[] => {
  const children = procText(`${pid}/task/${pid}/children`)?.trim().split(' ').filter(Boolean) ?? [];
  return [pid, ...children.flatMap((child) => processesOf(Number(child)))];
};

/** The built command line as a process, ended when the benchmark is over. */
export class Program {
  /** Characters, since it was ready. */
  printed = 0;

  private constructor(
    private readonly child: ChildProcess,
    /** The JSON that said that it is ready. */
    readonly ready: Record<string, unknown>,
    /** From its start until it was ready, milliseconds. */
    readonly startMs: number,
  ) {}

  /** Starts it and waits until `isReady` takes a JSON value that it has printed: a line, or all of its output. */
  static start(
    program: string,
    args: string[],
    environment: Record<string, string>,
    isReady: (value: Record<string, unknown>) => boolean,
  ): Promise<Program> {
    const started = performance.now();
    const child = spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Who fails before it stops the program does not leave it behind.
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`${args[0]} ended with exit code ${code}`)));
      let printed = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed = (printed + text).slice(-100_000);
        const values = [printed, ...printed.split('\n')].flatMap(parsed);
        const ready = values.find(isReady);
        if (!ready) return;
        const program = new Program(child, ready, performance.now() - started);
        child.stdout.removeAllListeners('data').on('data', (more: string) => {
          program.printed += more.length;
        });
        resolve(program);
      });
    });
  }

  /** Resident now, MiB; where the system tells it of others, as Linux does. */
  memory(): number | undefined {
    const pages = procText(`${this.child.pid}/statm`)?.split(' ')[1];
    return pages === undefined ? undefined : Math.round((Number(pages) * pageBytes) / 1024 / 1024);
  }

  /** Of the processor, until now, milliseconds. */
  processorMs(): number | undefined {
    return processorMs(this.child.pid!);
  }

  /** Also when it has ended already. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}

const parsed = (text: string): Record<string, unknown>[] => {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? [value as Record<string, unknown>] : [];
  } catch {
    return [];
  }
};
