import { setImmediate as turn } from 'node:timers/promises';

/** How long work may keep everything else waiting, milliseconds. */
const longest = 20;

/**
 * Does the work for one after the other. When that takes long, everything else has its turn in between.
 * Rejects at such a turn once nobody waits for the work any more.
 */
export const inTurns = async <One, Given>(
  many: Iterable<One>,
  work: (one: One) => Given | Promise<Given>,
  signal?: AbortSignal,
): Promise<Given[]> => {
  const given: Given[] = [];
  let since = performance.now();
  for (const one of many) {
    if (performance.now() - since > longest) {
      await turn();
      signal?.throwIfAborted();
      since = performance.now();
    }
    given.push(await work(one));
  }
  return given;
};
