import { generateKeyPairSync } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { digestOf } from '../../src/package/digest.js';
import type { Judgement } from '../../src/package/judgement.js';
import { temporaryFolder } from '../support/workshop.js';
import { rewritePackage } from './rewrite-package.js';
import { type Finished, jsonOf, runCli } from './run-cli.js';
import { buildWith, publisherHome, type Signed, sign, zipsIn } from './signed-build.js';

interface Verdict {
  file: string;
  whole: boolean;
  digest: string;
  node: string;
  version: string;
  signature: Judgement;
}

let publisher: Awaited<ReturnType<typeof publisherHome>>;
let build: string;
let zips: string[];
let bundles: string[];
let keyFile: string;
let home: string;
beforeEach(async () => {
  publisher = await publisherHome();
  build = await buildWith();
  zips = await zipsIn(build);
  bundles = jsonOf<Signed>(await sign(publisher.home, build, zips)).bundles;
  keyFile = join(await temporaryFolder(), 'acme.pem');
  // As `publisher show` prints it.
  await writeFile(keyFile, `acme, made today\n${publisher.publisher.publicKey}`);
  home = await temporaryFolder();
});

const trust = (...args: string[]) => runCli(['trust', ...args, '--json'], { home });

const add = async (...more: string[]) => {
  const run = await trust('add', 'acme', '--key', keyFile, ...more);
  expect(run).toMatchObject({ code: 0, stderr: '' });
};

const verify = async (...more: string[]) => {
  const run = await runCli(['verify', ...zips, ...more, '--json'], { home });
  return { code: run.code, verdicts: jsonOf<Verdict[]>(run) };
};

const expectState = async (code: number, signature: object) => {
  const found = await verify();
  expect(found.code).toBe(code);
  for (const verdict of found.verdicts) expect(verdict).toMatchObject({ whole: true, signature });
};

const expectCode = (run: Finished, code: string) => {
  expect(run.code).toBe(2);
  expect(jsonOf(run)).toMatchObject({ error: { code, remedy: expect.stringMatching(/\w/) } });
};

test('a signature counts when its publisher is trusted, and not before or after', async () => {
  const { keyId } = publisher.publisher;
  await expectState(0, { state: 'unknown-publisher', keyId });
  expect((await verify('--signed')).code).toBe(1);
  await add();
  await expectState(0, { state: 'valid', publisher: 'acme', keyId });
  expect((await verify('--signed')).code).toBe(0);
  const forPeople = await runCli(['verify', zips[0]!], { home });
  expect(forPeople.stdout).toMatch(/one of the pack, sha256:.*, signed by acme$/m);
  expect(jsonOf(await trust('list'))).toMatchObject({ publishers: [{ name: 'acme', keyId, nodes: ['*'] }] });
  expectCode(await trust('add', 'acme', '--key', keyFile), 'trust.exists');
  expectCode(await trust('add', 'again', '--key', keyFile), 'trust.exists');
  expect(jsonOf(await trust('remove', 'acme'))).toEqual({ removed: 'acme' });
  await expectState(0, { state: 'unknown-publisher', keyId });
  expectCode(await trust('remove', 'acme'), 'trust.unknown');
});

test('a package without a bundle is unsigned, and a missing bill of materials is named', async () => {
  await add();
  await rm(bundles[1]!);
  await expectState(0, { state: 'valid', missing: basename(bundles[1]!) });
  await rm(bundles[0]!);
  await expectState(0, { state: 'unsigned' });
  expect((await verify('--signed')).code).toBe(1);
});

test.each([
  ['before its first day', ['--from', '2999-01-01'], 'outside-validity'],
  ['after its last day', ['--from', '2001-01-01', '--until', '2001-12-31'], 'outside-validity'],
  ['of a node that it may not sign', ['--nodes', 'no-node,other-node'], 'node-not-allowed'],
])('a signature %s does not count', async (_what, options, state) => {
  await add(...options);
  await expectState(1, { state, publisher: 'acme', reason: expect.stringContaining('acme') });
});

test('a publisher signs the nodes that it may, within its days', async () => {
  await add('--nodes', 'queue-task', '--from', '2001-01-01', '--until', '2999-12-31');
  for (const { node, signature } of (await verify()).verdicts)
    expect(signature.state).toBe(node === 'queue-task' ? 'valid' : 'node-not-allowed');
});

test('what is revoked is so whoever signed it, until that is taken back', async () => {
  await add();
  const { digest } = (await verify()).verdicts[0]!;
  const run = await trust('revoke', digest, '--reason', 'sends twice');
  expect(jsonOf(run)).toEqual({ revoked: 1 });
  expect(jsonOf(await trust('revoke', digest))).toEqual({ revoked: 0 });
  for (const verdict of (await verify()).verdicts)
    expect(verdict.signature).toMatchObject(
      verdict.digest === digest
        ? { state: 'revoked', reason: expect.stringContaining('sends twice') }
        : { state: 'valid' },
    );
  expect((await verify()).code).toBe(1);
  await trust('remove', digest);
  await trust('revoke', publisher.publisher.keyId);
  await expectState(1, { state: 'revoked', keyId: publisher.publisher.keyId });
  await rm(bundles[0]!);
  await expectState(0, { state: 'unsigned' });
});

