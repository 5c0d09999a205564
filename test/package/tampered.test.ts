import { generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedBundle, SignedStatement } from '../../schemas/types.js';
import { digestOf } from '../../src/package/digest.js';
import { judgeSignature } from '../../src/package/judge-signature.js';
import type { Judgement } from '../../src/package/judgement.js';
import { BundleError, type ReadBundle, readBundle } from '../../src/package/read-bundle.js';
import { bundleName, signedBundle } from '../../src/package/signature.js';
import { TrustPolicy } from '../../src/package/trust.js';
import { verifyPackage } from '../../src/package/verify.js';
import { fileStores } from '../../src/store/files/file-stores.js';
import { rewritePackage } from '../cli/rewrite-package.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { temporaryFolder } from '../support/workshop.js';

const acme = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
const idOf = (key: KeyObject) => digestOf(key.export({ format: 'der', type: 'spki' }));
const keyId = idOf(acme.publicKey);
const signerOf = ({ publicKey, privateKey }: typeof acme) => ({
  keyId: idOf(publicKey),
  sign: (bytes: Buffer) => signBytes(null, bytes, privateKey),
});

const payloadType = 'application/vnd.in-toto+json';
const encoded = (payload: Buffer, type = payloadType): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);

/** A package that only acme's signature vouches for, with its bundles. */
let zipFile: string;
let zip: Buffer;
let zipName: string;
let names: { provenance: string; sbom: string };
let texts: { provenance: string; sbom: string };
let statement: SignedStatement;
beforeAll(async () => {
  zipFile = await rewritePackage('queue-task', { version: '9.9.9' });
  zip = await readFile(zipFile);
  const found = await verifyPackage(zip);
  ({ zipName } = found);
  names = { provenance: bundleName(found.pack, 'provenance'), sbom: bundleName(found.pack, 'sbom') };
  // What holds each sign that variants of base64 differ in.
  const provenance = {
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: { note: '??>>~~ÿÿþþ.' },
  } as const;
  texts = {
    provenance: signedBundle([found], provenance, signerOf(acme)),
    sbom: signedBundle(
      [found],
      { predicateType: 'https://cyclonedx.org/bom', predicate: {} },
      signerOf(acme),
    ),
  };
  const { dsseEnvelope } = JSON.parse(texts.provenance) as SignedBundle;
  statement = JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8')) as SignedStatement;
});

interface Place {
  folder: string;
  home: string;
  policy: TrustPolicy;
}

const trusting = async (place: Place, changes: { nodes?: string[]; from?: string; until?: string } = {}) => {
  await place.policy.add({
    name: 'acme',
    key: acme.publicKey.export({ format: 'pem', type: 'spki' }) as string,
    nodes: changes.nodes ?? ['*'],
    from: changes.from,
    until: changes.until,
  });
};

const strangerAsPublisher = () => ({
  name: 'stranger',
  key: stranger.publicKey.export({ format: 'pem', type: 'spki' }) as string,
  nodes: ['*'],
  from: undefined,
  until: undefined,
});

const openPlace = async (): Promise<Place> => {
  const home = await temporaryFolder();
  const folder = join(home, 'downloads');
  await mkdir(folder);
  await cp(zipFile, join(folder, zipName));
  await writeFile(join(folder, names.provenance), texts.provenance);
  await writeFile(join(folder, names.sbom), texts.sbom);
  return { folder, home, policy: new TrustPolicy(fileStores(home).trust) };
};

interface Verdict {
  whole: boolean;
  signature?: Judgement;
  error?: { code: string; message: string };
}

const judged = async ({ folder, home }: Place) => {
  const file = join(folder, zipName);
  const verify = await runCli(['verify', file, '--signed', '--json'], { home });
  const taken = await runCli(['import', file, '--json'], { home });
  const catalog = jsonOf<unknown[]>(await runCli(['catalog', '--json'], { home }));
  return { code: verify.code, verdict: jsonOf<[Verdict]>(verify)[0], taken, catalog };
};

