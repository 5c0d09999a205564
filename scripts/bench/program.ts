import { type ChildProcess, spawn } from 'node:child_process';

/** The built command line as a process, ended when the benchmark is over. */
export class Program {
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
    return new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`${args[0]} ended with exit code ${code}`)));
      let printed = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed = (printed + text).slice(-100_000);
        const values = [printed, ...printed.split('\n')].flatMap(parsed);
        const ready = values.find(isReady);
        if (!ready) return;
        child.stdout.removeAllListeners('data').resume();
        resolve(new Program(child, ready, performance.now() - started));
      });
    });
  }

  async stop(): Promise<void> {
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
