import { broken, type Kept, keptContent } from '../../files/kept-content.js';
import type { ToldError } from '../../ground/told-error.js';
import type { Database, Query } from './database.js';

/** A JSON document that instances share: read when it has changed, changed by one at a time. */
export class Document<Content> {
  #known: { revision: string; content: Content } | undefined;

  constructor(
    private readonly database: Database,
    readonly name: string,
    private readonly options: Kept<Content>,
  ) {}

  /** For messages. */
  get place(): string {
    return `${this.name} in ${this.database.place}`;
  }

  /** As it is now; undefined when there is none. For reading only. Throws ToldError. */
  async read(): Promise<Content | undefined> {
    const revision = await this.database.revisionOf(this.name);
    if (revision === undefined) return undefined;
    if (this.#known?.revision !== revision) this.#known = await this.#load(this.database.query);
    return this.#known?.content;
  }

  /**
   * Changes it while no other instance does; `alongside` happens with it or not at all. Gives its revision. Throws
   * ToldError, or what `work` throws.
   */
  async change(
    work: (content: Content | undefined) => Promise<Content> | Content,
    alongside: (query: Query, content: Content) => Promise<void> = async () => {},
  ): Promise<string> {
    const revision = await this.#alone(async (query) => {
      const content = await work((await this.#load(query))?.content);
      const [row] = await query<{ revision: string }>(
        `INSERT INTO wxcc_nodes.documents (name, revision, content) VALUES ($1, 1, $2)
         ON CONFLICT (name) DO UPDATE SET revision = documents.revision + 1, content = excluded.content
         RETURNING revision`,
        [this.name, JSON.stringify(content)],
      );
      await alongside(query, content);
      return row!.revision;
    });
    this.database.forget();
    return revision;
  }

  /** Does what belongs to a revision while nobody changes it; not when somebody has. */
  async whileAt(revision: string, work: () => Promise<void>): Promise<void> {
    await this.#alone(async (query) => {
      if ((await this.#load(query))?.revision === revision) await work();
    });
  }

  #alone<Type>(work: (query: Query) => Promise<Type>): Promise<Type> {
    return this.database.transaction(async (query) => {
      await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`wxcc_nodes ${this.name}`]);
      return work(query);
    });
  }

  /** The document does not hold what it should. */
  broken(problem: string): ToldError {
    return broken(
      this.options.what,
      `${this.place}: ${problem}.`,
      'Nothing was changed. Put a backup of the database in its place.',
    );
  }

  async #load(query: Query): Promise<{ revision: string; content: Content } | undefined> {
    const [row] = await query<{ revision: string; content: string }>(
      'SELECT revision, content FROM wxcc_nodes.documents WHERE name = $1',
      [this.name],
    );
    if (!row) return undefined;
    const damaged = (problem: string) => this.broken(problem);
    return { revision: row.revision, content: keptContent(row.content, this.options, this.place, damaged) };
  }
}
