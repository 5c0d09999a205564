import { type Clock, systemClock } from '../../ground/clock.js';

/** Real time for a run that does not wait for its own delays: what the run would sleep is skipped. */
export class SkippingClock implements Clock {
  #skipped = 0;

  now(): number {
    return systemClock.now() + this.#skipped;
  }

  after(milliseconds: number, action: () => void): () => void {
    this.#skipped += milliseconds;
    return systemClock.after(0, action);
  }

  readonly work = systemClock.work;
  readonly wait = systemClock.wait;
}
