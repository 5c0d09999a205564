import { type Archive, type Filling, notEmpty, type StoreRecord, textOf } from '../copy.js';
import type { Database, Query } from './database.js';

/** Kept calls of one question. */
const mostCalls = 100;

/** What instances tell one another is not copied: the secret of their callbacks, and notes that were taken back. */
const documents =
  "SELECT name, content FROM wxcc_nodes.documents WHERE name <> 'callbacks' AND content <> 'null' ORDER BY name";

const isConnection = (name: string) => name.startsWith('connection/');

async function* recordsIn(query: Query): AsyncGenerator<StoreRecord> {
  for (const { name, content } of await query<{ name: string; content: string }>(documents))
    yield {
      name,
      content: Buffer.from(isConnection(name) ? (JSON.parse(content) as string) : content),
    };
  for (const { digest } of await query<{ digest: string }>(
    'SELECT digest FROM wxcc_nodes.packages ORDER BY digest',
  )) {
    const [row] = await query<{ bytes: Buffer }>('SELECT bytes FROM wxcc_nodes.packages WHERE digest = $1', [
      digest,
    ]);
    yield { name: `package/${digest}`, content: row!.bytes };
  }
  for (const { id } of await query<{ id: string }>('SELECT id FROM wxcc_nodes.runs ORDER BY id')) {
    const [row] = await query<{ record: string }>('SELECT record FROM wxcc_nodes.runs WHERE id = $1', [id]);
    yield { name: `run/${id}`, content: Buffer.from(row!.record) };
  }
  let after = '';
  for (;;) {
    const rows = await query<{ id: string; owner: string; record: string; kept_at: string }>(
      `SELECT id, owner, record, round(extract(epoch FROM kept_at) * 1000)::bigint AS kept_at
       FROM wxcc_nodes.kept_calls WHERE id > $1 ORDER BY id LIMIT $2`,
      [after, mostCalls],
    );
    for (const { id, owner, record, kept_at } of rows)
      yield { name: `call/${id}`, content: Buffer.from(record), owner, keptAt: Number(kept_at) };
    if (rows.length < mostCalls) return;
    after = rows.at(-1)!.id;
  }
}

const put = async (query: Query, { name, content, owner, keptAt }: StoreRecord): Promise<void> => {
  if (name.startsWith('package/')) {
    await query('INSERT INTO wxcc_nodes.packages VALUES ($1, $2)', [name.slice('package/'.length), content]);
    return;
  }
  const text = textOf(content, name);
  if (name.startsWith('run/'))
    await query('INSERT INTO wxcc_nodes.runs VALUES ($1, $2)', [name.slice('run/'.length), text]);
  else if (keptAt !== undefined)
    await query(
      'INSERT INTO wxcc_nodes.kept_calls VALUES ($1, $2, $3, to_timestamp($4::bigint / 1000.0::numeric))',
      [name.slice('call/'.length), owner ?? '', text, keptAt],
    );
  else
    await query('INSERT INTO wxcc_nodes.documents VALUES ($1, 1, $2)', [
      name,
      isConnection(name) ? JSON.stringify(text) : text,
    ]);
};

/** A database as a whole: read as it is at one moment, filled in one transaction. */
export const databaseArchive = (database: Database): Archive => ({
  place: database.place,
  read: (work) =>
    database.transaction(async (query) => {
      await query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      await work(recordsIn(query));
    }),
  fill: (work: (filling: Filling) => Promise<void>) =>
    database.transaction(async (query) => {
      // Nobody else changes what is being filled.
      await query(
        'LOCK TABLE wxcc_nodes.documents, wxcc_nodes.packages, wxcc_nodes.kept_calls, wxcc_nodes.runs IN EXCLUSIVE MODE',
      );
      for await (const _ of recordsIn(query)) throw notEmpty(database.place);
      await work({ put: (record) => put(query, record), records: () => recordsIn(query) });
    }),
});
