/** What a call's time goes to. */
type Phase = 'token' | 'send' | 'wait';

const waitingFor: Record<Phase, string> = {
  token: 'for a token',
  send: "for the API's answer",
  wait: "for the API's callback",
};

const round = (milliseconds: number) => Math.round(milliseconds * 10) / 10;

/** Measures a call from now on, in milliseconds. */
export class Phases {
  readonly #started = performance.now();
  readonly #times = { token: 0, send: 0, wait: 0 };
  #phase: Phase = 'token';

  /** Work that is done twice in one phase takes the time of both. */
  async timed<Type>(phase: Phase, work: () => Promise<Type>): Promise<Type> {
    this.#phase = phase;
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#times[phase] = round(this.#times[phase] + performance.now() - start);
    }
  }

  get elapsed(): number {
    return round(performance.now() - this.#started);
  }

  get timings(): Record<Phase | 'total', number> {
    return { ...this.#times, total: this.elapsed };
  }

  /** For people: "while waiting …". */
  get waitingFor(): string {
    return waitingFor[this.#phase];
  }

  /** Whether the call may have had its effect: not before it was sent, nor after the API has refused its token. */
  get mayHaveTakenEffect(): boolean {
    return this.#phase !== 'token';
  }
}
