import { hostname } from 'node:os';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { ToldError, toldError } from '../../ground/told-error.js';
import type { DatabaseAddress, StoreAddress } from '../stores.js';
import { checkedAddress } from './address.js';
import { securityOf, tlsError } from './tls.js';

const away = toldError('platform', 'store.away', 'The database of the store does not answer.');
const refused = toldError('operator', 'store.refused', 'The database of the store refuses the sign-in.');
const rights = toldError(
  'operator',
  'store.rights',
  'The database of the store refuses to be read or changed.',
);
const clock = toldError('operator', 'store.clock', 'The clock of this machine is not that of the database.');
const full = toldError('platform', 'store.full', 'The database of the store has no room.');
const busy = toldError('operator', 'store.busy', 'Another instance changes the same part of the store.');
const unprepared = toldError(
  'operator',
  'store.unprepared',
  'The database holds no store, or one of another version.',
);

const failed = toldError(
  'platform',
  'store.failed',
  'The database of the store failed at what it was asked.',
);

/** One statement. */
export type Query = <Row extends QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;

const lockWaitMs = 10_000;
const connectMs = 5000;
/** Longer than any statement waits for a lock; a database that has vanished is not waited for any longer. */
const answerMs = 15_000;
/** After it did not answer, a database is not asked again for so long. */
const restMs = 500;
/** So much two clocks may differ, milliseconds. */
const clockMs = 10_000;
/** So long a read waits for what is new, when what is known may still be used. */
const patienceMs = 1000;

/** Codes of SQLSTATE and of sockets that say: try again when the database is back. */
const isAway = (code: string | undefined, message: string) =>
  code === undefined
    ? /terminated|timeout|ended/i.test(message)
    : /^(08|57P0|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|ENOENT|EHOST|ENET|53300)/.test(code);

/** Whether the database could not be asked; it may be back at any time. */
const isAwayError = (error: unknown): boolean => error instanceof ToldError && error.code === 'store.away';

/** What a database did not do, for people. Never holds the password. */
const told = (error: unknown, place: string): unknown => {
  if (error instanceof ToldError) return error;
  const { code, message } = error as Error & { code?: string };
  const unsecured = tlsError(error as Error, place);
  if (unsecured) return unsecured;
  if (isAway(code, message))
    return away(
      `${place} does not answer (${code ?? message}).`,
      'Start the database, or correct the address; nothing was changed.',
    );
  if (code === '28P01' || code === '28000' || code === '3D000' || /password|SASL/.test(message))
    return refused(
      `${place}: ${message}.`,
      'Correct the address, or give the password in PGPASSWORD, a pass file or WXCC_NODES_STORE.',
    );
  if (code === '42501' || code === '25006')
    return rights(
      `${place}: ${message}.`,
      'Give the user of the address the rights that docs/store.md names.',
    );
  if (code === '42P01' || code === '3F000')
    return unprepared(`${place} holds no store.`, 'Run `wxcc-nodes store migrate` with the same address.');
  if (code?.startsWith('53')) return full(`${place}: ${message}.`, 'Make room; nothing was changed.');
  if (code === '55P03' || code === '40P01' || code === '57014')
    return busy(`${place}: another instance changes the same thing (${code}).`, 'Try again.');
  // A code of SQLSTATE: it is the database that says so.
  if (/^[0-9A-Z]{5}$/.test(code ?? ''))
    return failed(
      `${place}: ${message} (${code}).`,
      "Nothing was changed. The database's log says more; restore a backup when its tables were changed by hand.",
    );
  return error;
};

/** What every connection has. Throws ToldError where the address asks for TLS that cannot be had. */
export const clientSettings = async (url: string) => ({
  ...(await securityOf(url)),
  connectionTimeoutMillis: connectMs,
  application_name: 'wxcc-nodes',
  query_timeout: answerMs,
});

/** The connections to one database. Statements have no name, so that a pooler in transaction mode may stand between. */
export class Database {
  readonly place: string;
  /** Who this is, where something is held. */
  readonly holder = `${hostname()}/${process.pid}`;
  readonly #awayMs: number;
  readonly #freshMs: number;
  #pool: Promise<Pool> | undefined;
  #revisions: { at: number; of: Map<string, string> } | undefined;
  #asking: Promise<Map<string, string>> | undefined;
  #changes = 0;
  /** Told to all who ask until it ends: each would wait for the same. */
  #rest: { until: number; error: unknown } | undefined;

  constructor(private readonly options: StoreAddress) {
    this.place = checkedAddress(options, '--store');
    if (options.listen) checkedAddress(options.listen, '--store-listen');
    this.#freshMs = options.freshMs ?? 0;
    this.#awayMs = options.awayMs ?? 60_000;
  }

  /** Where it tells what is notified. */
  get listen(): DatabaseAddress {
    return this.options.listen ?? this.options;
  }