test('another zip in the place of the signed one is modified, one that nobody signed is unsigned', async () => {
  await add();
  const [{ version }] = (await verify()).verdicts as [Verdict];
  const same = await rewritePackage('queue-task', { version, description: 'Another one.' });
  await rename(same, zips.find((file) => basename(file).startsWith('queue-task-'))!);
  for (const { node, signature } of (await verify()).verdicts)
    expect(signature.state).toBe(node === 'queue-task' ? 'modified' : 'valid');
});

test.each([
  [
    'that is private',
    () => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }),
  ],
  [
    'of another algorithm',
    () => generateKeyPairSync('ed448').publicKey.export({ format: 'pem', type: 'spki' }),
  ],
  ['that is none', () => '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'],
  [
    'that is one of two, the other of an older form',
    () => {
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      return `${publisher.publisher.publicKey}${publicKey.export({ format: 'pem', type: 'pkcs1' })}`;
    },
  ],
  ['that is one of two', () => `${publisher.publisher.publicKey}${publisher.publisher.publicKey}`],
])('a key %s is not trusted', async (_what, key) => {
  await writeFile(keyFile, key());
  expectCode(await trust('add', 'acme', '--key', keyFile), 'trust.key');
});

/** All encodings of the eight points of small order, and one of another point that is not as RFC 8032 has it. */
const weak = [
  ...['00'.repeat(32), `01${'00'.repeat(31)}`, `ec${'ff'.repeat(30)}7f`, `ed${'ff'.repeat(30)}7f`],
  ...[`ee${'ff'.repeat(30)}7f`, `f0${'ff'.repeat(30)}7f`],
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].flatMap((key) => {
  const negative = Buffer.from(key, 'hex');
  negative[31]! |= 0x80;
  return [key, negative.toString('hex')];
});

const derOf = (key: string) => Buffer.from(`302a300506032b6570032100${key}`, 'hex');

test('such a key counts no longer where it was trusted before', async () => {
  await add();
  // Under the neutral point this is a signature of everything.
  const neutral = `01${'00'.repeat(31)}`;
  const keyId = digestOf(derOf(neutral));
  const file = join(home, 'trust.json');
  const policy = await readFile(file, 'utf8');
  await writeFile(
    file,
    policy.replace(/("publicKey": ?")[^"]+/, (_all, name) => `${name}${derOf(neutral).toString('base64')}`),
  );
  const sig = Buffer.from(`${neutral}${'00'.repeat(32)}`, 'hex').toString('base64');
  for (const bundle of bundles) {
    const forged = JSON.parse(await readFile(bundle, 'utf8'));
    forged.verificationMaterial.publicKey.hint = keyId;
    forged.dsseEnvelope.signatures = [{ sig }];
    await writeFile(bundle, JSON.stringify(forged));
  }
  expect(jsonOf(await trust('list'))).toMatchObject({ publishers: [{ name: 'acme', keyId }] });
  await expectState(0, { state: 'unknown-publisher', keyId });
});

test.each(weak)('a key under which anybody signs is not trusted: %s', async (key) => {
  const der = derOf(key);
  const lines = ['-----BEGIN PUBLIC KEY-----', der.toString('base64'), '-----END PUBLIC KEY-----', ''];
  await writeFile(keyFile, lines.join('\n'));
  const run = await trust('add', 'acme', '--key', keyFile);
  expectCode(run, 'trust.key');
  expect(run.stdout).toContain('anybody can sign');
});

test('a private key beside the public one is told, and what is told stands on lines', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  const other = join(await temporaryFolder(), 'both.pem');
  await writeFile(other, `${publisher.publisher.publicKey}${pem}`);
  const run = await trust('add', 'acme', '--key', other);
  expectCode(run, 'trust.key');
  expect(run.stdout).toContain('private');
  expect(run.stdout).not.toContain(pem.toString().split('\n')[1]);
  const added = await runCli(['trust', 'add', 'acme', '--key', keyFile], { home });
  expect(added.stdout).toContain(`acme is trusted.\nkey ${publisher.publisher.keyId}\n`);
  const shown = await runCli(['publisher', 'show', 'acme'], { home: publisher.home });
  expect(shown.stdout).toMatch(/^acme, made [^\n]*\nkey sha256:[0-9a-f]{64}\n-----BEGIN PUBLIC KEY-----\n/);
});

test.each([['2026-02-30'], ['tomorrow'], ['26-01-01']])('%s is no day', async (day) => {
  expectCode(await trust('add', 'acme', '--key', keyFile, '--until', day), 'trust.days');
});

