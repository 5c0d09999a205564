import { createPublicKey } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { digestOf } from '../../src/package/digest.js';
import { temporaryFolder } from '../support/workshop.js';
import { rewritePackage } from './rewrite-package.js';
import { type Finished, jsonOf, runCli } from './run-cli.js';
import { buildWith, commit, publisherHome, type Signed, sign, zipsIn } from './signed-build.js';

interface Statement {
  _type: string;
  subject: { name: string; digest: { sha256: string } }[];
  predicateType: string;
  predicate: Record<string, unknown>;
}

/** What another program says of a bundle; throws when it does not hold. */
const judge = (bundle: unknown, publicKey: string) => {
  const nothing = {
    tlogs: [],
    ctlogs: [],
    certificateAuthorities: [],
    timestampAuthorities: [],
    mediaType: '',
  };
  const trusted = toTrustMaterial(nothing, () => ({
    publicKey: createPublicKey(publicKey),
    validFor: () => true,
  }));
  const verifier = new Verifier(trusted, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
  return verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
};

const expectCode = (run: Finished, code: string) => {
  expect(run).toMatchObject({ code: 2, stderr: '' });
  expect(jsonOf(run)).toMatchObject({ error: { code, remedy: expect.stringMatching(/\w/) } });
};

const readBundle = async (file: string) => {
  const bundle = JSON.parse(await readFile(file, 'utf8')) as {
    verificationMaterial: { publicKey: { hint: string } };
    dsseEnvelope: { payload: string };
  };
  const statement = JSON.parse(
    Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString('utf8'),
  ) as Statement;
  return { bundle, statement };
};

test('the bundles hold to a judge that is not ours, and name the zips as they are', async () => {
  const { home, publisher } = await publisherHome();
  const build = await buildWith();
  const zips = await zipsIn(build);
  const run = await sign(home, build, zips);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const { bundles, keyId } = jsonOf(run) as Signed;
  expect(keyId).toBe(publisher.keyId);
  expect(bundles.map((file) => basename(file))).toEqual([
    expect.stringMatching(/^wxcc-task-nodes-[0-9.]+\.provenance\.sigstore\.json$/),
    expect.stringMatching(/^wxcc-task-nodes-[0-9.]+\.sbom\.sigstore\.json$/),
  ]);
  const digests = await Promise.all(
    zips.map(async (file) => ({ name: basename(file), digest: digestOf(await readFile(file)) })),
  );
  const statements: Statement[] = [];
  for (const file of bundles) {
    const { bundle, statement } = await readBundle(file);
    expect(bundle.verificationMaterial.publicKey.hint).toBe(keyId);
    judge(bundle, publisher.publicKey);
    expect(statement._type).toBe('https://in-toto.io/Statement/v1');
    expect(
      statement.subject.map(({ name, digest }) => ({ name, digest: `sha256:${digest.sha256}` })),
    ).toEqual(digests.sort((a, b) => (a.name < b.name ? -1 : 1)));
    statements.push(statement);
  }
  const [provenance, sbom] = statements;
  expect(provenance).toMatchObject({
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: { buildDefinition: { resolvedDependencies: [{ digest: { gitCommit: commit } }, {}] } },
  });
  expect(sbom!.predicateType).toBe('https://cyclonedx.org/bom');
  const judgeOfSboms = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  expect(await judgeOfSboms.validate(JSON.stringify(sbom!.predicate))).toBeNull();
  expect(await runCli(['verify', ...zips])).toMatchObject({ code: 0 });
});

test('the judge refuses another key, and a statement that was changed', async () => {
  const { home, publisher } = await publisherHome();
  const { publisher: other } = await publisherHome();
  const build = await buildWith();
  const { bundles } = jsonOf(await sign(home, build, await zipsIn(build))) as Signed;
  const { bundle, statement } = await readBundle(bundles[0]!);
  expect(() => judge(bundle, other.publicKey)).toThrow();
  statement.subject[0]!.digest.sha256 = '0'.repeat(64);
  bundle.dsseEnvelope.payload = Buffer.from(JSON.stringify(statement)).toString('base64');
  expect(() => judge(bundle, publisher.publicKey)).toThrow();
});

test('the private key is sealed in the vault, and a rekey keeps it', async () => {
  const { home } = await publisherHome();
  const build = await buildWith();
  const zips = await zipsIn(build);
  const bundlesNow = async () => {
    const { bundles } = jsonOf(await sign(home, build, zips)) as Signed;
    return Promise.all(bundles.map((file) => readFile(file, 'utf8')));
  };
  const before = await bundlesNow();
  const vault = await readFile(join(home, 'authorizations.json'), 'utf8');
  // How every Ed25519 key in PKCS #8 begins, in base64.
  expect(vault).not.toContain('MC4CAQAwBQYDK2Vw');
  expect(await runCli(['auth', 'rekey', '--to', 'file'], { home })).toMatchObject({ code: 0 });
  expect(await readFile(join(home, 'authorizations.json'), 'utf8')).not.toBe(vault);
  expect(await bundlesNow()).toEqual(before);
  const listed = await runCli(['publisher', 'list', '--json'], { home });
  expect(jsonOf(listed)).toHaveLength(1);
  expectCode(await runCli(['publisher', 'new', 'acme', '--json'], { home }), 'publisher.exists');
});

test.each([
  ['files that differ from the commit', { provenance: { dirty: true } }, 'sign.dirty'],
  ['no commit', { provenance: { commit: undefined, dirty: undefined } }, 'sign.dirty'],
  ['a provenance without the package', { provenance: { packages: [] } }, 'sign.provenance'],
  ['a provenance that is none', { provenance: { packages: 7 } }, 'sign.provenance'],
  ['a bill of materials without the package', { sbom: { components: [] } }, 'sign.sbom'],
  ['a commit that is a number', { provenance: { commit: 7 } }, 'sign.provenance'],
  ['a lock file that is a number', { provenance: { lockFile: 7 } }, 'sign.provenance'],
  ['a digest that is none', { provenance: { packages: [{ digest: 'sha256:12' }] } }, 'sign.provenance'],
  ['a hash that is none', { sbom: { components: [{ hashes: [null] }] } }, 'sign.sbom'],
  ['a bill of materials that is none', { sbom: { components: [null] } }, 'sign.sbom'],
])('a build with %s is not signed', async (_what, changes, code) => {
  const { home } = await publisherHome();
  const build = await buildWith(changes);
  const zips = await zipsIn(build);
  expectCode(await sign(home, build, zips), code);
  expect(await readdir(join(build, 'packages'))).toHaveLength(zips.length);
  if (code === 'sign.dirty') expect(await sign(home, build, zips, '--dirty')).toMatchObject({ code: 0 });
});

test.each([
  ['a key twice', 'provenance.json', '{"dirty":true,', 'sign.provenance', /holds the key .* twice/],
  [
    'more levels than a bundle may have',
    'sbom.cdx.json',
    `{"x":${'['.repeat(99)}${']'.repeat(99)},`,
    'sign.sbom',
    /nested over/,
  ],
])('a record with %s is not signed', async (_what, name, start, code, says) => {
  const { home } = await publisherHome();
  const build = await buildWith();
  const file = join(build, name);
  await writeFile(file, (await readFile(file, 'utf8')).replace('{', start));
  const run = await sign(home, build, await zipsIn(build));
  expectCode(run, code);
  expect(run.stdout).toMatch(says);
});

test('other bytes, several pack versions and an unknown publisher are refused', async () => {
  const { home } = await publisherHome();
  const build = await buildWith();
  const other = await rewritePackage('queue-task', { version: '9.9.9' });
  expectCode(await sign(home, build, [other]), 'sign.provenance');
  expectCode(await sign(home, build, [...(await zipsIn(build)), other]), 'sign.mixed');
  expectCode(await sign(await temporaryFolder(), build, await zipsIn(build)), 'publisher.unknown');
});
