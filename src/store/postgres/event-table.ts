import { type EventKey, type EventStore, eventKeepMs, type KeptEvent } from '../stores.js';
import type { Database } from './database.js';

const sweepMs = 60_000;
/** Events of one question to the database. */
const pageLength = 1000;

/** The events in a table; each once, whichever instance was told of it. */
export const eventTable = (database: Database): EventStore => {
  let sweptAt = 0;
  const sweep = async (keepMs: number) => {
    sweptAt = Date.now();
    const removed = await database.deleteOld('events', keepMs);
    // A use is noted after its event was kept: it is never forgotten before.
    await database.deleteOld('event_uses', keepMs);
    return removed;
  };
  const page = (orgId: string, end: string) =>
    database.query<KeptEvent & { number: string }>(
      'SELECT number, id, org_id AS "orgId", body FROM wxcc_nodes.events WHERE org_id = $1 AND number > $2 ORDER BY number LIMIT $3',
      [orgId, end, pageLength],
    );
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
    end: async (agoMs = 0) => {
      const [row] = await database.query<{ end: string }>(
        'SELECT coalesce(max(number), 0) AS "end" FROM wxcc_nodes.events WHERE kept_at <= now() - make_interval(secs => $1)',
        [agoMs / 1000],
      );
      return Number(row!.end);
    },
    after: async (orgId, end) => {
      const found: KeptEvent[] = [];
      for (let last: string | undefined = String(end); last !== undefined; ) {
        const rows: (KeptEvent & { number: string })[] = await page(orgId, last);
        for (const { id, body } of rows) found.push({ id, orgId, body });
        last = rows.length < pageLength ? undefined : rows.at(-1)!.number;
      }
      return found;
    },
    claim: async ({ orgId, id }: EventKey, use: string) => {
      const rows = await database.query(
        'INSERT INTO wxcc_nodes.event_uses (org_id, id, use) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING use',
        [orgId, id, use],
      );
      return rows.length > 0;
    },
  };
};
