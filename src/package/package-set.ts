import rcompare from 'semver/functions/rcompare.js';
import type { PackageManifest, Result } from '../../schemas/types.js';
import { ConfigurationError } from '../ground/configuration-error.js';
import { readBuiltPack, readBuiltPackage } from './built-pack.js';
import { Catalog } from './catalog.js';
import { PackageError } from './package-error.js';
import { readPackageFile, type VerifiedPackage, verifyPackage } from './verify.js';
import { compareVersions } from './version-order.js';

type Origin = Result['package']['origin'];

export interface FoundPackage {
  origin: Origin;
  verified: VerifiedPackage;
}

/** Where node packages come from; the engine's package set. */
export interface Packages {
  find(node: string, version?: string): Promise<FoundPackage>;
}

/** A node version and the package that answers for it. */
export interface ServedVersion {
  node: string;
  version: string;
  found: FoundPackage;
}

const known = (what: string, names: string[]) =>
  names.length > 0
    ? `Known ${what}: ${names.join(', ')}.`
    : `There are no ${what} at hand; run \`npm run build\`.`;

const has = (version: string | undefined, { versions }: PackageManifest) =>
  version === undefined || versions.some((candidate) => candidate.version === version);

/** The packages that the engine can run: those of the catalog and those built with the pack. */
export class PackageSet {
  readonly #catalog: Catalog;
  /** Verified once for each digest; bytes with the same digest are the same package. */
  readonly #verified = new Map<string, Promise<VerifiedPackage>>();

  constructor(
    home: string,
    private readonly packDirectory: string,
  ) {
    this.#catalog = new Catalog(home);
  }

  /** All nodes at hand, each from the package that answers when no version is asked for. */
  async nodes(): Promise<FoundPackage[]> {
    const names = await this.#nodeNames();
    return Promise.all(names.map(async (name) => (await this.#candidates(name))[0]!));
  }

  /** Every node version at hand with the package that answers for it, by node, oldest version first. */
  async served(): Promise<ServedVersion[]> {
    const names = await this.#nodeNames();
    const served = names.map(async (node) => {
      const byVersion = new Map<string, ServedVersion>();
      for (const found of await this.#candidates(node))
        for (const { version } of found.verified.manifest.versions)
          if (!byVersion.has(version)) byVersion.set(version, { node, version, found });
      return [...byVersion.values()].sort((a, b) => compareVersions(a.version, b.version));
    });
    return (await Promise.all(served)).flat();
  }

  /**
   * The package that answers for a node version: the catalog's highest pack version that has it, else the pack's own.
   * Throws ConfigurationError that lists the known ones.
   */
  async find(node: string, version?: string): Promise<FoundPackage> {
    const candidates = await this.#candidates(node);
    if (candidates.length === 0)
      throw new ConfigurationError(
        'node.unknown',
        `There is no node ${JSON.stringify(node)}.`,
        known('nodes', await this.#nodeNames()),
      );
    const found = candidates.find(({ verified }) => has(version, verified.manifest));
    if (found) return found;
    const versions = candidates.flatMap(({ verified }) =>
      verified.manifest.versions.map((one) => one.version),
    );
    throw new ConfigurationError(
      'version.unknown',
      `${node} has no version ${JSON.stringify(version)}.`,
      known(`versions of ${node}`, [...new Set(versions)]),
    );
  }

  /** A package from a file that the user names. Throws PackageError. */
  async fromFile(file: string): Promise<FoundPackage> {
    return { origin: 'file', verified: await verifyPackage(await readPackageFile(file)) };
  }

  async #nodeNames(): Promise<string[]> {
    const [entries, built] = await Promise.all([this.#catalog.entries(), this.#builtPackages()]);
    return [...new Set([...entries, ...built].map(({ node }) => node))].sort();
  }

  async #candidates(node: string): Promise<FoundPackage[]> {
    try {
      return await this.#readCandidates(node);
    } catch (error) {
      // Replaced by an import after its entry was read: the catalog names its successor by now.
      if (!(error instanceof PackageError) || error.code !== 'catalog.missing') throw error;
      return this.#readCandidates(node);
    }
  }

  async #readCandidates(node: string): Promise<FoundPackage[]> {
    // Both lists before any package is read: a read that fails while a list is awaited would go unhandled.
    const [entries, packages] = await Promise.all([this.#catalog.entries(), this.#builtPackages()]);
    const imported = entries
      .filter((entry) => entry.node === node)
      .sort((a, b) => rcompare(a.version, b.version))
      .map(async (entry): Promise<FoundPackage> => {
        return {
          origin: 'catalog',
          verified: await this.#once(entry.digest, () => this.#catalog.read(entry)),
        };
      });
    const built = packages
      .filter((one) => one.node === node)
      .map(async (one): Promise<FoundPackage> => {
        return {
          origin: 'pack',
          verified: await this.#once(one.digest, () => readBuiltPackage(this.packDirectory, one)),
        };
      });
    return Promise.all([...imported, ...built]);
  }

  async #builtPackages() {
    return (await readBuiltPack(this.packDirectory)).packages;
  }

  #once(digest: string, read: () => Promise<VerifiedPackage>): Promise<VerifiedPackage> {
    const present = this.#verified.get(digest);
    if (present) return present;
    const reading = read();
    this.#verified.set(digest, reading);
    reading.catch(() => this.#verified.delete(digest));
    return reading;
  }
}
