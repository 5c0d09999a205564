import type { Client } from 'pg';
import { toldError } from '../../ground/told-error.js';
import type { DatabaseAddress } from '../stores.js';
import { clientSettings } from './database.js';

const unheard = toldError('operator', 'store.listen', 'The database cannot tell of callbacks at once.');

const againMs = 1000;

/** The client's number for its connection is the server's, unless a pooler stands between and has numbers of its own. */
const isDirect = async (client: Client): Promise<boolean> => {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid === (client as Client & { processID: number | null }).processID;
};

export interface ListenerOptions {
  address: DatabaseAddress;
  channel: string;
  /** Something came on the channel, or may have come before this listened. */
  onTold: () => void;
  /** Told once, until it listens again. */
  onError: (error: Error) => void;
}

/** One connection that hears what is notified on a channel; made again when it breaks. */
export class Listener {
  #client: Client | undefined;
  #isListening = false;
  #isClosed = false;
  #isSaid = false;
  #again: NodeJS.Timeout | undefined;

  constructor(private readonly options: ListenerOptions) {
    void this.#connect();
  }

  get isListening(): boolean {
    return this.#isListening;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#again);
    await this.#client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    try {
      await this.#listen();
    } catch (error) {
      await this.#client?.end().catch(() => {});
      this.#lose((error as Error).message);
    }
  }

  async #listen(): Promise<void> {
    const { address, channel, onTold } = this.options;
    const [{ default: pg }, settings] = await Promise.all([import('pg'), clientSettings(address.url)]);
    if (this.#isClosed) return;
    const client = new pg.Client({ ...settings, keepAlive: true });
    this.#client = client;
    client.on('error', () => {}).on('end', () => this.#lose('The connection has ended.'));
    client.on('notification', onTold);
    await client.connect();
    if (!(await isDirect(client))) {
      await client.end();
      return this.#lose('A pooler stands between, which keeps no connection for one that listens.');
    }
    await client.query(`LISTEN ${channel}`);
    this.#isListening = true;
    this.#isSaid = false;
    onTold();
  }

  #lose(why: string): void {
    this.#isListening = false;
    if (this.#isClosed) return;
    if (!this.#isSaid)
      this.options.onError(
        unheard(
          `Callbacks of other instances are asked for, not told: ${why}`,
          'Give the address of a direct connection with --store-listen; until then they come a little later.',
        ),
      );
    this.#isSaid = true;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#connect(), againMs).unref();
  }
}
