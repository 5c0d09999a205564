import { toldError } from '../ground/told-error.js';
import type { CatalogEntry, CatalogStore } from '../store/stores.js';
import { digestOf } from './digest.js';
import type { Judgement } from './judgement.js';
import type { NodePackage } from './node-package.js';
import { type PackageError, packageError } from './package-error.js';
import { signatureText } from './signature-text.js';
import { verifyPackage } from './verify.js';

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
  'The package is not one of the pack, no trusted publisher signed it, and nobody has vouched for it.',
);
const importRevoked = toldError(
  'operator',
  'import.revoked',
  'The package, or the key that signed it, is revoked.',
);

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
  /** What the signature of a package is worth; nobody has signed any when left out. */
  judge?: (found: NodePackage, file: string) => Promise<Judgement>;
  /** Whether the same node and pack version may get other bytes. */
  replace: boolean;
}

export interface Imported {
  file: string;
  entry: CatalogEntry;
  change: 'added' | 'replaced' | 'unchanged';
  /** What it was worth at this import; the entry has a valid one only. */
  signature: Judgement;
}

interface Checked extends ImportRequest {
  found: NodePackage;
  signature: Judgement;
}

const unsigned: Judgement = { state: 'unsigned' };

const keyOf = ({ node, version }: Pick<CatalogEntry, 'node' | 'version'>) => `${node} ${version}`;

const inOrder = (entries: CatalogEntry[]) => entries.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

const refuseUnknown = (node: string, version: string, entries: CatalogEntry[]): never => {
  throw catalogUnknown(
    `The catalog has no package of ${node} with the pack version ${version}.`,
    `In the catalog: ${entries.map(keyOf).join(', ') || 'nothing'}.`,
  );
};

/** The imported packages: which may come in, and that they are what came in. */
export class Catalog {
  constructor(private readonly store: CatalogStore) {}

  entries(): Promise<CatalogEntry[]> {
    return this.store.list();
  }

  /** The package as it was imported; throws PackageError when its bytes have changed since. */
  async read({ digest }: CatalogEntry): Promise<NodePackage> {
    const place = this.store.placeOf(digest);
    const zip = await this.store.read(digest).catch((error: Error) => {
      throw catalogMissing(`${place}: ${error.message}`, 'Import the package again.');
    });
    if (digestOf(zip) !== digest)
      throw catalogChanged(`${place}: changed since it was imported`, 'Import the package again.');
    return verifyPackage(zip, 'catalog');
  }

  /** Imports all of the packages or, with the first that is refused, none. Throws ToldError. */
  async import(requests: ImportRequest[], options: ImportOptions): Promise<Imported[]> {
    const verified = await Promise.all(requests.map((request) => this.#check(request, options)));
    const zips = new Map(verified.map(({ found, zip }) => [found.digest, zip]));
    let imported: Imported[] = [];
    await this.store.change((present) => {
      const entries = new Map(present.map((entry) => [keyOf(entry), entry]));
      imported = verified.map((one) => this.#enter(one, entries, options));
      return inOrder([...entries.values()]);
    }, zips);
    return imported;
  }

  /** Takes a package out; `version` is the pack's. Throws ToldError. */
  async remove(node: string, version: string): Promise<CatalogEntry> {
    let removed: CatalogEntry | undefined;
    await this.store.change((entries) => {
      removed = entries.find((entry) => entry.node === node && entry.version === version);
      return removed ? entries.filter((entry) => entry !== removed) : refuseUnknown(node, version, entries);
    });
    return removed!;
  }

  #enter(
    { file, found: { node, pack, digest }, signature }: Checked,
    entries: Map<string, CatalogEntry>,
    { replace }: ImportOptions,
  ): Imported {
    const { state, keyId } = signature;
    const signed = state === 'valid' && keyId !== undefined ? { signedBy: keyId } : {};
    const entry = {
      node: node.id,
      version: pack.version,
      digest,
      importedAt: new Date().toISOString(),
      ...signed,
    };
    const present = entries.get(keyOf(entry));
    if (present?.digest === digest) {
      const same = { ...present, ...signed };
      entries.set(keyOf(entry), same);
      return { file, entry: same, change: 'unchanged', signature };
    }
    if (present && !replace)
      throw importExists(
        `${file}: ${keyOf(entry)} is in the catalog with other bytes (${present.digest}).`,
        'Use --replace when the new bytes are the right ones.',
      );
    entries.set(keyOf(entry), entry);
    return { file, entry, change: present ? 'replaced' : 'added', signature };
  }

  async #check({ file, zip }: ImportRequest, { known, trusted, judge }: ImportOptions): Promise<Checked> {
    const found = await verifyPackage(zip).catch((error: PackageError) => {
      throw error.in(file);
    });
    const signature = (await judge?.(found, file)) ?? unsigned;
    const { state, reason } = signature;
    if (state === 'revoked')
      throw importRevoked(
        `${file}: ${reason}.`,
        `Get a package that is not revoked; \`wxcc-nodes trust remove <digest>\` takes a revocation back.`,
      );
    if (state !== 'valid' && !known.has(found.digest) && !trusted.has(found.digest))
      throw importUntrusted(
        `${file}: whole, but not one of the pack's own packages (${found.digest}), and ${signatureText(signature)}.`,
        `When you trust where it came from: --trust ${found.digest}`,
      );
    return { found, file, zip, signature };
  }
}
