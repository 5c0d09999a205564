/** The run's own time: Delay and Receive move it on, nothing waits for it. */
export class VirtualClock {
  #now = 0;

  /** Milliseconds since the start. */
  get now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
