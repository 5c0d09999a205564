import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toldError } from '../../ground/told-error.js';
import type { StoreAddress } from '../stores.js';
import { Database, type Query } from './database.js';

const storeNewer = toldError('operator', 'store.newer', 'The store was made by a newer program.');
const storeUnprepared = toldError(
  'operator',
  'store.unmigrated',
  'The store was made by an older program and must be migrated.',
);

interface Step {
  number: number;
  name: string;
  sql: string;
}

/** The steps that come with this program, `0001-….sql` first. */
const readSteps = async (packDirectory: string): Promise<Step[]> => {
  const folder = join(packDirectory, 'migrations');
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      number: Number(name.slice(0, 4)),
      name,
      sql: await readFile(join(folder, name), 'utf8'),
    })),
  );
};

const appliedIn = async (query: Query): Promise<number> => {
  const [table] = await query<{ found: string | null }>(
    "SELECT to_regclass('wxcc_nodes.migrations') AS found",
  );
  if (!table?.found) return 0;
  const [row] = await query<{ number: number }>(
    'SELECT coalesce(max(number), 0)::int AS number FROM wxcc_nodes.migrations',
  );
  return row?.number ?? 0;
};

const refuseNewer = (place: string, applied: number, steps: Step[]): void => {
  if (applied <= steps.length) return;
  throw storeNewer(
    `${place}: migrated up to step ${applied}; this version of wxcc-nodes knows ${steps.length}.`,
    'Use the version that migrated it, or a later one. Nothing was changed.',
  );
};

/**
 * Prepares the database, or brings it up to this program: all of it or nothing, and once when several do it at the same
 * time. Gives the names of the steps that were applied. Throws ToldError.
 */
export const migrateStore = async (address: StoreAddress, packDirectory: string): Promise<string[]> => {
  const database = new Database(address);
  try {
    return await migrate(database, await readSteps(packDirectory));
  } finally {
    await database.close();
  }
};

const migrate = (database: Database, steps: Step[]): Promise<string[]> =>
  database.transaction(async (query) => {
    await query("SELECT pg_advisory_xact_lock(hashtextextended('wxcc_nodes migrations', 0))");
    const applied = await appliedIn(query);
    refuseNewer(database.place, applied, steps);
    if (applied === 0)
      await query(`CREATE SCHEMA IF NOT EXISTS wxcc_nodes;
        CREATE TABLE IF NOT EXISTS wxcc_nodes.migrations (
          number int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const missing = steps.slice(applied);
    for (const { number, name, sql } of missing) {
      await query(sql);
      await query('INSERT INTO wxcc_nodes.migrations (number, name) VALUES ($1, $2)', [number, name]);
    }
    return missing.map(({ name }) => name);
  });

/** Refuses a database that this program does not fit. Throws ToldError. */
export const checkMigrated = async (database: Database, packDirectory: string): Promise<void> => {
  const steps = await readSteps(packDirectory);
  const applied = await appliedIn(database.query);
  refuseNewer(database.place, applied, steps);
  if (applied < steps.length)
    throw storeUnprepared(
      `${database.place}: ${applied === 0 ? 'holds no store yet' : `lacks ${steps.length - applied} of ${steps.length} migrations`}.`,
      'Run `wxcc-nodes store migrate` with the same address.',
    );
};
