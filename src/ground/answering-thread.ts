import type { ResourceLimits, Worker } from 'node:worker_threads';
import { processorTime } from './processor-time.js';
import { threadFile } from './thread-file.js';
import { thrownText } from './thrown.js';

/** So many times the patience ends it all the same: a thread may wait, and work nothing. */
const mostPatience = 10;

/** Why a thread gave no answer. */
export class ThreadEnded extends Error {
  constructor(
    message: string,
    /** It took too long; else it broke. */
    readonly isSilent: boolean,
  ) {
    super(message);
  }
}

/** A thread that answers one question at a time, sees nothing of the environment, and can be ended whatever it does. */
export class AnsweringThread {
  readonly #worker: Worker;
  readonly #isUp: Promise<void>;

  /** @param file the thread's, as `threadFile` knows it. It answers each message of its parent with one message. */
  constructor(file: string, resourceLimits: ResourceLimits) {
    // What code that breaks says is nothing for a terminal.
    const options = { resourceLimits, env: {}, argv: [], stdout: true, stderr: true };
    // Loaded where it is needed: most commands have no thread.
    const threads = process.getBuiltinModule('node:worker_threads');
    this.#worker = new threads.Worker(threadFile(file), options);
    this.#isUp = new Promise((resolve, reject) => {
      this.#worker
        .once('online', resolve)
        .once('error', reject)
        .once('exit', () => reject(new Error('it ended')));
    });
    this.#isUp.catch(() => {});
    // An error after the answer must not end the program.
    this.#worker.on('error', () => {}).unref();
  }

  /**
   * Asks when the answer to the question before is there. Rejects with ThreadEnded; the thread is ended then, and what it
   * took is free again.
   * @param patience milliseconds, from when the thread is there: starting it is not the fault of what runs in it. They are
   * not over as long as the program itself has not had so many: on a machine that is busy nothing runs, however short.
   */
  async ask(question: unknown, patience: number): Promise<unknown> {
    this.#worker.ref();
    try {
      await this.#isUp.catch((error) => {
        throw new ThreadEnded(`it does not start: ${thrownText(error)}`, false);
      });
      const answer = await this.#answer(question, patience);
      this.#worker.unref();
      return answer;
    } catch (error) {
      await this.end();
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate().catch(() => {});
  }

  #answer(question: unknown, patience: number): Promise<unknown> {
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      const broke = (error: unknown) => settle(() => reject(new ThreadEnded(thrownText(error), false)));
      const ended = () => broke(new Error('it ended'));
      const answered = (answer: unknown) => settle(() => resolve(answer));
      const began = { at: performance.now(), worked: processorTime() };
      const look = () => {
        const left = patience - (processorTime() - began.worked);
        if (left > 0 && performance.now() - began.at < mostPatience * patience)
          timer = setTimeout(look, Math.max(left, 10));
        else settle(() => reject(new ThreadEnded(`it took more than ${patience} ms`, true)));
      };
      let timer = setTimeout(look, patience);
      const settle = (how: () => void) => {
        clearTimeout(timer);
        worker.off('message', answered).off('error', broke).off('exit', ended);
        how();
      };
      worker.on('message', answered).on('error', broke).on('exit', ended);
      worker.postMessage(question);
    });
  }
}
