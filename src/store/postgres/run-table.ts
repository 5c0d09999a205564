import { headFrom, idStartAt, runFrom, runText } from '../run-record.js';
import type { RunStore } from '../stores.js';
import type { Database } from './database.js';

/** The runs of all consoles over one database. */
export const runTable = (database: Database): RunStore => {
  /** Deletes what a condition names; gives how many. */
  const forget = async (condition: string, values: unknown[]): Promise<number> => {
    const gone = await database.query(`DELETE FROM wxcc_nodes.runs WHERE ${condition} RETURNING id`, values);
    return gone.length;
  };
  return {
    list: async () => {
      const rows = await database.query<{ id: string; head: string }>(
        "SELECT id, split_part(record, E'\\n', 1) AS head FROM wxcc_nodes.runs ORDER BY id DESC",
      );
      const read = rows.map(({ id, head }) => ({ id, head: headFrom(head) }));
      return {
        runs: read.flatMap(({ head }) => head ?? []),
        unreadable: read.flatMap(({ id, head }) => (head ? [] : id)),
      };
    },
    read: async (id) => {
      const [row] = await database.query<{ record: string }>(
        'SELECT record FROM wxcc_nodes.runs WHERE id = $1',
        [id],
      );
      return row && runFrom(row.record);
    },
    add: async (run, most) => {
      await database.query('INSERT INTO wxcc_nodes.runs VALUES ($1, $2)', [run.id, runText(run)]);
      await forget('id IN (SELECT id FROM wxcc_nodes.runs ORDER BY id DESC OFFSET $1)', [most]);
    },
    remove: (id) => (id === undefined ? forget('true', []) : forget('id = $1', [id])),
    sweep: (keepMs) => forget('id < $1', [idStartAt(Date.now() - keepMs)]),
  };
};
