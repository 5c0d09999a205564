import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog, ImportOptions } from '../../src/package/catalog.js';
import { digestOf } from '../../src/package/digest.js';
import { PackageError } from '../../src/package/package-error.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { asPackVersion, honestZip, rewritten } from './honest.js';
import { refusal, snapshot } from './refusal.js';

const zip = honestZip();
const digest = digestOf(zip);
const zipName = (bytes: Buffer) => `${digestOf(bytes).replace(':', '-')}.zip`;
const request = (bytes: Buffer, file = 'queue-task.zip') => ({ file, zip: bytes });

const options = (given: Partial<ImportOptions> = {}): ImportOptions => ({
  known: new Set(),
  trusted: new Set(),
  replace: false,
  ...given,
});
const known = options({ known: new Set([digest]) });
const trusting = (bytes: Buffer, replace = false) =>
  options({ trusted: new Set([digestOf(bytes)]), replace });

/** The same node and pack version, whole, with other bytes. */
const otherBytes = () =>
  rewritten(zip, (manifest) => {
    manifest.node.whenToUse = 'Never.';
  });

let home: string;
let folder: string;
let catalog: Catalog;
beforeEach(async () => {
  home = await temporaryFolder();
  folder = join(home, 'catalog');
  catalog = workspaceOf(home).catalog;
});

test('a home without a catalog has no packages', async () => {
  expect(await catalog.entries()).toEqual([]);
});

test('a package whose digest is known is imported and can be read back', async () => {
  const [imported] = await catalog.import([request(zip)], known);
  expect(imported).toMatchObject({ change: 'added', entry: { node: 'queue-task', digest } });
  const entries = await catalog.entries();
  expect(entries).toEqual([imported?.entry]);
  expect((await catalog.read(entries[0]!)).digest).toBe(digest);
  expect((await readdir(folder)).sort()).toEqual(['catalog.json', zipName(zip)].sort());
});

test('a package that nobody vouches for is refused, and the remedy says how to', async () => {
  expect(await refusal(catalog.import([request(zip)], options()))).toMatchObject({
    name: 'ToldError',
    code: 'import.untrusted',
    message: expect.stringContaining('queue-task.zip'),
    remedy: expect.stringContaining(`--trust ${digest}`),
  });
  expect(await snapshot(home)).toEqual({});
});

test('a package that the user vouches for is imported', async () => {
  expect(await catalog.import([request(zip)], trusting(zip))).toMatchObject([{ change: 'added' }]);
  expect(await catalog.entries()).toMatchObject([{ digest }]);
});

test('the same package once more changes nothing', async () => {
  await catalog.import([request(zip)], known);
  const before = await snapshot(home);
  expect(await catalog.import([request(zip)], known)).toMatchObject([{ change: 'unchanged' }]);
  expect(await snapshot(home)).toEqual(before);
});

test('other bytes for the same node and pack version are refused unless they may replace', async () => {
  await catalog.import([request(zip)], known);
  const before = await snapshot(home);
  const other = await otherBytes();
  expect(await refusal(catalog.import([request(other, 'other.zip')], trusting(other)))).toMatchObject({
    code: 'import.exists',
    message: expect.stringMatching(new RegExp(`other\\.zip.*queue-task.*${digest}`)),
    remedy: expect.stringContaining('--replace'),
  });
  expect(await snapshot(home)).toEqual(before);
});

test('other bytes that may replace do, and the old package is gone', async () => {
  await catalog.import([request(zip)], known);
  const other = await otherBytes();
  expect(await catalog.import([request(other)], trusting(other, true))).toMatchObject([
    { change: 'replaced' },
  ]);
  expect(await catalog.entries()).toMatchObject([{ digest: digestOf(other) }]);
  expect((await readdir(folder)).sort()).toEqual(['catalog.json', zipName(other)].sort());
});

test('permission to replace is not trust', async () => {
  await catalog.import([request(zip)], known);
  const other = await otherBytes();
  const error = await refusal(catalog.import([request(other)], { ...known, replace: true }));
  expect(error).toMatchObject({ code: 'import.untrusted' });
});

test('two pack versions of a node stand side by side', async () => {
  const newer = await asPackVersion(zip, '1.10.0');
  await catalog.import([request(zip)], known);
  await catalog.import([request(newer)], trusting(newer));
  expect((await catalog.entries()).map((entry) => entry.digest).sort()).toEqual(
    [digest, digestOf(newer)].sort(),
  );
  expect(await readdir(folder)).toHaveLength(3);
});