test('what cannot be trusted is refused, and nothing is kept', async () => {
  expectCode(await trust('add', 'acme', '--key', join(home, 'none.pem')), 'trust.key-file');
  expectCode(
    await trust('add', 'acme', '--key', keyFile, '--from', '2026-02-01', '--until', '2026-01-31'),
    'trust.days',
  );
  expect((await trust('revoke', 'sha256:12')).code).toBe(2);
  expect((await trust('add', 'acme', '--key', keyFile, '--nodes', 'No Node')).code).toBe(2);
  expect(jsonOf(await trust('list'))).toEqual({ publishers: [], revoked: [] });
});

describe('import', () => {
  interface Entry {
    node: string;
    version: string;
    signature: Judgement;
  }

  /** Packages of a pack version that this program does not know, signed by acme. */
  const foreign = async (): Promise<string> => {
    const zip = await rewritePackage('queue-task', { version: '9.9.9' });
    const other = await buildWith({
      provenance: { packages: [{ file: 'x', digest: digestOf(await readFile(zip)) }] },
      sbom: { components: [{ hashes: [{ alg: 'SHA-256', content: (await digest(zip)).slice(7) }] }] },
    });
    expect(await sign(publisher.home, other, [zip])).toMatchObject({ code: 0, stderr: '' });
    return zip;
  };
  const digest = async (file: string) => digestOf(await readFile(file));
  const take = (...args: string[]) => runCli(['import', ...args, '--json'], { home });
  const catalog = async () => jsonOf<Entry[]>(await runCli(['catalog', '--json'], { home }));

  test('takes what a trusted publisher signed, and the catalog says who', async () => {
    const zip = await foreign();
    const { keyId } = publisher.publisher;
    const refused = jsonOf<{ error: object }>(await take(zip));
    expect(refused.error).toMatchObject({
      code: 'import.untrusted',
      message: expect.stringContaining('unknown publisher'),
    });
    await add();
    expect(jsonOf(await take(zip))).toMatchObject([{ change: 'added', signature: { state: 'valid' } }]);
    expect(await catalog()).toMatchObject([
      { node: 'queue-task', version: '9.9.9', signature: { state: 'valid', publisher: 'acme', keyId } },
    ]);
    // So that a program which knows nothing of signatures says that it is too old.
    expect(JSON.parse(await readFile(join(home, 'catalog', 'catalog.json'), 'utf8'))).toMatchObject({
      format: 2,
    });
    const forPeople = await runCli(['catalog'], { home });
    expect(forPeople.stdout).toMatch(/^queue-task .*signed by acme$/m);
    // The key that was trusted at the import counts by what is trusted now.
    await trust('remove', 'acme');
    expect(await catalog()).toMatchObject([{ signature: { state: 'unknown-publisher', keyId } }]);
    await trust('revoke', keyId);
    expect(await catalog()).toMatchObject([{ signature: { state: 'revoked' } }]);
  });

  test.each([
    [
      ...['whose publisher may not sign the node', ['--nodes', 'close-task']],
      ...['may not sign this node', 'node-not-allowed'],
    ],
    [
      ...['whose publisher is trusted no longer', ['--until', '2001-12-31']],
      ...['was trusted until 2001-12-31', 'outside-validity'],
    ],
  ] as [string, string[], string, string][])(
    'refuses a package %s, unless its digest is trusted',
    async (_what, options, says, state) => {
      const zip = await foreign();
      await add(...options);
      expect(jsonOf<{ error: object }>(await take(zip)).error).toMatchObject({
        code: 'import.untrusted',
        message: expect.stringContaining(says),
      });
      expect(await catalog()).toEqual([]);
      expect(jsonOf(await take(zip, '--trust', await digest(zip)))).toMatchObject([
        { change: 'added', signature: { state } },
      ]);
      expect(await catalog()).toMatchObject([{ signature: { state: 'unsigned' } }]);
    },
  );

  test('refuses what is revoked, also one of the pack and by its digest', async () => {
    const own = zips[0]!;
    await trust('revoke', await digest(own), '--reason', 'sends twice');
    for (const more of [[], ['--trust', await digest(own)]])
      expect(jsonOf<{ error: object }>(await take(own, ...more)).error).toMatchObject({
        code: 'import.revoked',
        message: expect.stringContaining('sends twice'),
      });
    expect(await catalog()).toEqual([]);
  });

  test('refuses a digest that is none, in place of passing it over', async () => {
    const zip = await foreign();
    for (const text of ['sha256:12', (await digest(zip)).toUpperCase(), (await digest(zip)).slice(7)])
      expect((await take(zip, '--trust', text)).code).toBe(2);
    expect(await catalog()).toEqual([]);
  });

  test('notes who signed when the same is imported again', async () => {
    const zip = await foreign();
    await take(zip, '--trust', await digest(zip));
    await add();
    expect(jsonOf(await take(zip))).toMatchObject([{ change: 'unchanged' }]);
    expect(await catalog()).toMatchObject([{ signature: { state: 'valid', publisher: 'acme' } }]);
  });
});
