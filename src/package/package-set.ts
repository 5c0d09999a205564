import rcompare from 'semver/functions/rcompare.js';
import valid from 'semver/functions/valid.js';
import type { BuiltPack, Result } from '../../schemas/types.js';
import { knownRemedy } from '../ground/nearest.js';
import { toldError } from '../ground/told-error.js';
import type { CatalogEntry } from '../store/stores.js';
import type { Admission, Source } from './admission.js';
import { readBuiltPack, readBuiltPackage } from './built-pack.js';
import type { Catalog } from './catalog.js';
import type { Judgement } from './judgement.js';
import type { NodePackage, NodeVersion } from './node-package.js';
import { PackageError, packageError } from './package-error.js';
import { readPackageFile, verifyPackage } from './verify.js';
import { compareVersions } from './version-order.js';

const nodeUnknown = toldError('caller', 'node.unknown', 'There is no node of that name at hand.');
const versionUnknown = toldError('caller', 'version.unknown', 'The node has no such version at hand.');

const catalogVersion = packageError(
  'catalog.version',
  'A package of the catalog has a pack version that cannot be read.',
);

const noVersion = (node: string, version: string) =>
  catalogVersion(
    `the catalog has ${node} with the pack version ${JSON.stringify(version)}, which is not a version`,
    `Take it out with \`wxcc-nodes remove ${node} ${version}\`, or import the package anew.`,
  );

/** Where node versions come from. */
export interface Packages {
  /** The default version when none is asked for. Throws ToldError that lists the known ones. */
  find(node: string, version?: string): Promise<NodeVersion>;
}

/** Versions are near when their numbers are the same, and not when their letters are. */
const knownVersions = (what: string, names: string[], version = '') => {
  const numbers = (text: string) =>
    text
      .match(/[0-9]+/g)
      ?.map(Number)
      .slice(0, 2)
      .join('.');
  return knownRemedy(what, names, {
    none: 'There are none.',
    near: names.find((name) => numbers(name) === numbers(version)),
  });
};

/** A package that cannot be read, or is not to be run. */
export interface DamagedPackage {
  node: string;
  /** The pack version. */
  version: string;
  problem: PackageError;
}

type Candidate = NodePackage | DamagedPackage;

const isWhole = (candidate: Candidate): candidate is NodePackage => !('problem' in candidate);

/** What there is, and what it holds when it is read. */
interface Shelf {
  entries: CatalogEntry[];
  pack: BuiltPack;
}

/** What was found of a set that stays as it was. */
interface Moment {
  shelf: Promise<Shelf>;
  candidates: Map<string, Promise<Candidate[]>>;
  signatures: Map<NodePackage, Promise<Judgement>>;
}

const once = <Key, Value>(known: Map<Key, Value> | undefined, key: Key, find: () => Value): Value => {
  const value = known?.get(key) ?? find();
  known?.set(key, value);
  return value;
};

/** The packages that the engine can run: those of the catalog and those built with the pack. */
export class PackageSet implements Packages {
  /** Verified once for each digest and origin; bytes with the same digest are the same package. */
  readonly #whole = new Map<string, Promise<NodePackage>>();
  /** As it was at a moment; undefined to look each time. */
  #moment: Moment | undefined;

  readonly #sources = new WeakMap<NodePackage, Source>();

  constructor(
    private readonly catalog: Catalog,
    private readonly packDirectory: string,
    private readonly admission: Admission,
  ) {}

  /** The packages as they are now, whatever is imported or built from now on: for work that is to be all of one piece. */
  asOfNow(): PackageSet {
    const frozen = new PackageSet(this.catalog, this.packDirectory, this.admission);
    const shelf = this.#shelf();
    // Who never asks is not to be told.
    shelf.catch(() => {});
    frozen.#moment = { shelf, candidates: new Map(), signatures: new Map() };
    return frozen;
  }

  /** All nodes at hand, each from the package that answers when no version is asked for; damaged packages are passed over. */
  async nodes(): Promise<NodePackage[]> {
    const all = await this.#all();
    return all.flatMap(([_node, candidates]) => candidates.find(isWhole) ?? []);
  }

  /** All packages of a node, the one that answers first; without damaged ones. */
  async packagesOf(node: string): Promise<NodePackage[]> {
    return (await this.#candidates(node)).filter(isWhole);
  }

  /** Packages that cannot be read, or are not to be run; the others can be used all the same. */
  async damaged(): Promise<DamagedPackage[]> {
    const all = await this.#all();
    return all.flatMap(([_node, candidates]) => candidates.flatMap((one) => (isWhole(one) ? [] : [one])));
  }

  /** Every node version at hand, in the package that answers for it, by node, oldest version first; without damaged packages. */
  async served(): Promise<NodeVersion[]> {
    const all = await this.#all();
    return all.flatMap(([_node, candidates]) => {
      const byName = new Map<string, NodeVersion>();
      for (const { versions } of candidates.filter(isWhole))
        for (const one of versions) if (!byName.has(one.version)) byName.set(one.version, one);
      return [...byName.values()].sort((a, b) => compareVersions(a.version, b.version));
    });
  }

  /**
   * A node version from the package that answers for it: the catalog's highest pack version that has it, else the
   * pack's own. Throws PackageError when a damaged package might be the one.
   */
  async find(node: string, version?: string): Promise<NodeVersion> {
    const candidates = await this.#candidates(node);
    if (candidates.length === 0)
      throw nodeUnknown(
        `There is no node ${JSON.stringify(node)}.`,
        knownRemedy('nodes', await this.#nodeNames(), {
          name: node,
          none: 'There are no nodes at hand; run `npm run build`.',
        }),
      );
    const names: string[] = [];
    for (const candidate of candidates) {
      if (!isWhole(candidate)) {
        if (candidate.problem.code === 'catalog.version') continue;
        throw candidate.problem;
      }
      const found = candidate.version(version);
      if (found) return found;
      names.push(...candidate.versions.map(({ version: name }) => name));
    }
    throw versionUnknown(
      `${node} has no version ${JSON.stringify(version)}.`,
      knownVersions(`versions of ${node}`, [...new Set(names)], version),
    );
  }

