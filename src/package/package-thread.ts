import { AnsweringThread } from '../ground/answering-thread.js';
import { DigitsLost } from '../ground/exact-number.js';
import { packageError } from './package-error.js';
import { type Path, packData, unpackData } from './plain-data.js';

const packageStopped = packageError('package.stopped', 'Code of a package was stopped at its limits.');

/** Code of a package that takes longer is stopped. Milliseconds. */
const maxCallMs = 2000;
/** How long a package that was stopped is not run again, so that it costs the others little. Milliseconds. */
const restMs = 30_000;
/** How long a call may wait until its package has done with the others. Milliseconds. */
const maxQueueMs = 10_000;
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
export type SaidByPackage = { value: string } | { thrown: string; isDigits: boolean; isUrl: boolean };

interface Thread {
  answering: AnsweringThread;
  known: Set<string>;
}

const isSaid = (said: unknown): said is SaidByPackage => {
  const { value, thrown } = (said ?? {}) as Record<string, unknown>;
  return [value, thrown].some((text) => typeof text === 'string' && text.length <= maxAnswer);
};

/**
 * Runs the code of one package in a thread of its own, which can be ended and which sees nothing of the environment. One
 * call at a time: handlers are plain functions, and take microseconds.
 */
class PackageThread {
  #thread: Thread | undefined;
  #restsUntil = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly name: string) {}

  ask(asked: AskedOfPackage, codeOf: () => string): Promise<SaidByPackage> {
    const since = performance.now();
    const turn = this.#last.then(() => this.#askNow(asked, codeOf, since));
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** When all that was asked is answered. */
  end(): void {
    this.#last = this.#last.then(() => this.#end());
  }

  async #askNow(asked: AskedOfPackage, codeOf: () => string, since: number): Promise<SaidByPackage> {
    if (performance.now() < this.#restsUntil) throw this.#stopped('was stopped a moment ago');
    if (performance.now() - since > maxQueueMs)
      throw this.#stopped(`is busy with other calls for more than ${maxQueueMs} ms`);
    this.#thread ??= { answering: new AnsweringThread('package-worker', resourceLimits), known: new Set() };
    const { answering, known } = this.#thread;
    const question = known.has(asked.file) ? asked : { ...asked, code: codeOf() };
    const said = await answering.ask(question, maxCallMs).catch(() => undefined);
    if (!isSaid(said)) {
      this.#restsUntil = performance.now() + restMs;
      await this.#end();
      throw this.#stopped(
        `took more than ${maxCallMs} ms, ${resourceLimits.maxOldGenerationSizeMb} MB or ${maxAnswer} characters, or ended its thread`,
      );
    }
    known.add(asked.file);
    return said;
  }

  async #end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.answering.end();
  }

  #stopped(why: string) {
    return packageStopped(
      `The code of ${this.name} ${why}, and does not run.`,
      `Report it to who made the package; it is tried again after ${restMs / 1000} s.`,
    );
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
 * What a file of a package exports. Its functions run in the package's thread and answer later; what they get and give
 * is data alone, and a validator that finds something gives that. They reject with PackageError, which has the name of
 * the package, when they come to a limit.
 */
export const runInThread = async (
  { digest, zip }: { digest: string; zip: string },
  file: string,
  codeOf: () => string,
): Promise<Record<string, unknown>> => {
  const ask = (call?: AskedOfPackage['call']) =>
    threadOf(digest, zip).ask({ file: `${zip}/${file}`, ...(call && { call }) }, codeOf);
  const callable =
    (path: Path) =>
    async (...all: unknown[]): Promise<unknown> => {
      const { parts, problem } = urlProblem(all);
      const said = await ask({ path, parts: packData(parts) });
      if (!('thrown' in said)) return unpackData(said.value);
      if (said.isUrl && problem) throw problem;
      throw said.isDigits ? new DigitsLost(said.thrown) : new Error(said.thrown);
    };
  const said = await ask();
  if ('thrown' in said) throw new Error(said.thrown);
  return unpackData(said.value, callable) as Record<string, unknown>;
};
