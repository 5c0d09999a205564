/** What an AbortSignal is to who works until it: an AbortSignal, or a Deadline. */
export interface Ending {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * The end of one call's time. Ours, since nearly every call ends before it: to make an AbortSignal, with its listeners, takes
 * longer than to check an input.
 */
export class Deadline implements Ending {
  /** By which node-fetch knows a signal. */
  readonly [Symbol.toStringTag] = 'AbortSignal';
  readonly #listeners = new Set<() => void>();
  #controller: AbortController | undefined;
  #isPassed = false;
  readonly reason = deadlinePassed;

  get aborted(): boolean {
    return this.#isPassed;
  }

  throwIfAborted(): void {
    if (this.#isPassed) throw this.reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  /** For what takes nothing but Node.js' own. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isPassed) this.#controller.abort(this.reason);
    return this.#controller.signal;
  }

  pass(): void {
    this.#isPassed = true;
    this.#controller?.abort(this.reason);
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }
}

/** One for all: nobody looks at where it was made. */
const deadlinePassed = new Error('deadline');

/** Node.js' own signal of an ending. */
export const signalOf = (ending: Ending): AbortSignal =>
  ending instanceof Deadline ? ending.signal : (ending as AbortSignal);

/** Becomes what the work does; rejects with the ending's reason when that comes first. */
export const within = <Type>(work: Promise<Type>, ending: Ending): Promise<Type> =>
  new Promise((resolve, reject) => {
    const end = () => reject(ending.reason);
    if (ending.aborted) end();
    else ending.addEventListener('abort', end);
    work.then(
      (value) => {
        ending.removeEventListener('abort', end);
        resolve(value);
      },
      (error) => {
        ending.removeEventListener('abort', end);
        reject(error);
      },
    );
  });
