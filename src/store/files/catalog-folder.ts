import { rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../../../schemas/types.js';
import { isCatalog } from '../../../schemas/validators.js';
import { JsonFile } from '../../files/json-file.js';
import type { HeldLock } from '../../files/lock.js';
import { replaceFile } from '../../files/replace-file.js';
import { listedCatalog } from '../listed-catalog.js';
import type { CatalogEntry, CatalogStore } from '../stores.js';

/** Zips named by their digest, and catalog.json, which is written last and counts. */
export class CatalogFolder implements CatalogStore {
  readonly #folder: string;
  readonly #index: JsonFile<Catalog>;

  constructor(home: string) {
    this.#folder = join(home, 'catalog');
    this.#index = new JsonFile(join(this.#folder, 'catalog.json'), {
      what: 'catalog',
      name: 'the catalog',
      thing: 'a catalog',
      isValid: isCatalog,
      format: 2,
      restore: 'Remove the file and import the packages again.',
      lock: `${this.#folder}.lock`,
      isOpen: true,
    });
  }

  async list(): Promise<CatalogEntry[]> {
    return (await this.#index.read())?.packages ?? [];
  }

  read(digest: string): Promise<Buffer> {
    return readFile(this.placeOf(digest));
  }

  placeOf(digest: string): string {
    return join(this.#folder, `${digest.replace(':', '-')}.zip`);
  }

  change(
    work: (entries: CatalogEntry[]) => CatalogEntry[],
    added: ReadonlyMap<string, Buffer> = new Map(),
  ): Promise<void> {
    return this.#index.change(
      async (content) => {
        const packages = work(content?.packages ?? []);
        // The zips are named by what they hold, and harm nobody.
        for (const [digest, zip] of added) await replaceFile(this.placeOf(digest), zip);
        return listedCatalog(packages);
      },
      // An unlisted zip may be what another import is about to list; the next import removes those that are not.
      ({ packages }, held) => this.#removeUnlisted(packages, held),
    );
  }

  async #removeUnlisted(packages: CatalogEntry[], held: HeldLock) {
    const kept = new Set(packages.map(({ digest }) => this.placeOf(digest)));
    for (const name of await readdir(this.#folder)) {
      const file = join(this.#folder, name);
      if (held.isLost) return;
      if (name.endsWith('.zip') && !kept.has(file)) rmSync(file, { force: true });
    }
  }
}
