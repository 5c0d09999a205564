import type { KeptCall } from '../../../schemas/types.js';
import { isKeptCall } from '../../../schemas/validators.js';
import type { FoundCall, KeptCallStore } from '../stores.js';
import type { Database } from './database.js';

/** The kept calls of all instances. How many there are is counted at each sweep; between two, only what this instance adds. */
export class KeptCallTable implements KeptCallStore {
  #count = 0;
  #bytes = 0;

  constructor(private readonly database: Database) {}

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async sweep(keepMs: number): Promise<void> {
    if (Number.isFinite(keepMs))
      await this.database.query(
        'DELETE FROM wxcc_nodes.kept_calls WHERE kept_at < now() - make_interval(secs => $1)',
        [keepMs / 1000],
      );
    const [row] = await this.database.query<{ count: number; bytes: string }>(
      'SELECT count(*)::int AS count, coalesce(sum(octet_length(record)), 0) AS bytes FROM wxcc_nodes.kept_calls',
    );
    this.#count = row?.count ?? 0;
    this.#bytes = Number(row?.bytes ?? 0);
  }

  async read(id: string): Promise<FoundCall> {
    const [row] = await this.database.query<{ record: string }>(
      'SELECT record FROM wxcc_nodes.kept_calls WHERE id = $1',
      [id],
    );
    if (!row) return undefined;
    try {
      const content: unknown = JSON.parse(row.record);
      return isKeptCall(content) ? content : 'unreadable';
    } catch {
      return 'unreadable';
    }
  }

  async create(id: string, record: KeptCall): Promise<boolean> {
    const text = JSON.stringify(record);
    const created = await this.database.query(
      'INSERT INTO wxcc_nodes.kept_calls (id, record) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id',
      [id, text],
    );
    if (created.length === 0) return false;
    this.#count += 1;
    this.#bytes += Buffer.byteLength(text);
    return true;
  }

  async replace(id: string, record: KeptCall): Promise<void> {
    await this.database.query(
      `INSERT INTO wxcc_nodes.kept_calls (id, record) VALUES ($1, $2)
       ON CONFLICT (id) DO UPDATE SET record = excluded.record`,
      [id, JSON.stringify(record)],
    );
  }

  async remove(id: string): Promise<void> {
    const removed = await this.database.query(
      'DELETE FROM wxcc_nodes.kept_calls WHERE id = $1 RETURNING id',
      [id],
    );
    this.#count -= removed.length;
  }
}
