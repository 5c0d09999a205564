import { type ChildProcess, spawn } from 'node:child_process';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../servers/free-port.js';

export interface FleetOptions {
  /** The built command line. */
  program: string;
  /** Of `serve`, the same for all. */
  args: string[];
  environment: Record<string, string>;
}

/** What an HTTP request came to: an answer, or how its connection failed. */
export type Reply = { status: number; text: string } | { failed: string };

/** One request over a connection of its own. */
export const ask = (
  port: number,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Reply> =>
  new Promise((resolve) => {
    const call = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          text += chunk;
        })
        .on('end', () => resolve({ status: response.statusCode!, text }))
        .on('error', (error: NodeJS.ErrnoException) => resolve({ failed: error.code ?? error.message }));
    });
    call.on('error', (error: NodeJS.ErrnoException) => resolve({ failed: error.code ?? error.message }));
    call.end(body);
  });

/** One `wxcc-nodes serve` that keeps its ports when it is started again. */
export class Instance {
  #child: ChildProcess | undefined;
  isUp = false;

  private constructor(
    private readonly options: FleetOptions,
    readonly port: number,
    readonly callbackPort: number,
  ) {}

  static async create(options: FleetOptions): Promise<Instance> {
    return new Instance(options, await freePort(), await freePort());
  }

  /** Resolves when it listens. */
  start(): Promise<void> {
    const { program, args, environment } = this.options;
    const ports = ['--port', String(this.port), '--callback-port', String(this.callbackPort)];
    const child = spawn(process.execPath, [program, 'serve', ...args, ...ports], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    return new Promise((resolve, reject) => {
      let said = '';
      const hear = (text: string) => {
        said = (said + text).slice(-20_000);
        if (!said.includes('"callbackUrl"')) return;
        child.stdout.off('data', hear).resume();
        child.off('exit', fail);
        this.isUp = true;
        resolve();
      };
      const fail = () => reject(new Error(`An instance did not start: ${said}`));
      child.stdout.setEncoding('utf8').on('data', hear);
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      child.once('exit', fail);
    });
  }

  /** Asks whether it takes calls, as a proxy does. */
  async look(): Promise<void> {
    const reply = await ask(this.port, 'GET', '/readyz');
    this.isUp = 'status' in reply && reply.status === 200;
  }

  /** Resolves when it is gone; SIGTERM lets it finish its calls, and nobody has kept callers away from it before. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child!;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
    this.isUp = false;
  }
}

/** Between two looks whether an instance takes calls, milliseconds; it drains for longer. */
const lookMs = 200;
export const drainSeconds = 1;

const random = <Type>(all: Type[]): Type => all[Math.floor(Math.random() * all.length)]!;

/** Instances over one store, and the way to them that a proxy would be. */
export class Fleet {
  /** What became of the callbacks. */
  readonly callbacks = { posted: 0, untaken: 0, unknown: 0 };
  readonly #looking: NodeJS.Timeout;

  private constructor(readonly instances: Instance[]) {
    this.#looking = setInterval(() => instances.forEach((instance) => void instance.look()), lookMs);
  }

  static async start(count: number, options: FleetOptions): Promise<Fleet> {
    const instances = await Promise.all(Array.from({ length: count }, () => Instance.create(options)));
    // One after the other: a busy machine starts none in time when it starts all.
    for (const instance of instances) await instance.start();
    return new Fleet(instances);
  }

  any(): Instance {
    const up = this.instances.filter(({ isUp }) => isUp);
    return random(up.length > 0 ? up : this.instances);
  }

  /** At any of them, and at another while one does not take it. */
  async postCallback(path: string, body: unknown): Promise<void> {
    this.callbacks.posted += 1;
    const headers = { 'Content-Type': 'application/json' };
    for (let attempts = 0; attempts < 10; attempts += 1) {
      const reply = await ask(this.any().callbackPort, 'POST', path, headers, JSON.stringify(body));
      if ('status' in reply && reply.status === 404) this.callbacks.unknown += 1;
      if ('status' in reply && reply.status < 500) return;
      await pause(50);
    }
    this.callbacks.untaken += 1;
  }

  async end(): Promise<void> {
    clearInterval(this.#looking);
    await Promise.all(this.instances.map((instance) => instance.end('SIGTERM')));
  }
}
