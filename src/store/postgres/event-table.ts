import { type EventStore, eventKeepMs, type KeptEvent } from '../stores.js';
import type { Database } from './database.js';

const sweepMs = 60_000;
/** Of one look. */
const mostEvents = 1000;

/** The events in a table; each once, whichever instance was told of it. */
export const eventTable = (database: Database): EventStore => {
  let sweptAt = 0;
  const sweep = (keepMs: number) => {
    sweptAt = Date.now();
    return database.deleteOld('events', keepMs);
  };
  return {
    everyMs: 250,
    sweep,
    add: async ({ id, orgId, body }: KeptEvent) => {
      if (Date.now() - sweptAt > sweepMs) await sweep(eventKeepMs);
      const rows = await database.query(
        'INSERT INTO wxcc_nodes.events (org_id, id, body) VALUES ($1, $2, $3) ON CONFLICT (org_id, id) DO NOTHING RETURNING number',
        [orgId, id, body],
      );
      return rows.length > 0;
    },
    end: async () => {
      const [row] = await database.query<{ end: string }>(
        'SELECT coalesce(max(number), 0) AS "end" FROM wxcc_nodes.events',
      );
      return Number(row!.end);
    },
    after: async (orgId, end) =>
      database.query<KeptEvent>(
        'SELECT id, org_id AS "orgId", body FROM wxcc_nodes.events WHERE org_id = $1 AND number > $2 ORDER BY number LIMIT $3',
        [orgId, end, mostEvents],
      ),
  };
};
