/** The time that a sandbox goes by; whoever runs it may bring another than the system's. */
export interface SandboxClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Does something once, so many milliseconds from now; gives what takes it back. */
  after(milliseconds: number, action: () => void): () => void;
  /** Waits for what only time brings. */
  wait<Type>(on: Promise<Type>): Promise<Type>;
}

export const systemClock: SandboxClock = {
  now: Date.now,
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
  wait: (on) => on,
};

/** What a sandbox is to do later, unless it stops or begins anew before. */
export class Agenda {
  readonly #cancels = new Set<() => void>();

  constructor(
    public clock: SandboxClock,
    /** Told when something was done. */
    private readonly done: () => void = () => {},
  ) {}

  later(milliseconds: number, action: () => void): void {
    const cancel = this.clock.after(milliseconds, () => {
      this.#cancels.delete(cancel);
      action();
      this.done();
    });
    this.#cancels.add(cancel);
  }

  clear(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
