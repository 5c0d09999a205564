import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine, InvokeCall } from '../../src/engine/engine.js';
import { digestOf } from '../../src/package/digest.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { asPackVersion, builtPack, honestZip, rewritten } from './honest.js';
import { refusal } from './refusal.js';

const zip = honestZip();
const packVersion = builtPack().version;

let home: string;
let engine: Engine;
beforeEach(async () => {
  home = await temporaryFolder();
  engine = workspaceOf(home).engine;
});
afterEach(() => engine.close());

const take = (bytes: Buffer) =>
  workspaceOf(home).catalog.import([{ file: 'made.zip', zip: bytes }], {
    known: new Set(),
    trusted: new Set([digestOf(bytes)]),
    replace: false,
  });

/** An empty input is invalid, so nothing is sent; the result says which package answered. */
const answers = async (call: Partial<InvokeCall> = {}) => {
  const result = await engine.invoke({ node: 'queue-task', input: {}, ...call });
  expect(result.outcome).toBe('onInvalidData');
  return { ...result.package, nodeVersion: result.version };
};

/** A later pack version that has dropped the node version v1.0. */
const withoutOldest = (version: string) =>
  rewritten(zip, (manifest, files) => {
    manifest.pack.version = version;
    manifest.versions = manifest.versions.filter((one) => one.version !== 'v1.0');
    for (const path of files.keys()) if (path.startsWith('v1.0/')) files.delete(path);
  });

test("with an empty catalog the pack's own package answers", async () => {
  expect(await answers()).toMatchObject({ origin: 'pack', version: packVersion, digest: digestOf(zip) });
});

test('a package of the catalog answers before the one built with the pack', async () => {
  await take(zip);
  expect(await answers()).toMatchObject({ origin: 'catalog', version: packVersion });
});

test('of several in the catalog the highest pack version answers, and 1.10.0 is higher than 1.9.0', async () => {
  for (const version of ['1.9.0', '1.10.0', '1.10.0-rc.1']) await take(await asPackVersion(zip, version));
  expect(await answers()).toMatchObject({ origin: 'catalog', version: '1.10.0' });
});

test('a package in the catalog answers though the pack itself is newer', async () => {
  await take(await asPackVersion(zip, '0.1.0'));
  expect(await answers()).toMatchObject({ origin: 'catalog', version: '0.1.0' });
});

test('a package imported while the engine runs answers from then on', async () => {
  expect(await answers()).toMatchObject({ origin: 'pack' });
  await take(await asPackVersion(zip, '7.0.0'));
  expect(await answers()).toMatchObject({ origin: 'catalog', version: '7.0.0' });
});

test('when the highest has dropped the node version, the next that has it answers', async () => {
  await take(await withoutOldest('3.0.0'));
  await take(await asPackVersion(zip, '2.0.0'));
  expect(await answers({ version: 'v1.0' })).toMatchObject({ version: '2.0.0', nodeVersion: 'v1.0' });
  expect(await answers({ version: 'v1.1' })).toMatchObject({ version: '3.0.0', nodeVersion: 'v1.1' });
});

test("when no package of the catalog has the node version, the pack's own answers", async () => {
  await take(await withoutOldest('3.0.0'));
  expect(await answers({ version: 'v1.0' })).toMatchObject({ origin: 'pack', version: packVersion });
});

test('without a version the default of the package that answers is taken', async () => {
  const changed = await rewritten(zip, (manifest) => {
    manifest.pack.version = '4.0.0';
    manifest.default = 'v1.1';
  });
  await take(changed);
  expect(await answers()).toMatchObject({ version: '4.0.0', nodeVersion: 'v1.1' });
});

test('a package file that the call names answers before all others', async () => {
  await take(await asPackVersion(zip, '9.0.0'));
  const packageFile = join(await temporaryFolder(), 'mine.zip');
  await writeFile(packageFile, await asPackVersion(zip, '0.5.0'));
  expect(await answers({ packageFile })).toMatchObject({ origin: 'file', version: '0.5.0' });
});

test('a package of the catalog that has changed on disk is refused, not passed over', async () => {
  await take(await asPackVersion(zip, '5.0.0'));
  const folder = join(home, 'catalog');
  const stored = (await readdir(folder)).find((name) => name.endsWith('.zip'))!;
  await appendFile(join(folder, stored), 'x');
  expect(await refusal(answers())).toMatchObject({ name: 'ToldError', code: 'catalog.changed' });
});
