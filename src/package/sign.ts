import { rounded } from '../ground/exact-number.js';
import { maxJsonDepth, readJson } from '../ground/read-json.js';
import { toldError } from '../ground/told-error.js';
import { isObject } from '../schema/schema.js';
import type { NodePackage } from './node-package.js';
import { bundleName, type Claim, type Signer, signedBundle } from './signature.js';

const signProvenance = toldError(
  'operator',
  'sign.provenance',
  'What a build writes down of itself cannot be read, or does not name a package that is to be signed.',
);
const signSbom = toldError(
  'operator',
  'sign.sbom',
  'The bill of materials cannot be read, or does not name a package that is to be signed.',
);
const signDirty = toldError(
  'operator',
  'sign.dirty',
  'The packages were not built from a commit as it stands, and nobody asked to sign them so.',
);
const signMixed = toldError(
  'caller',
  'sign.mixed',
  'Packages of several packs or pack versions are not signed at once.',
);

const rebuild = 'Build with `npm run build`, and sign what that build wrote; --build names its folder.';

/** dist/provenance.json. */
interface Provenance {
  commit?: string;
  dirty?: boolean;
  /** A digest. */
  lockFile?: string;
  builder: { node: string; esbuild: string; platform: string };
  packages: { file: string; digest: string }[];
}

/** As far as it is read here. */
interface Sbom {
  components: { hashes?: { alg: string; content: string }[] }[];
}

/** What a build left beside its packages, as text. */
export interface BuildRecords {
  provenance: string;
  sbom: string;
}

/** Levels that a statement puts around a record: the statement's own. */
const aroundRecord = 1;

/** Read as strictly as a bundle is: a record that is read in two ways would be signed in one of them. */
const parsed = <Type>(
  text: string,
  isOne: (value: Partial<Type>) => boolean,
  refuse: (message: string, remedy: string) => Error,
  name: string,
): Type => {
  const read = readJson(text, maxJsonDepth - aroundRecord);
  if (!('value' in read)) throw refuse(`${name} ${read.problems[0].message}.`, rebuild);
  const value: unknown = rounded(read.value);
  if (!isObject(value) || !isOne(value as Partial<Type>))
    throw refuse(`${name} is not what a build writes.`, rebuild);
  return value as Type;
};

const matches = (value: unknown, pattern: RegExp) => typeof value === 'string' && pattern.test(value);

const isDigest = (value: unknown) => matches(value, /^sha256:[0-9a-f]{64}$/);

const isProvenance = ({ commit, dirty, lockFile, builder, packages }: Partial<Provenance>) =>
  (commit === undefined || matches(commit, /^([0-9a-f]{40}|[0-9a-f]{64})$/)) &&
  (dirty === undefined || typeof dirty === 'boolean') &&
  (lockFile === undefined || isDigest(lockFile)) &&
  isObject(builder) &&
  ['node', 'esbuild', 'platform'].every((name) => typeof builder[name as 'node'] === 'string') &&
  Array.isArray(packages) &&
  packages.every((one) => isObject(one) && isDigest(one.digest));

const isSbom = ({ components }: Partial<Sbom>) =>
  Array.isArray(components) &&
  components.every(
    (one) =>
      isObject(one) &&
      (one.hashes === undefined || (Array.isArray(one.hashes) && one.hashes.every(isObject))),
  );

const sha256Of = (digest: string) => ({ sha256: digest.slice('sha256:'.length) });

/**
 * https://slsa.dev/spec/v1.0/provenance. The names that begin with urn:wxcc-task-nodes are ours, nothing is to be fetched
 * there: docs/trust.md says what they mean.
 */
const provenanceClaim = ({ commit, dirty, lockFile, builder }: Provenance): Claim => ({
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate: {
    buildDefinition: {
      buildType: 'urn:wxcc-task-nodes:build:npm-run-build:v1',
      externalParameters: { command: 'npm run build', ...(commit !== undefined && { commit }) },
      internalParameters: { ...(dirty !== undefined && { dirty }), platform: builder.platform },
      resolvedDependencies: [
        ...(commit === undefined ? [] : [{ name: 'source', digest: { gitCommit: commit } }]),
        ...(lockFile === undefined ? [] : [{ name: 'package-lock.json', digest: sha256Of(lockFile) }]),
      ],
    },
    runDetails: {
      builder: {
        id: 'urn:wxcc-task-nodes:builder:publisher',
        version: { node: builder.node, esbuild: builder.esbuild },
      },
    },
  },
});

const checkNamed = (
  packages: NodePackage[],
  known: ReadonlySet<string>,
  refuse: (message: string, remedy: string) => Error,
  name: string,
) => {
  for (const { zipName, digest } of packages)
    if (!known.has(digest)) throw refuse(`${name} does not name ${zipName} with ${digest}.`, rebuild);
};

const checkClean = ({ commit, dirty }: Provenance) => {
  const problem =
    commit === undefined
      ? 'The build was not made from a commit.'
      : dirty !== false && `The build was made from files that differ from the commit ${commit}.`;
  if (problem)
    throw signDirty(
      problem,
      'Commit, build and sign again; or sign it as it is with --dirty: the provenance says so.',
    );
};

/**
 * The bundles for packages of one pack version: where they come from, and what is in them. Throws ToldError when the
 * build's records do not name every package by its digest, and for a dirty build unless `allowDirty`.
 */
export const signPackages = (
  packages: NodePackage[],
  records: BuildRecords,
  signer: Signer,
  { allowDirty = false }: { allowDirty?: boolean } = {},
): { name: string; text: string }[] => {
  const bases = new Set(packages.map(({ pack }) => `${pack.id}-${pack.version}`));
  if (bases.size !== 1)
    throw signMixed(
      `These are packages of ${[...bases].join(' and ')}.`,
      'Sign those of each pack version by themselves.',
    );
  const provenance = parsed<Provenance>(records.provenance, isProvenance, signProvenance, 'provenance.json');
  const sbom = parsed<Sbom>(records.sbom, isSbom, signSbom, 'sbom.cdx.json');
  checkNamed(
    packages,
    new Set(provenance.packages.map(({ digest }) => digest)),
    signProvenance,
    'provenance.json',
  );
  const hashes = sbom.components.flatMap(({ hashes: some = [] }) => some);
  const inSbom = hashes.flatMap(({ alg, content }) => (alg === 'SHA-256' ? [`sha256:${content}`] : []));
  checkNamed(packages, new Set(inSbom), signSbom, 'sbom.cdx.json');
  if (!allowDirty) checkClean(provenance);
  const once = [...new Map(packages.map((one) => [one.digest, one])).values()];
  const twice = once.find(({ zipName }, index) => once.findIndex((one) => one.zipName === zipName) < index);
  if (twice)
    throw signMixed(`Two packages with different bytes are called ${twice.zipName}.`, 'Sign one of them.');
  const { pack } = packages[0]!;
  const subjects = once.sort((a, b) => (a.zipName < b.zipName ? -1 : 1));
  const materials: Claim = { predicateType: 'https://cyclonedx.org/bom', predicate: sbom };
  return [
    {
      name: bundleName(pack, 'provenance'),
      text: signedBundle(subjects, provenanceClaim(provenance), signer),
    },
    { name: bundleName(pack, 'sbom'), text: signedBundle(subjects, materials, signer) },
  ];
};

/** Why a build's record cannot be read, for people. */
export const recordUnreadable = (file: string, reason: string, kind: keyof BuildRecords): Error =>
  (kind === 'sbom' ? signSbom : signProvenance)(`${file} cannot be read (${reason}).`, rebuild);
