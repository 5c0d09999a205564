import { createClock } from '@sinonjs/fake-timers';
import { type Clock, timer } from './clock.js';

/** When virtual time begins. */
const startOfTime = Date.UTC(2026, 0, 1);

/**
 * A clock that jumps to the next timer as soon as all work waits: what is simulated takes no real time, and a slow
 * machine changes no outcome. Only for what happens in this process: it does not see an answer that is on its way.
 */
export class VirtualClock implements Clock {
  readonly #timers: ReturnType<typeof createClock>;
  #working = 0;
  #waiting = 0;
  #isJumping = false;

  /** @param start milliseconds since 1970. */
  constructor(start = startOfTime) {
    this.#timers = createClock(start);
  }

  now(): number {
    return this.#timers.now;
  }

  after(milliseconds: number, action: () => void): () => void {
    const cancel = timer(this.#timers, milliseconds, action);
    this.#jumpSoon();
    return cancel;
  }

  async work<Type>(work: () => Promise<Type>): Promise<Type> {
    this.#working += 1;
    try {
      return await work();
    } finally {
      this.#working -= 1;
      this.#jumpSoon();
    }
  }

  async wait<Type>(on: Promise<Type>): Promise<Type> {
    this.#working -= 1;
    this.#waiting += 1;
    this.#jumpSoon();
    try {
      return await on;
    } finally {
      this.#waiting -= 1;
      this.#working += 1;
    }
  }

  /** After all that is ready to run has run. */
  #jumpSoon(): void {
    if (this.#isJumping || this.#working > 0) return;
    this.#isJumping = true;
    setImmediate(() => {
      this.#isJumping = false;
      if (this.#working > 0 || this.#waiting === 0 || this.#timers.countTimers() === 0) return;
      this.#timers.next();
      this.#jumpSoon();
    });
  }
}
