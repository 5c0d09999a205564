import type { KeptCall } from '../../../schemas/types.js';
import { jsonText } from '../../node-kit/json-text.js';
import { keptCallFrom, markOf } from '../kept-call.js';
import type { CallId, FoundCall, Invocation, KeptCallStore } from '../stores.js';
import { Usage, type Used } from '../usage.js';
import type { Database } from './database.js';

/** The kept calls of all instances. How many there are is counted at each sweep; between two, only what this instance adds. */
export class KeptCallTable implements KeptCallStore {
  #usage = new Usage();

  constructor(private readonly database: Database) {}

  used(owner?: string): Used {
    return this.#usage.of(owner);
  }

  async sweep(keepMs: number): Promise<number> {
    const forgotten = Number.isFinite(keepMs) ? await this.database.deleteOld('kept_calls', keepMs) : 0;
    const rows = await this.database.query<{ id: string; owner: string; bytes: number }>(
      'SELECT id, owner, octet_length(record) AS bytes FROM wxcc_nodes.kept_calls',
    );
    const usage = new Usage();
    for (const { id, owner, bytes } of rows) usage.set(id, owner, bytes);
    this.#usage = usage;
    return forgotten;
  }

  async read({ id }: CallId): Promise<FoundCall> {
    const [row] = await this.database.query<{ record: string }>(
      'SELECT record FROM wxcc_nodes.kept_calls WHERE id = $1',
      [id],
    );
    return row && keptCallFrom(row.record);
  }

  async create({ id, owner }: CallId, record: KeptCall): Promise<boolean> {
    const text = jsonText(record);
    const created = await this.database.query(
      `INSERT INTO wxcc_nodes.kept_calls (id, owner, record) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING RETURNING id`,
      [id, owner, text],
    );
    if (created.length === 0) return false;
    this.#usage.set(id, owner, Buffer.byteLength(text));
    return true;
  }

  async isStill({ id }: CallId, before: Invocation): Promise<boolean> {
    const found = await this.database.query(
      'SELECT id FROM wxcc_nodes.kept_calls WHERE id = $1 AND strpos(record, $2) > 0',
      [id, markOf(before)],
    );
    return found.length > 0;
  }

  async replace({ id, owner }: CallId, before: Invocation, record: KeptCall): Promise<boolean> {
    const text = jsonText(record);
    const replaced = await this.database.query(
      `UPDATE wxcc_nodes.kept_calls SET record = $3, kept_at = now()
       WHERE id = $1 AND strpos(record, $2) > 0 RETURNING id`,
      [id, markOf(before), text],
    );
    if (replaced.length > 0) this.#usage.set(id, owner, Buffer.byteLength(text));
    return replaced.length > 0;
  }

  takeOver(call: CallId, before: Invocation, record: KeptCall): Promise<boolean> {
    return this.replace(call, before, record);
  }

  async remove({ id }: CallId, before: Invocation): Promise<void> {
    const removed = await this.database.query(
      'DELETE FROM wxcc_nodes.kept_calls WHERE id = $1 AND strpos(record, $2) > 0 RETURNING id',
      [id, markOf(before)],
    );
    if (removed.length > 0) this.#usage.delete(id);
  }
}
