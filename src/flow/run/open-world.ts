import type { World } from './world.js';

/** Gives worlds, each as if nothing had happened in it yet. Not for several runs at the same time. */
export interface WorldSource {
  open(seed: number): Promise<World>;
  close(): Promise<void>;
}

/** Opens a source of worlds; each worker has one of its own. */
export type OpenWorlds = () => Promise<WorldSource>;

/** Does work on items with a few workers, each with worlds of its own; results come in the order of the items. */
export const withWorlds = async <Item, Result>(
  items: Item[],
  openWorlds: OpenWorlds,
  work: (item: Item, worlds: WorldSource) => Promise<Result>,
  workers = 3,
): Promise<Result[]> => {
  const results: Result[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    if (next >= items.length) return;
    const worlds = await openWorlds();
    try {
      while (next < items.length) {
        const index = next;
        next += 1;
        results[index] = await work(items[index]!, worlds);
      }
    } finally {
      await worlds.close();
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(workers, items.length) }, worker));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return results;
};
