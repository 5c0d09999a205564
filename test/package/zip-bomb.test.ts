import { limits } from '../../src/package/limits.js';
import { PackageError } from '../../src/package/package-error.js';
import { verifyPackage } from '../../src/package/verify.js';
import { type RawEntry, rawZip } from '../support/raw-zip.js';
import { honestEntries, withListedFile } from './honest.js';
import { expectRefused, homeWithCatalog, refusal } from './refusal.js';

let entries: RawEntry[];
let home: string;
beforeAll(async () => {
  entries = await honestEntries();
  home = await homeWithCatalog();
});

const zeros = (bytes: number) => Buffer.alloc(bytes);

test('a file that says how large it unpacks is refused by its name', async () => {
  const zip = withListedFile(entries, { name: 'bomb', content: zeros(64 * 1024 * 1024) });
  expect(zip.length).toBeLessThan(limits.zipBytes);
  await expectRefused(home, zip, { code: 'entry.size', says: '"bomb"' });
});

test('a file that unpacks to more than it says is refused by its name', async () => {
  const zip = withListedFile(entries, { name: 'bomb', content: zeros(64 * 1024 * 1024), claimedSize: 100 });
  expect(zip.length).toBeLessThan(limits.zipBytes);
  await expectRefused(home, zip, { code: 'package.zip', says: 'bomb' });
});

test('a file that unpacks to less than it says is refused by its name', async () => {
  const zip = withListedFile(entries, { name: 'hollow', content: '1', claimedSize: 100 });
  await expectRefused(home, zip, { code: 'package.zip', says: 'hollow' });
});

test('files that are too much together are refused, and the one that is too much is named', async () => {
  const count = limits.totalBytes / limits.fileBytes;
  const parts = Array.from({ length: count + 1 }, (_, index) => ({
    name: `part-${index}`,
    content: zeros(limits.fileBytes),
  }));
  await expectRefused(home, rawZip(parts), { code: 'package.size', says: `"part-${count}"` });
});

test('a stored file over the limit is refused with the size of the package', async () => {
  const zip = withListedFile(entries, { name: 'bulk', content: zeros(limits.zipBytes), stored: true });
  await expectRefused(home, zip, { code: 'package.size', says: String(zip.length) });
});

test('100,000 entries are refused with the size that they take', async () => {
  const zip = rawZip(Array.from({ length: 100_000 }, (_, index) => ({ name: `f${index}`, stored: true })));
  await expectRefused(home, zip, { code: 'package.size', says: String(zip.length) });
});

test('more entries than a package may have are refused with their number, though they take little room', async () => {
  const many = Array.from({ length: limits.files + 1 }, (_, index) => ({ name: `f${index}`, stored: true }));
  await expectRefused(home, rawZip(many), { code: 'package.count', says: String(limits.files + 1) });
});

test('100,000 entries that are claimed and not there are refused with their number', async () => {
  await expectRefused(home, rawZip(entries, { claimedCount: 100_000 }), {
    code: 'package.count',
    says: '100000',
  });
});

// A manifest that names all files is a promise about the whole zip, whatever program unpacks it.
test('an entry that the end record does not count is refused', async () => {
  const zip = rawZip([...entries, { name: 'hidden', content: '1' }], { claimedCount: entries.length });
  expect(await refusal(verifyPackage(zip))).toBeInstanceOf(PackageError);
});
