/** What one kind of call took under one number of callers. */
export interface Load {
  callers: number;
  calls: number;
  perSecond: number;
  /** Milliseconds. */
  median: number;
  p99: number;
}

const round = (value: number, digits = 2) => Number(value.toFixed(digits));

const percentile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/**
 * Lets so many callers make calls one after the other until `isOver` says so, and measures each. Rejects with the first
 * call that fails: a benchmark of failures is none.
 */
export const measure = async (
  callers: number,
  call: () => Promise<void>,
  isOver: (calls: number, elapsedMs: number) => boolean,
): Promise<Load> => {
  const times: number[] = [];
  const started = performance.now();
  let begun = 0;
  const caller = async () => {
    while (!isOver(begun, performance.now() - started)) {
      begun += 1;
      const start = performance.now();
      await call();
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const elapsed = performance.now() - started;
  times.sort((a, b) => a - b);
  return {
    callers,
    calls: times.length,
    perSecond: round((times.length / elapsed) * 1000, 0),
    median: round(percentile(times, 0.5)),
    p99: round(percentile(times, 0.99)),
  };
};
