/** Time as a program sees it: the system's, or a virtual one that takes no real time. */
export interface Clock {
  /** Milliseconds since 1970; never goes back. */
  now(): number;
  /** Does something once, so many milliseconds from now; gives what takes it back. */
  after(milliseconds: number, action: () => void): () => void;
  /** Does work during which virtual time stands still, but for what the work waits for with `wait`. */
  work<Type>(work: () => Promise<Type>): Promise<Type>;
  /** Waits, inside `work`, for what time or the other side brings: virtual time may go on meanwhile. */
  wait<Type>(on: Promise<Type>): Promise<Type>;
}

/** What setTimeout takes at once. */
const longestTimer = 2 ** 31 - 1;

interface Timers {
  setTimeout(action: () => void, milliseconds: number): unknown;
  clearTimeout(id: never): void;
}

/** A timer of the usual kind, however long; gives what takes it back. */
export const timer = (timers: Timers, milliseconds: number, action: () => void): (() => void) => {
  let id: unknown;
  const start = (left: number) => {
    const part = Math.min(left, longestTimer);
    id = timers.setTimeout(() => (part < left ? start(left - part) : action()), part);
  };
  start(milliseconds);
  return () => timers.clearTimeout(id as never);
};

export const systemClock: Clock = {
  // Unlike Date.now() it does not jump when somebody sets the machine's time.
  now: () => performance.timeOrigin + performance.now(),
  after: (milliseconds, action) => timer(globalThis, milliseconds, action),
  work: (work) => work(),
  wait: (on) => on,
};

/** Lets time pass, inside `work`. */
export const sleep = (clock: Clock, milliseconds: number): Promise<void> =>
  clock.wait(
    new Promise((resolve) => {
      clock.after(milliseconds, resolve);
    }),
  );

/** The day on this machine's clock, in UTC: YYYY-MM-DD. */
export const today = (): string => new Date().toISOString().slice(0, 10);
