import { type Clock, sleep } from '../../ground/clock.js';

/** The time of one run, from its start on; milliseconds. */
export class RunTime {
  readonly #started: number;

  constructor(readonly clock: Clock) {
    this.#started = clock.now();
  }

  get elapsed(): number {
    return Math.round((this.clock.now() - this.#started) * 10) / 10;
  }

  sleep(milliseconds: number): Promise<void> {
    return sleep(this.clock, milliseconds);
  }
}
