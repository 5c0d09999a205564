import { type Clock, sleep } from '../../ground/clock.js';
import type { Moment } from '../../ground/time-zone.js';

/** The time of one run, from its start on; milliseconds. */
export class RunTime {
  readonly #started: number;

  /** @param start when the run starts, and where. */
  constructor(
    readonly clock: Clock,
    private readonly start: Moment,
  ) {
    this.#started = clock.now();
  }

  /** What the clocks of the run's zone show now. */
  get moment(): Moment {
    return { ...this.start, at: this.start.at + this.elapsed };
  }

  get elapsed(): number {
    return Math.round((this.clock.now() - this.#started) * 10) / 10;
  }

  sleep(milliseconds: number): Promise<void> {
    return sleep(this.clock, milliseconds);
  }
}