  readonly query: Query = async (text, values) => {
    try {
      return (await (await this.#open()).query(text, values)).rows;
    } catch (error) {
      throw this.#told(error);
    }
  };

  #told(error: unknown): unknown {
    const shown = told(error, this.place);
    if (isAwayError(shown)) this.#rest ??= { until: performance.now() + restMs, error: shown };
    return shown;
  }

  /** Deletes from a table what was kept longer ago than so many milliseconds; gives how many rows. */
  async deleteOld(table: string, keepMs: number): Promise<number> {
    const [row] = await this.query<{ count: string }>(
      `WITH old AS (DELETE FROM wxcc_nodes.${table} WHERE kept_at < now() - make_interval(secs => $1) RETURNING 1)
       SELECT count(*) FROM old`,
      [keepMs / 1000],
    );
    return Number(row!.count);
  }

  /** All that `work` asks happens, or nothing. Throws ToldError, or what `work` throws. */
  async transaction<Type>(work: (query: Query) => Promise<Type>): Promise<Type> {
    let client: PoolClient | undefined;
    // What else `work` does may fail as well, a file for example: that is not the database's.
    const own = new Set<unknown>();
    const asked = <Given>(answer: Promise<Given>): Promise<Given> =>
      answer.catch((error: unknown) => {
        own.add(error);
        throw error;
      });
    try {
      const connected = await asked(this.#open().then((pool) => pool.connect()));
      client = connected;
      const query: Query = async (text, values) => (await asked(connected.query(text, values))).rows;
      await query(`BEGIN; SET LOCAL lock_timeout = ${lockWaitMs}`);
      const result = await work(query);
      await query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      await client?.query('ROLLBACK').then(
        () => client?.release(),
        // Whatever state the connection is in, nobody is to meet it again.
        () => client?.release(true),
      );
      throw own.has(error) ? this.#told(error) : error;
    }
  }

  /** A change of a document by this process: what is known of revisions no longer holds. */
  forget(): void {
    this.#revisions = undefined;
    this.#asking = undefined;
    this.#changes += 1;
  }

  /**
   * The revision of a document; undefined when there is none. One question for all documents and for all who ask at the
   * same time, and not at every read. What is known goes on for a while when the database does not answer.
   */
  async revisionOf(name: string): Promise<string | undefined> {
    const known = this.#revisions;
    const ageMs = performance.now() - (known?.at ?? 0);
    if (known && ageMs < this.#freshMs) return known.of.get(name);
    // Where nothing may be old, a question that was put earlier does not tell what is there now.
    const asking = (this.#freshMs > 0 && this.#asking) || this.#askRevisions();
    if (!known || ageMs >= this.#awayMs) return (await asking).get(name);
    const patience = new Promise<undefined>((resolve) => setTimeout(resolve, patienceMs, undefined).unref());
    const found = await Promise.race([asking, patience]).catch((error: unknown) => {
      if (isAwayError(error)) return undefined;
      throw error;
    });
    return (found ?? known.of).get(name);
  }

  #askRevisions(): Promise<Map<string, string>> {
    const at = performance.now();
    const changes = this.#changes;
    const asking = this.query<{ name: string; revision: string }>(
      'SELECT name, revision FROM wxcc_nodes.documents',
    ).then((rows) => {
      const of = new Map(rows.map((row) => [row.name, row.revision]));
      // What was asked before a change does not tell of it.
      if (changes === this.#changes) this.#revisions = { at, of };
      return of;
    });
    this.#asking = asking;
    // Whoever stopped waiting is not told.
    asking
      .catch(() => {})
      .finally(() => {
        if (this.#asking === asking) this.#asking = undefined;
      });
    return asking;
  }

  /** Whether a call is over is told by each instance's own clock. Throws ToldError where it is not the database's, about. */
  async checkClock(): Promise<void> {
    const asked = Date.now();
    const [row] = await this.query<{ now: string }>(
      'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now',
    );
    // Somewhere between question and answer.
    const aheadMs = (asked + Date.now()) / 2 - Number(row!.now);
    if (Math.abs(aheadMs) <= clockMs + (Date.now() - asked)) return;
    throw clock(
      `The clock of this machine is ${Math.abs(Math.round(aheadMs / 1000))} s ${aheadMs > 0 ? 'ahead of' : 'behind'} that of ${this.place}.`,
      'Set both by a time server (NTP): instances tell by their clocks whether a call is over.',
    );
  }

  /** Throws ToldError when the database does not answer. */
  async check(): Promise<void> {
    await this.query('SELECT 1');
  }

  async close(): Promise<void> {
    await (await this.#pool)?.end();
  }

  /** Throws what the database did not answer a moment ago. */
  #open(): Promise<Pool> {
    if (this.#rest && performance.now() < this.#rest.until) throw this.#rest.error;
    this.#rest = undefined;
    this.#pool ??= Promise.all([import('pg'), clientSettings(this.options.url)]).then(([pg, settings]) => {
      const pool = new pg.default.Pool({
        ...settings,
        max: 10,
        // A command that is done must not wait for connections that nobody uses.
        allowExitOnIdle: true,
      });
      // An idle connection that breaks is replaced at the next question.
      pool.on('error', () => {});
      return pool;
    });
    return this.#pool;
  }
}
