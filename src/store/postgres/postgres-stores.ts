import type { Authorizations, Catalog, Keys, RecordedExports, Trust } from '../../../schemas/types.js';
import {
  isAuthorizations,
  isCatalog,
  isKeys,
  isRecordedExports,
  isTrust,
  type Validator,
} from '../../../schemas/validators.js';
import { toldError } from '../../ground/told-error.js';
import { changedKeys } from '../changed-keys.js';
import { changedTrust, noTrust } from '../changed-trust.js';
import { listedCatalog } from '../listed-catalog.js';
import type { CatalogStore, Note, Stores } from '../stores.js';
import type { Database } from './database.js';
import { Document } from './document.js';
import { eventTable } from './event-table.js';
import { KeptCallTable } from './kept-call-table.js';
import { withLease } from './lease.js';
import { MailboxTable } from './mailbox-table.js';
import { rateTable } from './rate-table.js';
import { runTable } from './run-table.js';

const packageMissing = toldError(
  'operator',
  'store.package',
  'The database lacks a package that its catalog names.',
);

const catalogOf = (database: Database): CatalogStore => {
  const index = new Document<Catalog>(database, 'catalog', {
    what: 'catalog',
    thing: 'a catalog',
    isValid: isCatalog,
    format: 2,
  });
  const placeOf = (digest: string) => `${digest} in ${database.place}`;
  return {
    list: async () => (await index.read())?.packages ?? [],
    placeOf,
    read: async (digest) => {
      const [row] = await database.query<{ bytes: Buffer }>(
        'SELECT bytes FROM wxcc_nodes.packages WHERE digest = $1',
        [digest],
      );
      if (row) return row.bytes;
      throw packageMissing(`There is no package ${placeOf(digest)}.`, 'Import the package again.');
    },
    change: async (work, packages = new Map()) => {
      await index.change(
        (content) => listedCatalog(work(content?.packages ?? [])),
        async (query, content) => {
          for (const [digest, bytes] of packages)
            await query('INSERT INTO wxcc_nodes.packages VALUES ($1, $2) ON CONFLICT DO NOTHING', [
              digest,
              bytes,
            ]);
          await query('DELETE FROM wxcc_nodes.packages WHERE digest <> ALL ($1)', [
            content.packages.map(({ digest }) => digest),
          ]);
        },
      );
    },
  };
};

const anything = ((_value: unknown) => true) as Validator<unknown>;

/** Documents that are found by name and checked where they are used. */
const namedDocuments = (database: Database, kind: string) => {
  const known = new Map<string, Document<unknown>>();
  return (name: string): Document<unknown> => {
    const document =
      known.get(name) ??
      new Document(database, `${kind}/${name}`, {
        what: kind,
        thing: `a ${kind}`,
        isValid: anything,
        format: Number.MAX_SAFE_INTEGER,
      });
    known.set(name, document);
    return document;
  };
};

/** What a home folder holds, in a database that instances on several machines share. */
export const postgresStores = (database: Database): Stores => {
  const keys = new Document<Keys>(database, 'keys', {
    what: 'keys',
    thing: 'a list of keys',
    isValid: isKeys,
    format: 1,
  });
  const trust = new Document<Trust>(database, 'trust', {
    what: 'trust',
    thing: 'a list of trusted publishers',
    isValid: isTrust,
    format: 1,
  });
  const vault = new Document<Authorizations>(database, 'authorizations', {
    what: 'vault',
    thing: 'a vault',
    isValid: isAuthorizations,
    format: 2,
  });
  const recorded = new Document<RecordedExports>(database, 'exports', {
    what: 'exports',
    thing: 'a list of recorded exports',
    isValid: isRecordedExports,
    format: 1,
  });
  const connectionNamed = namedDocuments(database, 'connection');
  const noteNamed = namedDocuments(database, 'asked');
  const listNamed = namedDocuments(database, 'list');
  return {
    catalog: catalogOf(database),
    trust: {
      read: async () => (await trust.read()) ?? noTrust,
      change: async (work) => void (await trust.change((content) => changedTrust(work, content))),
    },
    keys: {
      list: async () => (await keys.read())?.keys ?? [],
      change: async (work) => void (await keys.change((content) => changedKeys(work, content))),
    },
    connections: {
      read: async (name) => {
        const document = connectionNamed(name);
        const text = await document.read();
        return {
          place: document.place,
          ...(typeof text === 'string' && { text }),
        };
      },
      names: async () => {
        const rows = await database.query<{ name: string }>(
          "SELECT substr(name, 12) AS name FROM wxcc_nodes.documents WHERE name LIKE 'connection/%' AND content <> 'null' ORDER BY name",
        );
        return rows.map(({ name }) => name);
      },
      write: async (name, text) => {
        await connectionNamed(name).change(() => text);
      },
      // Taken back, not deleted: a row that is made anew would begin with a revision that somebody knows.
      remove: async (name) => {
        let isThere = false;
        await connectionNamed(name).change((content) => {
          isThere = typeof content === 'string';
          return null;
        });
        return isThere;
      },
    },
    authorizations: {
      read: () => vault.read(),
      change: async (work, after) => {
        // The transaction is the lock: a connection that was lost meanwhile commits nothing.
        const revision = await vault.change((content) => work(content, () => {}));
        // What follows must not undo what another instance has begun since: it does the same for itself.
        if (after) await vault.whileAt(revision, () => after(() => {}));
      },
      alone: (name, options, work) =>
        withLease(database, name, options, (check) => {
          // What was known before the lease may be what its last holder has changed.
          database.forget();
          const note = noteNamed(name);
          const read = async () => ((await note.read()) as Note | null | undefined) ?? undefined;
          const unless = (own: Note) => (found: unknown) =>
            (found as Note | null | undefined)?.id === own.id ? null : (found ?? null);
          return work({
            check,
            note: () => {
              database.forget();
              return read();
            },
            leave: async (own) => {
              await note.change(async () => {
                await check();
                return own;
              });
            },
            take: async (own) => void (await note.change(unless(own))),
            free: async () => {},
          });
        }),
      broken: (problem) => vault.broken(problem),
    },
    keptCalls: new KeptCallTable(database),
    lists: {
      read: async (name) => {
        const document = listNamed(name);
        const place = document.place;
        try {
          return { place, value: await document.read() };
        } catch (error) {
          return { place, problem: (error as Error).message };
        }
      },
      write: async (name, value) => void (await listNamed(name).change(() => value)),
    },
    mailbox: new MailboxTable(database),
    events: eventTable(database),
    rates: rateTable(database),
    runs: runTable(database),
    exports: {
      list: async () => (await recorded.read())?.exports ?? [],
      change: async (work) =>
        void (await recorded.change((content) => ({ format: 1, exports: work(content?.exports ?? []) }))),
    },
  };
};
