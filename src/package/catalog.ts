import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog as CatalogFile } from '../../schemas/types.js';
import { isCatalog } from '../../schemas/validators.js';
import { type HeldLock, LockError, withLock } from '../files/lock.js';
import { replaceFile } from '../files/replace-file.js';
import { WatchedFile } from '../files/watched-file.js';
import { ToldError, toldError } from '../ground/told-error.js';
import { digestOf } from './digest.js';
import type { NodePackage } from './node-package.js';
import { type PackageError, packageError } from './package-error.js';
import { verifyPackage } from './verify.js';

const catalogUnreadable = toldError('operator', 'catalog.unreadable', 'The catalog cannot be read.');
const catalogMissing = packageError('catalog.missing', 'A package of the catalog is not there any more.');
const catalogChanged = packageError(
  'catalog.changed',
  'A package of the catalog was changed after its import.',
);
const catalogUnknown = toldError('caller', 'catalog.unknown', 'The catalog has no such package.');
const importExists = toldError(
  'caller',
  'import.exists',
  'The catalog has the same node and pack version with other bytes.',
);
const importUntrusted = toldError(
  'caller',
  'import.untrusted',
  'The package is not one of the pack, and nobody has vouched for it.',
);
const catalogUnwritable = toldError('operator', 'catalog.unwritable', 'The catalog cannot be written.');
const catalogBusy = toldError('operator', 'catalog.busy', 'Another process changes the catalog.');
const catalogBroken = toldError('operator', 'catalog.broken', "The catalog's index is damaged.");

export type CatalogEntry = CatalogFile['packages'][number];

export interface ImportRequest {
  /** For messages. */
  file: string;
  zip: Buffer;
}

export interface ImportOptions {
  /** Digests of the pack's own packages. */
  known: ReadonlySet<string>;
  /** Digests that the user vouches for. */
  trusted: ReadonlySet<string>;
  /** Whether the same node and pack version may get other bytes. */
  replace: boolean;
}

export interface Imported {
  file: string;
  entry: CatalogEntry;
  change: 'added' | 'replaced' | 'unchanged';
}

interface Checked extends ImportRequest {
  found: NodePackage;
}

/** Longer than a lock of a killed process lives; milliseconds. */
const lockWaitMs = 10_000;

const keyOf = ({ node, version }: Pick<CatalogEntry, 'node' | 'version'>) => `${node} ${version}`;

/** The imported packages: zips named by their digest, and catalog.json, which is written last and counts. */
export class Catalog {
  readonly #folder: string;
  readonly #index: string;
  readonly #entries: WatchedFile<CatalogEntry[]>;

  constructor(home: string) {
    this.#folder = join(home, 'catalog');
    this.#index = join(this.#folder, 'catalog.json');
    this.#entries = new WatchedFile(this.#index, (text) => this.#parse(text));
  }

  async entries(): Promise<CatalogEntry[]> {
    try {
      return (await this.#entries.read()) ?? [];
    } catch (error) {
      if (error instanceof ToldError) throw error;
      throw catalogUnreadable(
        `${this.#index}: ${(error as Error).message}`,
        'Run as the user that the folder belongs to, or set WXCC_NODES_HOME to a folder of yours.',
      );
    }
  }

  #parse(text: string): CatalogEntry[] {
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch (error) {
      throw this.#broken((error as Error).message);
    }
    if (!isCatalog(content)) throw this.#broken('not what catalog.schema.json asks for');
    return content.packages;
  }

  /** The package as it was imported; throws PackageError when its bytes have changed since. */
  async read({ digest }: CatalogEntry): Promise<NodePackage> {
    const file = this.#file(digest);
    const zip = await readFile(file).catch((error: Error) => {
      throw catalogMissing(`${file}: ${error.message}`, 'Import the package again.');
    });
    if (digestOf(zip) !== digest)
      throw catalogChanged(`${file}: changed since it was imported`, 'Import the package again.');
    return verifyPackage(zip, 'catalog');
  }

