import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Keys, RecordedExports, Trust } from '../../../schemas/types.js';
import { isKeys, isRecordedExports, isTrust } from '../../../schemas/validators.js';
import { JsonFile, orCannotWrite } from '../../files/json-file.js';
import { makeFolder } from '../../files/make-folder.js';
import { namesIn } from '../../files/names-in.js';
import { readRegularFile } from '../../files/regular-file.js';
import { replaceFile } from '../../files/replace-file.js';
import { lookAgain, WatchedFile } from '../../files/watched-file.js';
import { maxJsonBytes } from '../../ground/json-limits.js';
import { changedKeys } from '../changed-keys.js';
import { changedTrust, noTrust } from '../changed-trust.js';
import { MemoryRates } from '../memory-rates.js';
import type { ConnectionStore, ExportStore, KeyStore, ListStore, Stores, TrustStore } from '../stores.js';
import { CatalogFolder } from './catalog-folder.js';
import { EventFolder } from './event-folder.js';
import { KeptCallFolder } from './kept-call-folder.js';
import { MailboxFolder } from './mailbox-folder.js';
import { RunFolder } from './run-folder.js';
import { vaultFile } from './vault-file.js';

const keyFile = (home: string): KeyStore => {
  const file = new JsonFile<Keys>(join(home, 'keys.json'), {
    what: 'keys',
    name: 'the keys',
    thing: 'a file of keys',
    isValid: isKeys,
    format: 1,
    restore: 'Put a copy of the file back, or remove it and add the keys again.',
  });
  return {
    list: async () => (await file.read())?.keys ?? [],
    change: (work) => file.change((content) => changedKeys(work, content)),
  };
};

const trustFile = (home: string): TrustStore => {
  const file = new JsonFile<Trust>(join(home, 'trust.json'), {
    what: 'trust',
    name: 'the trusted publishers',
    thing: 'a file of trusted publishers',
    isValid: isTrust,
    format: 1,
    // To remove it would trust again what was revoked.
    restore: 'Put a copy of the file back.',
  });
  return {
    read: async () => (await file.read()) ?? noTrust,
    change: (work) => file.change((content) => changedTrust(work, content)),
  };
};

const exportsFile = (home: string): ExportStore => {
  const file = new JsonFile<RecordedExports>(join(home, 'exports.json'), {
    what: 'exports',
    name: 'the recorded exports',
    thing: 'a file of recorded exports',
    isValid: isRecordedExports,
    format: 1,
    restore: 'Put a copy of the file back, or remove it and export with --record again.',
  });
  return {
    list: async () => (await file.read())?.exports ?? [],
    change: (work) => file.change((content) => ({ format: 1, exports: work(content?.exports ?? []) })),
  };
};

/** Never waits: a FIFO would be waited for. */
const readConnection = async (place: string) => (await readRegularFile(place, maxJsonBytes)).toString('utf8');

const connectionText = (text: string) => (text.includes('\ufffd') ? { problem: 'not UTF-8' } : { text });

const unwritten = (place: string) => orCannotWrite('connections', place);

const connectionFolder = (home: string): ConnectionStore => {
  const folder = join(home, 'connections');
  const placeOf = (name: string) => join(folder, `${name}.json`);
  const files = new Map<string, WatchedFile<ReturnType<typeof connectionText>>>();
  return {
    read: async (name) => {
      const place = placeOf(name);
      const file = files.get(name) ?? new WatchedFile(place, connectionText, readConnection);
      files.set(name, file);
      try {
        return { place, ...(await file.read()) };
      } catch {
        // What cannot be read is as good as none, and said so with its place.
        return { place };
      }
    },
    names: async () => {
      // Somebody may rely on what it names: an authorization that a connection uses is not removed.
      return (await namesIn('connections', folder))
        .flatMap((file) => (/^[A-Za-z0-9_-]+\.json$/.test(file) ? [basename(file, '.json')] : []))
        .sort();
    },
    write: async (name, text) => {
      await makeFolder(folder).catch(unwritten(folder));
      await replaceFile(placeOf(name), text).catch(unwritten(placeOf(name)));
    },
    remove: async (name) => {
      const isThere = existsSync(placeOf(name));
      await rm(placeOf(name), { force: true }).catch(unwritten(placeOf(name)));
      lookAgain();
      return isThere;
    },
  };
};

/** Bytes; a list is far smaller, and whatever is larger was not written here. */
const maxListBytes = 64 * 1024 * 1024;

const readList = async (place: string) => (await readRegularFile(place, maxListBytes)).toString('utf8');

const listFolder = (home: string): ListStore => {
  const placeOf = (name: string) => join(home, 'lookups', `${name}.json`);
  const files = new Map<string, WatchedFile<{ value: unknown }>>();
  return {
    // Every call of a node with lists asks; a list may have thousands of lines.
    read: async (name) => {
      const place = placeOf(name);
      const file =
        files.get(name) ?? new WatchedFile(place, (text) => ({ value: JSON.parse(text) }), readList);
      files.set(name, file);
      try {
        return { place, ...(await file.read()) };
      } catch (error) {
        return { place, problem: `${place}: ${(error as Error).message}` };
      }
    },
    write: async (name, value) => {
      const place = placeOf(name);
      await makeFolder(dirname(place));
      await replaceFile(place, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    },
  };
};

/** A home folder: what there is without a database. */
export const fileStores = (home: string): Stores => ({
  catalog: new CatalogFolder(home),
  trust: trustFile(home),
  keys: keyFile(home),
  connections: connectionFolder(home),
  authorizations: vaultFile(home),
  keptCalls: new KeptCallFolder(join(home, 'kept-calls')),
  lists: listFolder(home),
  mailbox: new MailboxFolder(join(home, 'callbacks')),
  events: new EventFolder(join(home, 'events')),
  // Each process counts for itself: a file would be written at every call.
  rates: new MemoryRates(),
  runs: new RunFolder(join(home, 'runs')),
  exports: exportsFile(home),
});
