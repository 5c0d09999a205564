export interface RoundsOptions {
  /** Fetches what there is. */
  look: () => Promise<void>;
  /** Whether it is worth looking without having been told. */
  isWaiting: () => boolean;
  /** Between two looks of that kind, milliseconds. */
  everyMs: () => number;
  onError: (error: Error) => void;
}

/** Looks when it is told to, and now and then while something is waited for; one look at a time. */
export class Rounds {
  #looking: Promise<void> | undefined;
  #isTold = false;
  #timer: NodeJS.Timeout;

  constructor(private readonly options: RoundsOptions) {
    this.#timer = this.#next();
  }

  /** There may be something to fetch. */
  tell(): void {
    this.#isTold = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isTold = false;
    await this.#looking;
  }

  async #look(): Promise<void> {
    while (this.#isTold) {
      this.#isTold = false;
      await this.options.look().catch(this.options.onError);
    }
  }

  #next(): NodeJS.Timeout {
    const { isWaiting, everyMs } = this.options;
    return setTimeout(() => {
      this.#timer = this.#next();
      if (isWaiting()) this.tell();
    }, everyMs()).unref();
  }
}