/** Neither verified nor imported, each with the reason. */
const expectRefused = async (place: Place, state: Judgement['state'], reason: RegExp) => {
  const { code, verdict, taken, catalog } = await judged(place);
  expect(code).toBe(1);
  expect(verdict.signature).toMatchObject({ state, reason: expect.stringMatching(reason) });
  expect(taken.code).toBe(2);
  expect(jsonOf(taken)).toMatchObject({
    error: {
      code: state === 'revoked' ? 'import.revoked' : 'import.untrusted',
      message: expect.stringMatching(reason),
    },
  });
  expect(catalog).toEqual([]);
};

test('what nobody touched is valid and imported', async () => {
  const place = await openPlace();
  await trusting(place);
  const { code, verdict, taken, catalog } = await judged(place);
  expect([code, taken.code]).toEqual([0, 0]);
  expect(verdict.signature).toEqual({ state: 'valid', publisher: 'acme', keyId });
  expect(catalog).toHaveLength(1);
});

type Bundle = {
  mediaType: unknown;
  verificationMaterial: Record<string, unknown>;
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string; keyid?: string }[] };
  [more: string]: unknown;
};

const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64');
const first = ({ dsseEnvelope }: Bundle) => dsseEnvelope.signatures[0]!;
const signatureOf = (bundle: Bundle) => Buffer.from(first(bundle).sig, 'base64');

/** The statement changed by who cannot sign. */
const restated =
  (change: (stated: { [key: string]: unknown } & SignedStatement) => void) => (bundle: Bundle) => {
    const stated = structuredClone(statement) as { [key: string]: unknown } & SignedStatement;
    change(stated);
    bundle.dsseEnvelope.payload = base64(JSON.stringify(stated));
  };

/** A payload that acme did sign. */
const signedPayload =
  (payload: () => Buffer | string, bytes = encoded) =>
  (bundle: Bundle) => {
    const signed = Buffer.from(payload());
    bundle.dsseEnvelope.payload = base64(signed);
    first(bundle).sig = base64(signBytes(null, bytes(signed), acme.privateKey));
  };

const signedStatement = (changes: () => object) =>
  signedPayload(() => JSON.stringify({ ...statement, ...changes() }));

const resigned = (change: (signature: Buffer) => Buffer) => (bundle: Bundle) => {
  first(bundle).sig = base64(change(signatureOf(bundle)));
};

/** The last sign before the padding, with a bit that stands for nothing. */
const withStrayBit = (text: string) => {
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return text.replace(
    /(.)(=+)$/,
    (_all, last: string, padding: string) => `${signs[signs.indexOf(last) + 1]}${padding}`,
  );
};

/** The order of the curve: a signature of S + order is another text for the same. */
const order = (1n << 252n) + 27742317777372353535851937790883648493n;
const malleated = (signature: Buffer) => {
  const scalar = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
  const bytes = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse();
  return Buffer.concat([signature.subarray(0, 32), bytes]);
};

const other = (): SignedStatement['subject'][number] => ({
  name: zipName,
  digest: { sha256: '0'.repeat(64) },
});
const doesNotHold = /the signature does not hold/;

