import type { Clock } from '../ground/clock.js';

/** What a call's time goes to. */
type Phase = 'token' | 'send' | 'wait';

const waitingFor: Record<Phase, string> = {
  token: 'for a token',
  send: "for the API's answer",
  wait: "for the API's callback or event",
};

const round = (milliseconds: number) => Math.round(milliseconds * 10) / 10;

/** Measures a call from now on, in milliseconds. */
export class Phases {
  readonly #started: number;
  readonly #times = { token: 0, send: 0, wait: 0 };
  #phase: Phase = 'token';

  constructor(private readonly clock: Clock) {
    this.#started = clock.now();
  }

  /** Waits for work; what is done twice in one phase takes the time of both. */
  async timed<Type>(phase: Phase, work: () => Promise<Type>): Promise<Type> {
    this.#phase = phase;
    const start = this.clock.now();
    try {
      return await this.clock.wait(work());
    } finally {
      this.#times[phase] = round(this.#times[phase] + this.clock.now() - start);
    }
  }

  get elapsed(): number {
    return round(this.clock.now() - this.#started);
  }

  get timings(): Record<Phase | 'total', number> {
    return { ...this.#times, total: this.elapsed };
  }

  /** The phase that the call is in, or was in last. */
  get phase(): Phase {
    return this.#phase;
  }

  /** For people: "while waiting …". */
  get waitingFor(): string {
    return waitingFor[this.#phase];
  }
}