test.each([
  ['is damaged', async () => zip.subarray(0, -1), 'package.zip'],
  ['is not trusted', () => asPackVersion(zip, '3.0.0'), 'import.untrusted'],
])('nothing is imported when the second of two packages %s', async (_why, second, code) => {
  const requests = [request(zip, 'first.zip'), request(await second(), 'second.zip')];
  expect(await refusal(catalog.import(requests, known))).toMatchObject({
    code,
    message: expect.stringContaining('second.zip'),
  });
  expect(await snapshot(home)).toEqual({});
});

test('nothing is imported when the second of two packages would replace one', async () => {
  await catalog.import([request(zip)], known);
  const before = await snapshot(home);
  const [newer, other] = [await asPackVersion(zip, '2.0.0'), await otherBytes()];
  const both = options({ trusted: new Set([digestOf(newer), digestOf(other)]) });
  const error = await refusal(catalog.import([request(newer), request(other, 'other.zip')], both));
  expect(error).toMatchObject({ code: 'import.exists', message: expect.stringContaining('other.zip') });
  expect(await snapshot(home)).toEqual(before);
});

test('two packages of one node and pack version in one import are refused, since only one can stay', async () => {
  const other = await otherBytes();
  const both = options({ trusted: new Set([digest, digestOf(other)]) });
  const error = await refusal(catalog.import([request(zip), request(other, 'other.zip')], both));
  expect(error).toMatchObject({ code: 'import.exists', message: expect.stringContaining('other.zip') });
  expect(await catalog.entries()).toEqual([]);
});

describe('a catalog.json that cannot be followed is reported and not overwritten', () => {
  test.each([
    ['not JSON', '{"format":1,'],
    ['empty', ''],
    ['of another shape', '{"packages":{}}'],
    ['with a digest that is a path', '{"format":1,"packages":[{"digest":"../x"}]}'],
  ])('%s', async (_what, content) => {
    await mkdir(folder);
    await writeFile(join(folder, 'catalog.json'), content);
    const broken = { name: 'ToldError', code: 'catalog.broken', remedy: expect.stringMatching(/./) };
    const naming = { ...broken, message: expect.stringContaining(join(folder, 'catalog.json')) };
    expect(await refusal(catalog.entries())).toMatchObject(naming);
    expect(await refusal(catalog.import([request(zip)], known))).toMatchObject(naming);
    expect(await readFile(join(folder, 'catalog.json'), 'utf8')).toBe(content);
    expect(await readdir(folder)).toEqual(['catalog.json']);
  });

  test('of a later format, which a newer program reads', async () => {
    await mkdir(folder);
    const content = '{"format":3,"packages":[]}';
    await writeFile(join(folder, 'catalog.json'), content);
    const newer = { code: 'catalog.newer', message: expect.stringContaining('format 3') };
    expect(await refusal(catalog.entries())).toMatchObject(newer);
    expect(await refusal(catalog.import([request(zip)], known))).toMatchObject(newer);
    expect(await readFile(join(folder, 'catalog.json'), 'utf8')).toBe(content);
  });

  test('a folder', async () => {
    await mkdir(join(folder, 'catalog.json'), { recursive: true });
    expect(await refusal(catalog.entries())).toMatchObject({ code: 'catalog.broken' });
    expect(await refusal(catalog.import([request(zip)], known))).toMatchObject({
      code: 'catalog.broken',
    });
    expect(await readdir(folder)).toEqual(['catalog.json']);
  });
});

test('a file in the place of the catalog folder is reported by its path, and stays', async () => {
  await writeFile(folder, 'mine');
  const naming = { name: 'ToldError', message: expect.stringContaining(folder) };
  expect(await refusal(catalog.entries())).toMatchObject(naming);
  expect(await refusal(catalog.import([request(zip)], known))).toMatchObject(naming);
  expect(await readFile(folder, 'utf8')).toBe('mine');
});

test('a stored package that has changed on disk is refused when it is read', async () => {
  const [imported] = await catalog.import([request(zip)], known);
  await appendFile(join(folder, zipName(zip)), 'x');
  const error = await refusal(catalog.read(imported!.entry));
  expect(error).toBeInstanceOf(PackageError);
  expect(error).toMatchObject({ code: 'catalog.changed', message: expect.stringContaining(zipName(zip)) });
});

test('importing again mends a stored package that has changed on disk', async () => {
  const [imported] = await catalog.import([request(zip)], known);
  await appendFile(join(folder, zipName(zip)), 'x');
  await catalog.import([request(zip)], known);
  expect((await catalog.read(imported!.entry)).digest).toBe(digest);
});
