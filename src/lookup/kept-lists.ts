import type { KeptLists } from '../engine/engine.js';
import type { ListStore } from '../store/stores.js';
import { readCache } from './cache.js';
import type { LookupRecord } from './definition.js';

/**
 * The kept lists of a node that a method is checked against; its handler fills from them what Control Hub decides and
 * the author does not type. Asks nobody.
 */
export const keptLists =
  (store: ListStore): KeptLists =>
  async ({ manifest, method, asked, connection }) => {
    const lists: Record<string, readonly LookupRecord[]> = {};
    for (const { id, check } of manifest.lookups ?? []) {
      if (check?.method !== method) continue;
      const { cache } = await readCache(store, { node: manifest.node.id, list: id, asked, connection });
      if (cache) lists[id] = cache.records;
    }
    return lists;
  };
