import { randomBytes } from 'node:crypto';
import { Rounds } from '../rounds.js';
import { type Letter, letterKeepMs, type Mailbox, type MailboxReader, type MailboxStore } from '../stores.js';
import type { Database } from './database.js';
import { Listener } from './listener.js';

const listenedMs = 1000;
const unheardMs = 100;
const sweepMs = 10 * 60 * 1000;
/** Letters of one look. */
const mostLetters = 100;

const channelOf = (instance: string) => `wxcc_nodes_${instance}`;

/** The letters of all instances. Each is committed before its instance is told, by a statement of its own. */
export class MailboxTable implements MailboxStore {
  /** Instances that are to be told. */
  #untold = new Set<string>();
  #telling: Promise<void> | undefined;

  constructor(private readonly database: Database) {}

  async secret(): Promise<Buffer> {
    await this.database.query(
      "INSERT INTO wxcc_nodes.documents VALUES ('callbacks', 1, $1) ON CONFLICT DO NOTHING",
      [randomBytes(32).toString('base64')],
    );
    const [row] = await this.database.query<{ content: string }>(
      "SELECT content FROM wxcc_nodes.documents WHERE name = 'callbacks'",
    );
    return Buffer.from(row!.content, 'base64');
  }

  async send(instance: string, { id, body }: Letter): Promise<void> {
    await this.database.query('INSERT INTO wxcc_nodes.letters (instance, id, body) VALUES ($1, $2, $3)', [
      instance,
      id,
      body,
    ]);
    this.#untold.add(instance);
    this.#telling ??= this.#tell();
  }

  sweep(keepMs: number): Promise<number> {
    return this.database.deleteOld('letters', keepMs);
  }

  async open(instance: string, { take, isWaiting, onError }: MailboxReader): Promise<Mailbox> {
    const { database } = this;
    const sweep = () => this.sweep(letterKeepMs);
    await sweep();
    const sweeping = setInterval(() => sweep().catch(onError), sweepMs).unref();
    const look = async () => {
      const letters = await database.query<Letter & { number: string; body: string | null }>(
        'SELECT number, id, body FROM wxcc_nodes.letters WHERE instance = $1 ORDER BY number LIMIT $2',
        [instance, mostLetters],
      );
      if (letters.length === 0) return;
      for (const { id, body } of letters) take({ id, ...(body !== null && { body }) });
      await database.query('DELETE FROM wxcc_nodes.letters WHERE number = ANY ($1)', [
        letters.map(({ number }) => number),
      ]);
      if (letters.length === mostLetters) rounds.tell();
    };
    const everyMs = () => (listener.isListening ? listenedMs : unheardMs);
    const listener = new Listener({
      address: database.listen,
      channel: channelOf(instance),
      onTold: () => rounds.tell(),
      onError,
    });
    const rounds = new Rounds({ look, isWaiting, everyMs, onError });
    return {
      close: async () => {
        clearInterval(sweeping);
        await listener.close();
        await rounds.close();
      },
    };
  }

  /** In the writing transaction it would hold up all writers; one that is lost is made up for by the next look. */
  async #tell(): Promise<void> {
    while (this.#untold.size > 0) {
      const channels = [...this.#untold].map(channelOf);
      this.#untold = new Set();
      await this.database
        .query("SELECT pg_notify(channel, '') FROM unnest($1::text[]) AS channel", [channels])
        .catch(() => {});
    }
    this.#telling = undefined;
  }
}
