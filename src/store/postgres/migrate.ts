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

const storeMigration = toldError(
  'operator',
  'store.migration',
  'The store is not what its migrations should have made of it.',
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

/** How many of the steps were applied. Throws ToldError where these are not the first ones, each of its name. */
const appliedIn = async (query: Query, place: string, steps: Step[]): Promise<number> => {
  const [table] = await query<{ found: string | null }>(
    "SELECT to_regclass('wxcc_nodes.migrations') AS found",
  );
  if (!table?.found) return 0;
  const rows = await query<{ number: number; name: string }>(
    'SELECT number, name FROM wxcc_nodes.migrations ORDER BY number',
  );
  const last = rows.at(-1)?.number ?? 0;
  if (last > steps.length)
    throw storeNewer(
      `${place}: migrated up to step ${last}; this version of wxcc-nodes knows ${steps.length}.`,
      'Use the version that migrated it, or a later one. Nothing was changed.',
    );
  const odd = steps.slice(0, last).find(({ number, name }, index) => {
    const row = rows[index];
    return row?.number !== number || row.name !== name;
  });
  if (odd) throw halfApplied(place, `${odd.name} is missing among its migrations`);
  return last;
};

const halfApplied = (place: string, problem: string) =>
  storeMigration(
    `${place}: ${problem}.`,
    'Nothing was changed. Put a backup of the database in its place, or migrate an empty one and copy into it.',
  );

/** Codes of SQLSTATE that say: something is there already, or is not. */
const isOddShape = (error: Error) =>
  /^42(P07|P06|P01|703|701|710|P04)$/.test((error as Error & { code?: string }).code ?? '');

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
    const applied = await appliedIn(query, database.place, steps);
    if (applied === 0)
      await query(`CREATE SCHEMA IF NOT EXISTS wxcc_nodes;
        CREATE TABLE IF NOT EXISTS wxcc_nodes.migrations (
          number int PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const missing = steps.slice(applied);
    for (const { number, name, sql } of missing) {
      await query(sql).catch((error: Error) => {
        if (!isOddShape(error)) throw error;
        throw halfApplied(database.place, `${name} cannot be applied (${error.message})`);
      });
      await query('INSERT INTO wxcc_nodes.migrations (number, name) VALUES ($1, $2)', [number, name]);
    }
    return missing.map(({ name }) => name);
  });

/** Refuses a database that this program does not fit. Throws ToldError. */
export const checkMigrated = async (database: Database, packDirectory: string): Promise<void> => {
  const steps = await readSteps(packDirectory);
  const applied = await appliedIn(database.query, database.place, steps);
  if (applied < steps.length)
    throw storeUnprepared(
      `${database.place}: ${applied === 0 ? 'holds no store yet' : `lacks ${steps.length - applied} of ${steps.length} migrations`}.`,
      'Run `wxcc-nodes store migrate` with the same address.',
    );
};
