import { join } from 'node:path';
import { readRegularFile, UnreadableFile } from '../files/regular-file.js';
import { WatchedFile } from '../files/watched-file.js';
import { today } from '../ground/clock.js';
import type { CatalogEntry } from '../store/stores.js';
import type { Judgement } from './judgement.js';
import type { NodePackage } from './node-package.js';
import { BundleError, type ReadBundle, readBundle } from './read-bundle.js';
import { bundleName, type Claim, claims } from './signature.js';
import type { TrustedPublisher, TrustNow } from './trust.js';

/** As it stands in a file, or why it cannot be read; none when there is no such file. */
type MaybeBundle = ReadBundle | BundleError | undefined;

/** What lies beside the packages of a pack version. */
export interface Bundles {
  provenance: MaybeBundle;
  sbom: MaybeBundle;
}

type Judged = Pick<NodePackage, 'digest' | 'zipName' | 'node' | 'pack'>;

const revocationOf = (trust: TrustNow, digest: string, what: string): Judgement | undefined => {
  const found = trust.revocationOf(digest);
  if (!found) return undefined;
  const why = found.reason === undefined ? '' : `: ${found.reason}`;
  return { state: 'revoked', reason: `${what} was revoked on ${found.revokedAt.slice(0, 10)}${why}` };
};

/** By name and digest: a publisher who has swapped the two of packages has not signed what either is called. */
const judgeSubject = ({ digest, zipName }: Judged, { subjects }: ReadBundle): Judgement | undefined => {
  const isThis = (subject: ReadBundle['subjects'][number]) => `sha256:${subject.digest.sha256}` === digest;
  const named = subjects.find(({ name }) => name === zipName);
  if (named)
    return isThis(named)
      ? undefined
      : { state: 'modified', reason: `another ${zipName} was signed than this one` };
  const other = subjects.find(isThis);
  return other
    ? { state: 'modified', reason: `${zipName} was signed under another name: ${other.name}` }
    : { state: 'unsigned', reason: `the bundle names other packages than ${zipName}` };
};

const judgePolicy = (node: string, { name, nodes, from, until }: TrustedPublisher): Judgement => {
  const day = today();
  if (from !== undefined && day < from)
    return { state: 'outside-validity', reason: `${name} is trusted from ${from} on` };
  if (until !== undefined && day > until)
    return { state: 'outside-validity', reason: `${name} was trusted until ${until}` };
  if (!nodes.includes('*') && !nodes.includes(node))
    return {
      state: 'node-not-allowed',
      reason: `${name} may sign ${nodes.join(', ')}, not ${node}`,
    };
  return { state: 'valid' };
};

/** Whether a key may sign packages of a node, today. */
const judgeSigner = (node: string, keyId: string, trust: TrustNow): Judgement => {
  const revoked = revocationOf(trust, keyId, 'the key');
  if (revoked) return { ...revoked, keyId };
  const publisher = trust.publisherOf(keyId);
  if (!publisher) return { state: 'unknown-publisher', keyId, reason: 'nobody with this key is trusted' };
  return { ...judgePolicy(node, publisher), publisher: publisher.name, keyId };
};

const judgeBundle = (found: Judged, bundle: MaybeBundle, trust: TrustNow): Judgement => {
  if (!bundle) return { state: 'unsigned' };
  if (bundle instanceof BundleError) return { state: 'modified', reason: bundle.message };
  const { keyId } = bundle;
  const signer = judgeSigner(found.node.id, keyId, trust);
  const key = trust.publisherOf(keyId)?.publicKey;
  // Nobody can say of a signature whether it holds without the key.
  if (key === undefined) return signer;
  if (!bundle.isSignedBy(key)) return { state: 'modified', keyId, reason: 'the signature does not hold' };
  return signer.state === 'revoked' ? signer : (judgeSubject(found, bundle) ?? signer);
};

/** What the bundles beside a package say of it. What is revoked is so whoever signed it. */
export const judgeSignature = (found: Judged, { provenance, sbom }: Bundles, trust: TrustNow): Judgement => {
  const revoked = revocationOf(trust, found.digest, 'the package');
  if (revoked) return revoked;
  const first = judgeBundle(found, provenance, trust);
  if (first.state !== 'valid') return first;
  if (!sbom) return { ...first, missing: bundleName(found.pack, 'sbom') };
  const second = judgeBundle(found, sbom, trust);
  if (second.state !== 'valid')
    return { ...second, reason: `its bill of materials: ${second.reason ?? second.state}` };
  if (second.keyId === first.keyId) return first;
  return {
    state: 'modified',
    reason: `its bill of materials: signed by ${second.publisher}, the provenance by ${first.publisher}`,
  };
};

/**
 * What the signature of an imported package is worth now. That it holds was seen at the import: who can write the catalog
 * could as well write whom to trust.
 */
export const judgeEntry = ({ node, digest, signedBy }: CatalogEntry, trust: TrustNow): Judgement =>
  revocationOf(trust, digest, 'the package') ??
  (signedBy === undefined ? { state: 'unsigned' } : judgeSigner(node, signedBy, trust));

/** Bytes; far more than a build has to say. */
const maxBundleBytes = 16 * 1024 * 1024;

type ReadFile = (file: string, predicateType: Claim['predicateType']) => Promise<MaybeBundle>;

const orRefused = (read: () => ReadBundle): ReadBundle | BundleError => {
  try {
    return read();
  } catch (error) {
    if (error instanceof BundleError) return error;
    throw error;
  }
};

const readOnce: ReadFile = async (file, predicateType) => {
  try {
    const bytes = await readRegularFile(file, maxBundleBytes);
    return orRefused(() => readBundle(bytes, predicateType));
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return error.code === 'absent'
      ? undefined
      : new BundleError(`the bundle cannot be read (${error.message})`);
  }
};

/** The pack may be built and signed anew while a service runs. */
const watched = new Map<string, WatchedFile<ReadBundle | BundleError>>();

const readWatched: ReadFile = (file, predicateType) => {
  const bundle =
    watched.get(file) ??
    new WatchedFile(file, (text) => orRefused(() => readBundle(Buffer.from(text), predicateType)));
  watched.set(file, bundle);
  return bundle
    .read()
    .catch(({ message }: Error) => new BundleError(`the bundle cannot be read (${message})`));
};

const bundlesIn = async (folder: string, pack: NodePackage['pack'], read: ReadFile): Promise<Bundles> => {
  const [provenance, sbom] = await Promise.all(
    claims.map(({ word, predicateType }) => read(join(folder, bundleName(pack, word)), predicateType)),
  );
  return { provenance, sbom };
};

/** What lies beside the pack's own packages, as it is now. */
export const bundlesOfPack = (folder: string, { pack }: Pick<NodePackage, 'pack'>): Promise<Bundles> =>
  bundlesIn(folder, pack, readWatched);

/** Reads the bundles that lie beside packages, those of a pack version once. */
export class BundleFolders {
  readonly #known = new Map<string, Promise<Bundles>>();

  /** Of a package in a folder. */
  read(folder: string, { pack }: Pick<NodePackage, 'pack'>): Promise<Bundles> {
    const key = join(folder, `${pack.id}-${pack.version}`);
    const reading = this.#known.get(key) ?? bundlesIn(folder, pack, readOnce);
    this.#known.set(key, reading);
    return reading;
  }
}