  /** A node version of a package file that the user names. Throws ToldError. */
  async fromFile(file: string, node: string, version?: string): Promise<NodeVersion> {
    const inside = await verifyPackage(await readPackageFile(file));
    const refused = await this.#refusal(inside, { file });
    if (refused) throw refused;
    if (inside.node.id !== node)
      throw nodeUnknown(`${file} holds ${inside.node.id}, not ${node}.`, `Ask for ${inside.node.id}.`);
    const found = inside.version(version);
    if (found) return found;
    throw versionUnknown(
      `${file} has no version ${JSON.stringify(version)}.`,
      knownVersions(
        'versions',
        inside.versions.map(({ version: name }) => name),
        version,
      ),
    );
  }

  /** What the signature of a package of this set is worth now. */
  signatureOf(found: NodePackage): Promise<Judgement> {
    return once(this.#moment?.signatures, found, () =>
      this.admission.judge(found, this.#sources.get(found)!),
    );
  }

  /** Who signed a package, where that counts now. */
  async signerOf(found: NodePackage): Promise<Pick<Result['package'], 'signedBy'>> {
    const { state, publisher, keyId } = await this.signatureOf(found);
    return state === 'valid' ? { signedBy: { publisher: publisher!, keyId: keyId! } } : {};
  }

  async #nodeNames(): Promise<string[]> {
    const { entries, pack } = await this.#shelf();
    return [...new Set([...entries, ...pack.packages].map(({ node }) => node))].sort();
  }

  async #all(): Promise<[string, Candidate[]][]> {
    const names = await this.#nodeNames();
    return Promise.all(
      names.map(async (node): Promise<[string, Candidate[]]> => [node, await this.#candidates(node)]),
    );
  }

  /** The packages of a node, the one that answers first. */
  #candidates(node: string): Promise<Candidate[]> {
    return once(this.#moment?.candidates, node, () => this.#settledCandidates(node));
  }

  async #settledCandidates(node: string): Promise<Candidate[]> {
    const candidates = await this.#readCandidates(node);
    // Replaced by an import after its entry was read: the catalog names its successor by now.
    const isReplaced = candidates.some((one) => !isWhole(one) && one.problem.code === 'catalog.missing');
    return isReplaced ? this.#readCandidates(node) : candidates;
  }

  async #readCandidates(node: string): Promise<Candidate[]> {
    const { entries, pack } = await this.#shelf();
    const { version, packages } = pack;
    const imported = entries
      .filter((entry) => entry.node === node && valid(entry.version) !== null)
      .sort((a, b) => rcompare(a.version, b.version))
      .map((entry) => this.#read(entry, { entry }, () => this.catalog.read(entry)));
    // No order has a place for these: they answer for nothing.
    const orderless = entries
      .filter((entry) => entry.node === node && valid(entry.version) === null)
      .map(({ version: name }) => ({ node, version: name, problem: noVersion(node, name) }));
    const built = packages
      .filter((one) => one.node === node)
      .map((one) =>
        this.#read({ ...one, version }, { built: one.file }, () => readBuiltPackage(this.packDirectory, one)),
      );
    return [...(await Promise.all([...imported, ...built])), ...orderless];
  }

  #shelf(): Promise<Shelf> {
    return this.#moment?.shelf ?? this.#look();
  }

  async #look(): Promise<Shelf> {
    const [entries, pack] = await Promise.all([this.catalog.entries(), readBuiltPack(this.packDirectory)]);
    return { entries, pack };
  }

  /** Once for each digest and origin. */
  async #read(
    { node, version, digest }: { node: string; version: string; digest: string },
    source: Source,
    read: () => Promise<NodePackage>,
  ): Promise<Candidate> {
    const key = `${'entry' in source ? 'catalog' : 'pack'} ${digest}`;
    const reading = this.#whole.get(key) ?? read();
    this.#whole.set(key, reading);
    let found: NodePackage;
    try {
      found = await reading;
    } catch (error) {
      this.#whole.delete(key);
      if (error instanceof PackageError) return { node, version, problem: error };
      throw error;
    }
    const problem = await this.#refusal(found, source);
    return problem ? { node, version, problem } : found;
  }

  async #refusal(found: NodePackage, source: Source): Promise<PackageError | undefined> {
    this.#sources.set(found, source);
    return this.admission.refusal(found, await this.admission.judge(found, source));
  }
}
