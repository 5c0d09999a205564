import { limits } from '../../src/package/limits.js';
import { verifyPackage } from '../../src/package/verify.js';
import { fileTypes, type RawEntry, rawZip } from '../support/raw-zip.js';
import { honestEntries, honestZip, withListedFile } from './honest.js';
import { expectRefused, homeWithCatalog } from './refusal.js';

let entries: RawEntry[];
let home: string;
beforeAll(async () => {
  entries = await honestEntries();
  home = await homeWithCatalog();
});

test('an honest package passes, as built and as our own writer writes it', async () => {
  const built = await verifyPackage(honestZip());
  const ours = await verifyPackage(rawZip(entries));
  expect(ours.files).toEqual(built.files);
  expect(ours.manifest.node.id).toBe('queue-task');
});

// The manifest names each of these files with its right digest: the entry itself is what must be refused.
describe('an entry whose name is no plain path is refused by name', () => {
  test.each([
    ['out of the package', '../evil.js', 'package.zip'],
    ['out of a folder of the package', 'v1.3/../../evil.js', 'package.zip'],
    ['absolute', '/etc/evil.js', 'package.zip'],
    ['with a backslash', '..\\evil.js', 'package.zip'],
    ['on a drive', 'C:/evil.js', 'package.zip'],
    ['on a drive without a slash', 'C:evil.js', 'package.zip'],
    ['a folder', 'v1.3/', 'entry.path'],
    ['with an empty part', 'v1.3//evil.js', 'entry.path'],
    ['with a dot for a part', './evil.js', 'entry.path'],
    ['with a space', 'evil .js', 'entry.path'],
    ['with a letter that has a twin in Unicode', 'é.js', 'entry.path'],
    ['empty', '', 'entry.path'],
    ['too long', `${'a'.repeat(limits.pathLength)}.js`, 'entry.path'],
  ])('%s', async (_how, name, code) => {
    await expectRefused(home, withListedFile(entries, { name, content: '1' }), { code, says: name });
  });

  test('with a NUL, which the message shows', async () => {
    const zip = withListedFile(entries, { name: 'icon.svg\0.js', content: '1' });
    await expectRefused(home, zip, { code: 'entry.path', says: 'icon.svg\\u0000.js' });
  });

  test('with a line break, which the message shows', async () => {
    const zip = withListedFile(entries, { name: 'icon.svg\n.js', content: '1' });
    await expectRefused(home, zip, { code: 'entry.path', says: 'icon.svg\\n.js' });
  });
});

describe('an entry that is no regular file is refused by name', () => {
  test.each([
    ['a symbolic link', fileTypes.link],
    ['a directory', fileTypes.directory],
    ['a named pipe', fileTypes.pipe],
  ])('%s', async (_what, type) => {
    const zip = withListedFile(entries, { name: 'evil', content: '/etc/passwd', mode: type | 0o777 });
    await expectRefused(home, zip, { code: 'entry.type', says: '"evil"' });
  });

  test('encrypted', async () => {
    const zip = withListedFile(entries, { name: 'evil', content: '0123456789abc', flags: 1 });
    await expectRefused(home, zip, { code: 'entry.encrypted', says: '"evil"' });
  });
});

describe('two entries for one file are refused by name', () => {
  test('the same name twice', async () => {
    const zip = rawZip([...entries, { name: 'icon.svg', content: '<svg/>' }]);
    await expectRefused(home, zip, { code: 'entry.duplicate', says: '"icon.svg"' });
  });

  test('names that differ in case alone', async () => {
    const zip = withListedFile(entries, { name: 'ICON.svg', content: '<svg/>' });
    await expectRefused(home, zip, { code: 'entry.duplicate', says: '"ICON.svg"' });
  });

  test('a second manifest', async () => {
    await expectRefused(home, rawZip([...entries, entries[0]!]), {
      code: 'entry.duplicate',
      says: '"manifest.json"',
    });
  });
});
