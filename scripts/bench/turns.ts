import { loadBy } from './http-load.js';
import { inTurns, median, ratio } from './pairs.js';
import type { Ask } from './stage.js';

/** What the turns of one way came to. */
export interface Turns {
  /** Of each turn. */
  perSecond: number[];
  /** Of the turns the middle one, milliseconds. */
  p99: number;
  median: number;
}

export interface TurnsOptions {
  callers: number;
  turns: number;
  /** Of each way, all turns together. */
  seconds: number;
}

/** Lets several ways take turns under the same load, so that all see the same machine. */
export const loadInTurns = async <Name extends string>(
  ways: Record<Name, Ask>,
  { callers, turns, seconds }: TurnsOptions,
): Promise<Record<Name, Turns>> => {
  const names = Object.keys(ways) as Name[];
  const times = Object.fromEntries(
    names.map((name) => [name, { p99: [] as number[], median: [] as number[] }]),
  ) as Record<Name, { p99: number[]; median: number[] }>;
  const measures = Object.fromEntries(
    names.map((name) => [
      name,
      async () => {
        const load = await loadBy(callers, ways[name], seconds / turns);
        times[name].p99.push(load.p99);
        times[name].median.push(load.median);
        return load.perSecond;
      },
    ]),
  ) as Record<Name, () => Promise<number>>;
  const found = await inTurns(turns, measures);
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        perSecond: found[name],
        // The first warmed up.
        p99: median(times[name].p99.slice(1)),
        median: median(times[name].median.slice(1)),
      },
    ]),
  ) as Record<Name, Turns>;
};

/** The median of what one is of the other in each turn. */
export const shareOf = (one: Turns, other: Turns): number => ratio(one.perSecond, other.perSecond);