const bundles: [string, (bundle: Bundle) => void, RegExp][] = [
  ['the digest of the subject', restated((one) => (one.subject = [other()])), doesNotHold],
  [
    'two subjects swapped',
    restated((one) => (one.subject = [{ ...one.subject[0]!, name: 'b.zip' }, other()])),
    doesNotHold,
  ],
  ['the name of the subject', restated((one) => (one.subject[0]!.name = 'a.zip')), doesNotHold],
  ['a subject more', restated((one) => one.subject.push({ ...other(), name: 'a.zip' })), doesNotHold],
  ['no subject', restated((one) => (one.subject = [])), /the statement: \/subject must/],
  ['what is said', restated((one) => (one.predicate = { commit: 'f'.repeat(40) })), doesNotHold],
  [
    'the kind of what is said',
    restated((one) => (one.predicateType = 'https://cyclonedx.org/bom')),
    /not of https:\/\/slsa/,
  ],
  [
    'the kind of statement',
    restated((one) => Object.assign(one, { _type: 'https://in-toto.io/Statement/v0.1' })),
    /\/_type must/,
  ],
  [
    'a space in the payload',
    ({ dsseEnvelope }) => (dsseEnvelope.payload = base64(`${JSON.stringify(statement)} `)),
    doesNotHold,
  ],
  [
    'a bit of the signature',
    resigned((bytes) => Buffer.from(bytes.map((byte, at) => (at === 9 ? byte ^ 4 : byte)))),
    doesNotHold,
  ],
  ['a signature of zeros', resigned(() => Buffer.alloc(64)), doesNotHold],
  [
    'the signature of another bundle',
    (bundle) => (first(bundle).sig = first(JSON.parse(texts.sbom) as Bundle).sig),
    doesNotHold,
  ],
  ['a signature over the order of the curve', resigned(malleated), doesNotHold],
  [
    'a signature that is cut',
    resigned((bytes) => bytes.subarray(0, 63)),
    /\/dsseEnvelope\/signatures\/0\/sig must/,
  ],
  [
    'a signature that goes on',
    resigned((bytes) => Buffer.concat([bytes, bytes])),
    /\/signatures\/0\/sig must/,
  ],
  [
    'a signature in base64url',
    (bundle) => (first(bundle).sig = `-_${first(bundle).sig.slice(2)}`),
    /\/signatures\/0\/sig must/,
  ],
  [
    'a signature without padding',
    (bundle) => (first(bundle).sig = first(bundle).sig.slice(0, -2)),
    /\/signatures\/0\/sig must/,
  ],
  [
    'a signature with a new line',
    (bundle) => (first(bundle).sig = first(bundle).sig.replace(/^..../, '$&\n')),
    /\/signatures\/0\/sig must/,
  ],
  [
    'a signature with a stray bit',
    (bundle) => (first(bundle).sig = withStrayBit(first(bundle).sig)),
    /the signature is not base64/,
  ],
  [
    'a payload in base64url',
    ({ dsseEnvelope }) =>
      (dsseEnvelope.payload = dsseEnvelope.payload.replaceAll('+', '-').replaceAll('/', '_')),
    /the payload is not base64/,
  ],
  [
    'a payload without padding',
    ({ dsseEnvelope }) => (dsseEnvelope.payload = dsseEnvelope.payload.replace(/=+$/, '')),
    /the payload is not base64/,
  ],
  [
    'a payload in lines',
    ({ dsseEnvelope }) => (dsseEnvelope.payload = dsseEnvelope.payload.replace(/.{64}/g, '$&\n')),
    /the payload is not base64/,
  ],
  [
    'a payload with a stray bit',
    ({ dsseEnvelope }) => (dsseEnvelope.payload = withStrayBit(dsseEnvelope.payload)),
    /the payload is not base64/,
  ],
  [
    'a payload that is cut',
    ({ dsseEnvelope }) => (dsseEnvelope.payload = dsseEnvelope.payload.slice(0, 40)),
    /the statement is not JSON/,
  ],
  ['no payload', ({ dsseEnvelope }) => (dsseEnvelope.payload = ''), /\/dsseEnvelope\/payload must/],
  [
    'another payload type',
    ({ dsseEnvelope }) => (dsseEnvelope.payloadType = 'application/json'),
    /\/payloadType must/,
  ],
  [
    'a payload type with a parameter',
    ({ dsseEnvelope }) => (dsseEnvelope.payloadType += '; charset=utf-8'),
    /\/payloadType must/,
  ],
  [
    'another payload type, signed',
    (bundle) => {
      signedPayload(
        () => JSON.stringify(statement),
        (bytes) => encoded(bytes, 'application/json'),
      )(bundle);
    },
    doesNotHold,
  ],
  [
    'a signature of the payload alone',
    signedPayload(
      () => JSON.stringify(statement),
      (bytes) => bytes,
    ),
    doesNotHold,
  ],
  [
    'a second signature, the same',
    ({ dsseEnvelope }) => dsseEnvelope.signatures.push(dsseEnvelope.signatures[0]!),
    /\/signatures must NOT have more than 1/,
  ],
  [
    "a second signature, a stranger's",
    ({ dsseEnvelope }) => {
      const sig = signBytes(null, encoded(Buffer.from(dsseEnvelope.payload, 'base64')), stranger.privateKey);
      dsseEnvelope.signatures.push({ sig: base64(sig) });
    },
    /\/signatures must NOT have more than 1/,
  ],
  ['no signature', ({ dsseEnvelope }) => (dsseEnvelope.signatures = []), /\/signatures must/],
  ['a key id in the signature', (bundle) => (first(bundle).keyid = keyId), /\/keyid must/],
  [
    'an older bundle',
    (bundle) => (bundle.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.2'),
    /\/mediaType must/,
  ],
  [
    'no key',
    ({ verificationMaterial }) => delete verificationMaterial.publicKey,
    /\/verificationMaterial must/,
  ],
  [
    'a key by name',
    ({ verificationMaterial }) => (verificationMaterial.publicKey = { hint: 'acme' }),
    /\/publicKey\/hint must/,
  ],
  [
    'a key id in capitals',
    ({ verificationMaterial }) => (verificationMaterial.publicKey = { hint: keyId.toUpperCase() }),
    /\/publicKey\/hint must/,
  ],
  [
    'a certificate beside the key',
    ({ verificationMaterial }) => (verificationMaterial.certificate = { rawBytes: 'AAAA' }),
    /\/verificationMaterial must/,
  ],
  [
    'an entry of a log',
    ({ verificationMaterial }) => (verificationMaterial.tlogEntries = [{ logIndex: '1' }]),
    /\/tlogEntries must/,
  ],
  [
    'a time stamp',
    ({ verificationMaterial }) => (verificationMaterial.timestampVerificationData = {}),
    /\/verificationMaterial must/,
  ],
  [
    'a message signature beside the envelope',
    (bundle) => (bundle.messageSignature = {}),
    /the bundle: the whole must/,
  ],
  [
    'a signature of another algorithm',
    (bundle) => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const bytes = encoded(Buffer.from(bundle.dsseEnvelope.payload, 'base64'));
      first(bundle).sig = base64(signBytes('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
    },
    doesNotHold,
  ],
  [
    'a signature of a larger curve',
    (bundle) => {
      const { privateKey } = generateKeyPairSync('ed448');
      first(bundle).sig = base64(signBytes(null, Buffer.from('x'), privateKey));
    },
    /\/signatures\/0\/sig must/,
  ],
  [
    "a stranger's signature under the publisher's key",
    (bundle) => {
      const bytes = encoded(Buffer.from(bundle.dsseEnvelope.payload, 'base64'));
      first(bundle).sig = base64(signBytes(null, bytes, stranger.privateKey));
    },
    doesNotHold,
  ],
  [
    'another zip of the name, signed',
    signedStatement(() => ({ subject: [other()] })),
    /another queue-task-9\.9\.9\.zip was signed/,
  ],
  [
    'a digest in capitals, signed',
    signedStatement(() => ({
      subject: [{ name: zipName, digest: { sha256: digestOf(zip).slice(7).toUpperCase() } }],
    })),
    /\/subject\/0\/digest\/sha256 must/,
  ],
  [
    'a digest of another kind, signed',
    signedStatement(() => ({ subject: [{ name: zipName, digest: { sha512: '0'.repeat(128) } }] })),
    /\/subject\/0\/digest must/,
  ],
  [
    'the subject twice, signed',
    signedStatement(() => ({ subject: [statement.subject[0]!, other()] })),
    /names a package twice/,
  ],
  [
    'the digests of two packages swapped, signed',
    signedStatement(() => ({
      subject: [other(), { ...statement.subject[0]!, name: 'close-task-9.9.9.zip' }],
    })),
    /another queue-task-9\.9\.9\.zip was signed/,
  ],
  [
    'the zip under another name, signed',
    signedStatement(() => ({ subject: [{ ...statement.subject[0]!, name: 'close-task-9.9.9.zip' }] })),
    /queue-task-9\.9\.9\.zip was signed under another name: close-task-9\.9\.9\.zip/,
  ],
  [
    'a digest of another kind beside the one, signed',
    signedStatement(() => ({
      subject: [{ name: zipName, digest: { ...statement.subject[0]!.digest, sha512: '0'.repeat(128) } }],
    })),
    /\/subject\/0\/digest must/,
  ],
  ['no subject, signed', signedStatement(() => ({ subject: [] })), /\/subject must/],
  [
    'thousands of subjects, signed',
    signedStatement(() => ({
      subject: [
        ...statement.subject,
        ...Array.from({ length: 1000 }, (_, at) => ({ ...other(), name: `${at}` })),
      ],
    })),
    /\/subject must NOT have more than 1000/,
  ],
  [
    'an older statement, signed',
    signedStatement(() => ({ _type: 'https://in-toto.io/Statement/v0.1' })),
    /\/_type must/,
  ],
  ['a list for what is said, signed', signedStatement(() => ({ predicate: [] })), /\/predicate must/],
  [
    'a statement in a list, signed',
    signedPayload(() => JSON.stringify([statement])),
    /the statement: the whole must/,
  ],
  [
    'a statement nested deeply, signed',
    signedPayload(() =>
      JSON.stringify(statement).replace(
        '"predicate":{',
        `"predicate":{"x":${'['.repeat(200)}${']'.repeat(200)},`,
      ),
    ),
    /the statement is nested over 100 levels deep/,
  ],
  [
    'a byte order mark in the payload, signed',
    signedPayload(() => `\ufeff${JSON.stringify(statement)}`),
    /the statement begins with a byte order mark/,
  ],
  [
    'a payload in UTF-16, signed',
    signedPayload(() => Buffer.from(`\ufeff${JSON.stringify(statement)}`, 'utf16le')),
    /the statement is not UTF-8/,
  ],
  [
    'a claim that nobody knows, signed',
    signedStatement(() => ({ predicateType: 'https://example.com/claim' })),
    /\/predicateType must/,
  ],
  ['a field more, signed', signedStatement(() => ({ note: 'x' })), /the statement: the whole must/],
  [
    'a key twice, signed',
    signedPayload(() => JSON.stringify(statement).replace('{', '{"predicate":{},')),
    /the statement holds the key/,
  ],
  [
    'what is not UTF-8, signed',
    signedPayload(() => Buffer.from([0x22, 0xff, 0x22])),
    /the statement is not UTF-8/,
  ],
];

test.each(bundles)('a bundle with %s is refused', async (_what, change, reason) => {
  const place = await openPlace();
  await trusting(place);
  const bundle = JSON.parse(texts.provenance) as Bundle;
  change(bundle);
  const text = JSON.stringify(bundle);
  expect(text).not.toBe(JSON.stringify(JSON.parse(texts.provenance)));
  await writeFile(join(place.folder, names.provenance), text);
  await expectRefused(place, 'modified', reason);
});

test.each<[string, () => Buffer | string, RegExp]>([
  [
    'cut in the middle',
    () => texts.provenance.slice(0, texts.provenance.length / 2),
    /the bundle is not JSON/,
  ],
  ['cut before its end', () => texts.provenance.trimEnd().slice(0, -1), /the bundle is not JSON/],
  ['empty', () => '', /the bundle is not JSON/],
  ['two in one file', () => texts.provenance + texts.provenance, /goes on after the value/],
  [
    'with a key twice',
    () => texts.provenance.replace('"payload"', '"payload": "AAAA", "payload"'),
    /holds the key "payload" twice/,
  ],
  ['with a key that no JSON may hold', () => texts.provenance.replace('{', '{"__proto__": {},'), /__proto__/],
  ['in a list', () => `[${texts.provenance}]`, /the bundle: the whole must/],
  ['null', () => 'null', /the bundle: the whole must/],
  ['nested deeply', () => '['.repeat(200_000), /levels deep/],
  ['with a byte order mark', () => `\ufeff${texts.provenance}`, /the bundle begins with a byte order mark/],
  ['in UTF-16', () => Buffer.from(`\ufeff${texts.provenance}`, 'utf16le'), /the bundle is not UTF-8/],
  [
    'too large',
    () => `${texts.provenance}${' '.repeat(16 * 1024 * 1024)}`,
    /cannot be read \(over 16777216 bytes\)/,
  ],
])('a bundle file that is %s is refused', async (_what, content, reason) => {
  const place = await openPlace();
  await trusting(place);
  await writeFile(join(place.folder, names.provenance), content());
  await expectRefused(place, 'modified', reason);
});

const zips: [string, (bytes: Buffer) => Buffer][] = [
  ['cut in the middle', (bytes) => bytes.subarray(0, bytes.length / 2)],
  ['cut before its end', (bytes) => bytes.subarray(0, -1)],
  ['that goes on', (bytes) => Buffer.concat([bytes, Buffer.from('x')])],
  ['with something before it', (bytes) => Buffer.concat([Buffer.from('x'), bytes])],
  [
    'with an entry renamed',
    (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('icon.svg', 'icon.svh'), 'latin1'),
  ],
  ['that is empty', () => Buffer.alloc(0)],
];

test.each(zips)('a zip %s is refused with its bundles', async (_what, change) => {
  const place = await openPlace();
  await trusting(place);
  await writeFile(join(place.folder, zipName), change(zip));
  const { code, verdict, taken, catalog } = await judged(place);
  expect(code).toBe(1);
  expect(verdict).toMatchObject({ whole: false, error: { message: expect.stringMatching(/\w/) } });
  expect(taken.code).toBe(2);
  expect(jsonOf(taken)).toMatchObject({ error: { message: expect.stringContaining(zipName) } });
  expect(catalog).toEqual([]);
});

test.each<[string, (place: Place) => Promise<unknown>, Judgement['state'], RegExp]>([
  [
    'another whole zip',
    async ({ folder, ...place }) => {
      await trusting({ folder, ...place });
      await cp(
        await rewritePackage('queue-task', { version: '9.9.9', description: 'Another.' }),
        join(folder, zipName),
      );
    },
    'modified',
    /another queue-task-9\.9\.9\.zip was signed/,
  ],
  [
    'a zip that the bundle does not name',
    async ({ folder, ...place }) => {
      await trusting({ folder, ...place });
      await cp(await rewritePackage('close-task', { version: '9.9.9' }), join(folder, zipName));
    },
    'unsigned',
    /names other packages than close-task-9\.9\.9\.zip/,
  ],
  ['a publisher nobody knows', async () => {}, 'unknown-publisher', /nobody with this key is trusted/],
  [
    'a publisher whose days are over',
    (place) => trusting(place, { until: '2001-12-31' }),
    'outside-validity',
    /until 2001-12-31/,
  ],
  [
    'a publisher whose days are to come',
    (place) => trusting(place, { from: '2999-01-01' }),
    'outside-validity',
    /from 2999-01-01/,
  ],
  [
    'a publisher of other nodes',
    (place) => trusting(place, { nodes: ['close-task'] }),
    'node-not-allowed',
    /may sign close-task, not queue-task/,
  ],
  [
    'a key that is revoked',
    async (place) => {
      await trusting(place);
      await place.policy.revoke([keyId]);
    },
    'revoked',
    /the key was revoked/,
  ],
  [
    'a zip that is revoked',
    async (place) => {
      await trusting(place);
      await place.policy.revoke([digestOf(zip)]);
    },
    'revoked',
    /the package was revoked/,
  ],
  [
    'a folder in place of the bundle',
    async (place) => {
      await trusting(place);
      await rm(join(place.folder, names.provenance));
      await mkdir(join(place.folder, names.provenance));
    },
    'modified',
    /cannot be read/,
  ],
  [
    'the bill of materials in place of the provenance',
    async (place) => {
      await trusting(place);
      await writeFile(join(place.folder, names.provenance), texts.sbom);
    },
    'modified',
    /not of https:\/\/slsa/,
  ],
  [
    'the two bundles, each in place of the other',
    async (place) => {
      await trusting(place);
      await writeFile(join(place.folder, names.provenance), texts.sbom);
      await writeFile(join(place.folder, names.sbom), texts.provenance);
    },
    'modified',
    /not of https:\/\/slsa/,
  ],
  [
    'a hint at the key of another publisher who is trusted',
    async (place) => {
      await trusting(place);
      await place.policy.add(strangerAsPublisher());
      await writeFile(
        join(place.folder, names.provenance),
        texts.provenance.replace(keyId, idOf(stranger.publicKey)),
      );
    },
    'modified',
    doesNotHold,
  ],
  [
    'a bill of materials of another publisher who is trusted',
    async (place) => {
      await trusting(place);
      await place.policy.add(strangerAsPublisher());
      const claim = { predicateType: 'https://cyclonedx.org/bom', predicate: {} } as const;
      await writeFile(
        join(place.folder, names.sbom),
        signedBundle([await verifyPackage(zip)], claim, signerOf(stranger)),
      );
    },
    'modified',
    /its bill of materials: signed by stranger, the provenance by acme/,
  ],
  [
    "a stranger's bill of materials",
    async (place) => {
      await trusting(place);
      const claim = { predicateType: 'https://cyclonedx.org/bom', predicate: {} } as const;
      await writeFile(
        join(place.folder, names.sbom),
        signedBundle([await verifyPackage(zip)], claim, signerOf(stranger)),
      );
    },
    'unknown-publisher',
    /its bill of materials: nobody with this key/,
  ],
  [
    'a bill of materials that was changed',
    async (place) => {
      await trusting(place);
      await writeFile(join(place.folder, names.sbom), texts.sbom.replace('"payload": "', '"payload": "AAAA'));
    },
    'modified',
    /its bill of materials: /,
  ],
])('%s is refused', async (_what, prepare, state, reason) => {
  const place = await openPlace();
  await prepare(place);
  await expectRefused(place, state, reason);
});

test('a publisher is trusted on the first day and on the last, and on no other', async () => {
  const found = await verifyPackage(zip);
  const bundles = {
    provenance: readBundle(Buffer.from(texts.provenance), 'https://slsa.dev/provenance/v1'),
    sbom: readBundle(Buffer.from(texts.sbom), 'https://cyclonedx.org/bom'),
  };
  const place = await openPlace();
  await trusting(place, { from: '2026-02-28', until: '2026-03-01' });
  const trust = await place.policy.read();
  const stateAt = (time: string) => {
    jest.useFakeTimers({ now: new Date(time) });
    try {
      return judgeSignature(found, bundles, trust).state;
    } finally {
      jest.useRealTimers();
    }
  };
  expect(stateAt('2026-02-27T23:59:59.999Z')).toBe('outside-validity');
  expect(stateAt('2026-02-28T00:00:00.000Z')).toBe('valid');
  expect(stateAt('2026-03-01T23:59:59.999Z')).toBe('valid');
  expect(stateAt('2026-03-02T00:00:00.000Z')).toBe('outside-validity');
});

test('no bit of a bundle may be another, and none of its end be missing', async () => {
  const place = await openPlace();
  await trusting(place);
  const found = await verifyPackage(zip);
  const trust = await place.policy.read();
  const sbom = readBundle(Buffer.from(texts.sbom), 'https://cyclonedx.org/bom');
  const stateOf = (bytes: Buffer) => {
    let provenance: ReadBundle | BundleError;
    try {
      provenance = readBundle(bytes, 'https://slsa.dev/provenance/v1');
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      provenance = error;
    }
    return judgeSignature(found, { provenance, sbom }, trust).state;
  };
  const bytes = Buffer.from(texts.provenance);
  expect(stateOf(bytes)).toBe('valid');
  const passed: string[] = [];
  for (let at = 0; at < bytes.length; at += 1)
    for (let bit = 0; bit < 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(bytes[at]! ^ (1 << bit), at);
      if (stateOf(flipped) === 'valid') passed.push(`bit ${bit} of byte ${at}`);
    }
  // The last byte is a new line.
  for (let length = 0; length < bytes.length - 1; length += 1)
    if (stateOf(bytes.subarray(0, length)) === 'valid') passed.push(`cut after ${length}`);
  expect(passed).toEqual([]);
});
