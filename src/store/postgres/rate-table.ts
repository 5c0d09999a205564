import type { RateStore } from '../stores.js';
import type { Database } from './database.js';

const add = `
  INSERT INTO wxcc_nodes.rates AS known (name, count, ends_at)
  VALUES ($1, $2, now() + make_interval(secs => $3))
  ON CONFLICT (name) DO UPDATE SET
    count = excluded.count + CASE WHEN known.ends_at > now() THEN known.count ELSE 0 END,
    ends_at = CASE WHEN known.ends_at > now() THEN known.ends_at ELSE excluded.ends_at END
  RETURNING count, extract(epoch FROM ends_at - now()) * 1000 AS left_ms`;

/** What all instances count together, by the database's clock. */
export const rateTable = (database: Database): RateStore => ({
  add: async (name, count, windowMs) => {
    const [row] = await database.query<{ count: string; left_ms: string }>(add, [
      name,
      count,
      windowMs / 1000,
    ]);
    return { count: Number(row!.count), leftMs: Number(row!.left_ms) };
  },
});
