import { rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../files/make-folder.js';
import { namesIn } from '../../files/names-in.js';
import { securePrivateFolder, writeDurably } from '../../files/private-file.js';
import { readRegularFile, UnreadableFile } from '../../files/regular-file.js';
import { type Archive, type Filling, inUse, notEmpty, type StoreRecord, sumOf, unfit } from '../copy.js';

const maxBytes = 1024 * 1024 * 1024;

/** Which files of a home are records: named `before`, or between `before` and `after` with the rest of the record's name. */
const kinds: { name: string; folder: string; before: string; after?: string }[] = [
  { name: 'keys', folder: '', before: 'keys.json' },
  { name: 'trust', folder: '', before: 'trust.json' },
  { name: 'exports', folder: '', before: 'exports.json' },
  { name: 'authorizations', folder: '', before: 'authorizations.json' },
  { name: 'asked/', folder: '', before: 'authorizations.', after: '.asked' },
  { name: 'connection/', folder: 'connections', before: '', after: '.json' },
  { name: 'list/', folder: 'lookups', before: '', after: '.json' },
  { name: 'run/', folder: 'runs', before: '', after: '.json' },
  { name: 'catalog', folder: 'catalog', before: 'catalog.json' },
  { name: 'package/sha256:', folder: 'catalog', before: 'sha256-', after: '.zip' },
];

const keptCall = /^([0-9a-f]{64})(?:\.([0-9a-f]{16}))?\.json$/;

/** No name leads out of its folder. */
const safe = /^[\p{L}\p{N}_](?!.*\.\.)[\p{L}\p{N}_ .-]*$/u;

const sortedNames = async (folder: string): Promise<string[]> => (await namesIn('home', folder)).sort();

const write = async (file: string, { content, keptAt }: StoreRecord) => {
  await makeFolder(dirname(file), 0o700);
  await writeDurably(file, content);
  if (keptAt !== undefined) await utimes(file, keptAt / 1000, keptAt / 1000);
};

/** A home folder as a whole; the key of the authorizations is not among its records. */
export class HomeArchive implements Archive {
  constructor(readonly place: string) {}

  async read(work: (records: AsyncIterable<StoreRecord>) => Promise<void>): Promise<void> {
    const sums = new Map<string, string>();
    const { place } = this;
    const records = this.#records.bind(this);
    await work(
      (async function* () {
        for await (const record of records()) {
          sums.set(record.name, sumOf(record));
          yield record;
        }
      })(),
    );
    // Files have no moment that is the same for all: what is the same before and after was the same in between.
    for await (const record of records()) {
      if (sums.get(record.name) !== sumOf(record)) throw inUse(place);
      sums.delete(record.name);
    }
    if (sums.size > 0) throw inUse(place);
  }

  async fill(work: (filling: Filling) => Promise<void>): Promise<void> {
    await securePrivateFolder(this.place);
    for await (const _ of this.#records()) throw notEmpty(this.place);
    const written: string[] = [];
    try {
      await work({
        put: async (record) => {
          const file = join(this.place, this.#pathOf(record));
          written.push(file);
          await write(file, record).catch((error: NodeJS.ErrnoException) => {
            throw unfit(file, `cannot be written (${error.code ?? error.message})`);
          });
        },
        records: () => this.#records(),
      });
    } catch (error) {
      for (const file of written) await rm(file, { force: true });
      throw error;
    }
  }

  async *#records(): AsyncGenerator<StoreRecord> {
    for (const { name, folder, before, after = '' } of kinds)
      for (const file of await sortedNames(join(this.place, folder))) {
        const rest = file.slice(before.length, file.length - after.length);
        if (file === before + rest + after && (after === '' ? rest === '' : safe.test(rest)))
          yield { name: name + rest, content: await this.#content(join(this.place, folder, file)) };
      }
    const calls = join(this.place, 'kept-calls');
    for (const shard of await sortedNames(calls))
      for (const file of await sortedNames(join(calls, shard))) {
        const [, id, owner = ''] = keptCall.exec(file) ?? [];
        const path = join(calls, shard, file);
        if (id === undefined) continue;
        const keptAt = Math.round((await stat(path)).mtimeMs);
        yield { name: `call/${id}`, content: await this.#content(path), owner, keptAt };
      }
  }

  async #content(file: string): Promise<Buffer> {
    try {
      return await readRegularFile(file, maxBytes);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      throw error.code === 'absent' ? inUse(this.place) : unfit(file, `cannot be read (${error.message})`);
    }
  }

  #pathOf({ name, owner = '' }: StoreRecord): string {
    const [, id] = /^call\/([0-9a-f]{64})$/.exec(name) ?? [];
    if (id !== undefined && /^([0-9a-f]{16})?$/.test(owner))
      return join('kept-calls', id.slice(0, 2), `${id}${owner && `.${owner}`}.json`);
    for (const { name: known, folder, before, after } of kinds) {
      const rest = name.slice(known.length);
      const isOne = after === undefined ? rest === '' : safe.test(rest);
      if (name.startsWith(known) && isOne) return join(folder, before + rest + (after ?? ''));
    }
    throw unfit(`The record ${JSON.stringify(name)}`, 'has no place in a home folder');
  }
}