  /** Imports all of the packages or, with the first that is refused, none. Throws ToldError. */
  async import(requests: ImportRequest[], options: ImportOptions): Promise<Imported[]> {
    const verified = await Promise.all(requests.map((request) => this.#check(request, options)));
    return this.#change((held) => this.#write(verified, options, held));
  }

  /** Takes a package out; `version` is the pack's. Throws ToldError. */
  remove(node: string, version: string): Promise<CatalogEntry> {
    return this.#change(async (held) => {
      const entries = await this.entries();
      const found = entries.find((entry) => entry.node === node && entry.version === version);
      if (!found)
        throw catalogUnknown(
          `The catalog has no package of ${node} with the pack version ${version}.`,
          `In the catalog: ${entries.map(keyOf).join(', ') || 'nothing'}.`,
        );
      await this.#list(
        entries.filter((entry) => entry !== found),
        held,
      );
      return found;
    });
  }

  /** One change at a time, whichever process makes it. */
  async #change<Type>(work: (held: HeldLock) => Promise<Type>): Promise<Type> {
    try {
      await mkdir(this.#folder, { recursive: true });
      return await withLock(`${this.#folder}.lock`, { waitMs: lockWaitMs }, work);
    } catch (error) {
      if (error instanceof ToldError) throw error;
      throw error instanceof LockError ? this.#locked(error) : this.#unwritable(error as Error);
    }
  }

  async #write(verified: Checked[], options: ImportOptions, held: HeldLock): Promise<Imported[]> {
    const entries = new Map((await this.entries()).map((entry) => [keyOf(entry), entry]));
    const imported = verified.map(({ file, found: { node, pack, digest } }): Imported => {
      const entry = {
        node: node.id,
        version: pack.version,
        digest,
        importedAt: new Date().toISOString(),
      };
      const present = entries.get(keyOf(entry));
      if (present?.digest === digest) return { file, entry: present, change: 'unchanged' };
      if (present && !options.replace)
        throw importExists(
          `${file}: ${keyOf(entry)} is in the catalog with other bytes (${present.digest}).`,
          'Use --replace when the new bytes are the right ones.',
        );
      entries.set(keyOf(entry), entry);
      return { file, entry, change: present ? 'replaced' : 'added' };
    });
    for (const { found, zip } of verified) await replaceFile(this.#file(found.digest), zip);
    await this.#list([...entries.values()], held);
    return imported;
  }

  async #list(entries: CatalogEntry[], held: HeldLock): Promise<void> {
    // Another import may have begun: what is written next would undo it. The zips are named by what they hold, and harm nobody.
    held.check();
    const packages = [...entries].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    await replaceFile(this.#index, `${JSON.stringify({ format: 1, packages }, null, 2)}\n`);
    // An unlisted zip may be what another import is about to list; the next import removes those that are not.
    if (!held.isLost) await this.#removeUnlisted(packages);
  }

  async #check({ file, zip }: ImportRequest, { known, trusted }: ImportOptions): Promise<Checked> {
    const found = await verifyPackage(zip).catch((error: PackageError) => {
      throw error.in(file);
    });
    if (!known.has(found.digest) && !trusted.has(found.digest))
      throw importUntrusted(
        `${file}: whole, but not one of the pack's own packages (${found.digest}).`,
        `When you trust where it came from: --trust ${found.digest}`,
      );
    return { found, file, zip };
  }

  async #removeUnlisted(packages: CatalogEntry[]) {
    const kept = new Set(packages.map(({ digest }) => this.#file(digest)));
    for (const name of await readdir(this.#folder)) {
      const file = join(this.#folder, name);
      if (name.endsWith('.zip') && !kept.has(file)) await rm(file, { force: true });
    }
  }

  #file(digest: string) {
    return join(this.#folder, `${digest.replace(':', '-')}.zip`);
  }

  #unwritable(error: Error) {
    return catalogUnwritable(
      `${this.#folder}: ${error.message}`,
      'Make the folder writable, or set WXCC_NODES_HOME to one that is.',
    );
  }

  #locked(error: LockError) {
    if (!error.isContention) return this.#unwritable(error);
    return catalogBusy(
      `${error.message} The catalog is as it was.`,
      'Import the packages again when no other import runs.',
    );
  }

  #broken(problem: string) {
    return catalogBroken(`${this.#index}: ${problem}`, 'Remove the file and import the packages again.');
  }
}
