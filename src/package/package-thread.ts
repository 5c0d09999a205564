import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { DigitsLost } from '../ground/exact-number.js';
import { threadFile } from '../ground/thread-file.js';
import { packageError } from './package-error.js';
import { type Path, packData, unpackData } from './plain-data.js';

const packageStopped = packageError('package.stopped', 'Code of a package was stopped at its limits.');

/** Code of a package that takes longer is stopped. Milliseconds. */
const maxCallMs = 2000;
/** How long a package that was stopped is not run again, so that it costs the others little. Milliseconds. */
const restMs = 30_000;
/** Starting a thread on a busy machine is not the package's fault. Milliseconds. */
const maxStartMs = 20_000;
/** What a package may leave behind, characters. */
const maxAnswer = 4 * 1024 * 1024;
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 };
/** Threads that are kept; the one that was idle longest makes room. */
const maxThreads = 8;

/** What is asked of a package's thread. */
export interface AskedOfPackage {
  file: string;
  /** Of the file, when the thread does not know it. */
  code?: string;
  /** Calls a function of what the file exports; tells the exports when left out. */
  call?: { path: Path; parts: string };
}

/** What the thread says: data alone. */
export type SaidByPackage =
  | { value: string; errors?: string }
  | { thrown: string; isDigits: boolean; isUrl: boolean };

/** Where a thread begins. */
export interface PackageThreadStart {
  port: MessagePort;
  /** Set to 1 by the thread when there is something to read. */
  bell: Int32Array;
}

interface Thread {
  worker: Worker;
  port: MessagePort;
  bell: Int32Array;
  known: Set<string>;
}

const isSaid = (said: unknown): said is SaidByPackage => {
  const { value, errors, thrown } = (said ?? {}) as Record<string, unknown>;
  const fits = (text: unknown) => typeof text === 'string' && text.length <= maxAnswer;
  return fits(thrown) || (fits(value) && (errors === undefined || fits(errors)));
};

/**
 * Runs the code of one package in a thread of its own, which can be ended and which sees nothing of the environment. The
 * program waits for each answer: handlers are plain functions, and take microseconds.
 */
class PackageThread {
  #thread: Thread | undefined;
  #restsUntil = 0;

  constructor(private readonly name: string) {}

  ask(asked: AskedOfPackage, codeOf: () => string): SaidByPackage {
    if (performance.now() < this.#restsUntil) throw this.#stopped('was stopped a moment ago');
    this.#thread ??= this.#start();
    const { port, bell, known } = this.#thread;
    Atomics.store(bell, 0, 0);
    port.postMessage(known.has(asked.file) ? asked : { ...asked, code: codeOf() });
    known.add(asked.file);
    const isLate = Atomics.wait(bell, 0, 0, maxCallMs) === 'timed-out';
    const said: unknown = receiveMessageOnPort(port)?.message;
    if (!isLate && isSaid(said)) return said;
    this.end();
    this.#restsUntil = performance.now() + restMs;
    throw this.#stopped(
      `took more than ${maxCallMs} ms, ${resourceLimits.maxOldGenerationSizeMb} MB or ${maxAnswer} characters, or ended its thread`,
    );
  }

  end(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    thread?.port.close();
    void thread?.worker.terminate();
  }

  #stopped(why: string) {
    return packageStopped(
      `The code of ${this.name} ${why}, and does not run.`,
      `Report it to who made the package; it is tried again after ${restMs / 1000} s.`,
    );
  }

  #start(): Thread {
    const { port1: port, port2 } = new MessageChannel();
    const bell = new Int32Array(new SharedArrayBuffer(4));
    const workerData: PackageThreadStart = { port: port2, bell };
    const worker = new Worker(threadFile('package-worker'), {
      workerData,
      transferList: [port2],
      resourceLimits,
      env: {},
      argv: [],
      stdout: true,
      stderr: true,
    });
    worker.on('error', () => {}).unref();
    port.unref();
    const thread = { worker, port, bell, known: new Set<string>() };
    if (Atomics.wait(bell, 0, 0, maxStartMs) !== 'timed-out') return thread;
    void worker.terminate();
    throw this.#stopped('has no thread to run in: the machine is too busy');
  }
}

const threads = new Map<string, PackageThread>();

const threadOf = (digest: string, name: string): PackageThread => {
  const thread = threads.get(digest) ?? new PackageThread(name);
  threads.delete(digest);
  threads.set(digest, thread);
  if (threads.size > maxThreads) {
    const [oldest] = threads;
    threads.delete(oldest![0]);
    oldest![1].end();
  }
  return thread;
};

/** A callback's address may be one that cannot be had: it is asked for here, and refused where the handler asks. */
const urlProblem = ([input, call, ...rest]: unknown[]): { parts: unknown[]; problem?: unknown } => {
  if (call === null || typeof call !== 'object' || !('callbackUrl' in call))
    return { parts: [input, call, ...rest] };
  try {
    return { parts: [input, { ...call }, ...rest] };
  } catch (problem) {
    const { callbackUrl: _, ...others } = Object.getOwnPropertyDescriptors(call);
    return { parts: [input, Object.defineProperties({}, others), ...rest], problem };
  }
};

/**
 * What a file of a package exports. Its functions run in the package's thread; what they get and give is data alone. They
 * throw PackageError with the name of the package when they come to a limit.
 */
export const runInThread = (
  { digest, zip }: { digest: string; zip: string },
  file: string,
  codeOf: () => string,
): Record<string, unknown> => {
  const ask = (call?: AskedOfPackage['call']) =>
    threadOf(digest, zip).ask({ file: `${zip}/${file}`, ...(call && { call }) }, codeOf);
  const callable = (path: Path) => {
    const proxy = (...all: unknown[]): unknown => {
      const { parts, problem } = urlProblem(all);
      const said = ask({ path, parts: packData(parts) });
      if ('thrown' in said) {
        if (said.isUrl && problem) throw problem;
        throw said.isDigits ? new DigitsLost(said.thrown) : new Error(said.thrown);
      }
      // As the validators of ajv tell their findings.
      proxy.errors = said.errors === undefined ? undefined : unpackData(said.errors);
      return unpackData(said.value);
    };
    proxy.errors = undefined as unknown;
    return proxy;
  };
  const said = ask();
  if ('thrown' in said) throw new Error(said.thrown);
  return unpackData(said.value, callable) as Record<string, unknown>;
};
