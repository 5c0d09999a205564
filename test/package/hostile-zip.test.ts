import { limits } from '../../src/package/limits.js';
import { verifyPackage } from '../../src/package/verify.js';
import { fileTypes, type RawEntry, rawZip } from '../support/raw-zip.js';
import { asPackVersion, honestEntries, honestZip, withListedFile } from './honest.js';
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
    ['with a dot at the end, which Windows leaves out', 'icon.svg.', 'entry.path'],
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

  test('a directory by the attributes of MS-DOS alone', async () => {
    const zip = withListedFile(entries, { name: 'evil', attributes: 0x10 });
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

describe('what other programs would read differently', () => {
  const local = (zip: Buffer, index = 0) => {
    let at = 0;
    for (let found = 0; found < index; found += 1) at = zip.indexOf('PK\x03\x04', at + 4, 'latin1');
    return at;
  };
  const spoilt = (change: (zip: Buffer, at: number) => void, index = 1): Buffer => {
    const zip = rawZip(entries);
    change(zip, local(zip, index));
    return zip;
  };
  const end = (zip: Buffer) => zip.length - 22;
  /** Everything moves back by so many bytes, and the directory knows it. */
  const moved = (zip: Buffer, prefix: Buffer): Buffer => {
    const whole = Buffer.concat([prefix, zip]);
    const start = whole.readUInt32LE(end(whole) + 16) + prefix.length;
    whole.writeUInt32LE(start, end(whole) + 16);
    for (let at = start; at < end(whole); at = whole.indexOf('PK\x01\x02', at + 4, 'latin1')) {
      if (at < 0) break;
      whole.writeUInt32LE(whole.readUInt32LE(at + 42) + prefix.length, at + 42);
    }
    return whole;
  };

  const withFirst = (change: Partial<RawEntry>) => () =>
    rawZip(entries.map((entry, index) => (index === 0 ? { ...entry, ...change } : entry)));
  /** What a reader from the front takes for the descriptor of the entry before, and the entry behind it. */
  const hiddenEntry = () => {
    const zip = rawZip([{ name: 'hidden.js', content: 'x', described: true }]);
    return Buffer.concat([Buffer.from('PK\x07\x08'), Buffer.alloc(12), zip.subarray(0, -22)]);
  };

  test.each<[string, () => Buffer]>([
    ['an entry behind the end of a deflated one', withFirst({ described: true, behind: hiddenEntry() })],
    ['one byte behind it', withFirst({ behind: Buffer.alloc(1) })],
    ['a stored entry whose size stands behind it', withFirst({ described: true, stored: true })],
    ['an extra field in the directory', withFirst({ extra: Buffer.from('up\x05\x00\x01abcd', 'latin1') })],
    ['a flag of strong encryption', withFirst({ flags: 0x40 })],
    [
      'fewer entries on this disk than in all',
      () => {
        const zip = rawZip(entries);
        zip.writeUInt16LE(1, end(zip) + 8);
        return zip;
      },
    ],
    [
      'an entry on another disk',
      () => {
        const zip = rawZip(entries);
        zip.writeUInt16LE(1, zip.readUInt32LE(end(zip) + 16) + 34);
        return zip;
      },
    ],
    [
      'a directory on another disk',
      () => {
        const zip = rawZip(entries);
        zip.writeUInt16LE(1, end(zip) + 6);
        return zip;
      },
    ],
    ['a local header with another name', () => spoilt((zip, at) => zip.write('x', at + 30))],
    ['another size in it', () => spoilt((zip, at) => zip.writeUInt32LE(7, at + 22))],
    ['another packed size in it', () => spoilt((zip, at) => zip.writeUInt32LE(7, at + 18))],
    ['another checksum in it', () => spoilt((zip, at) => zip.writeUInt32LE(7, at + 14))],
    ['other flags in it', () => spoilt((zip, at) => zip.writeUInt16LE(0x0801, at + 6))],
    ['another way of packing in it', () => spoilt((zip, at) => zip.writeUInt16LE(0, at + 8))],
    [
      'a shell script in front, offsets corrected',
      () => moved(rawZip(entries), Buffer.from('#!/bin/sh\necho x\nexit\n')),
    ],
    [
      'a shell script in front, offsets as they were',
      () => Buffer.concat([Buffer.from('#!/bin/sh\n'), rawZip(entries)]),
    ],
    [
      'an entry that only the local headers have',
      () => {
        const hidden = rawZip([{ name: 'hidden.js', content: 'x' }]);
        return moved(rawZip(entries), hidden.subarray(0, hidden.indexOf('PK\x01\x02', 0, 'latin1')));
      },
    ],
    [
      'a gap before the directory',
      () => {
        const zip = rawZip(entries);
        const start = zip.readUInt32LE(end(zip) + 16);
        const whole = Buffer.concat([zip.subarray(0, start), Buffer.alloc(9), zip.subarray(start)]);
        whole.writeUInt32LE(start + 9, end(whole) + 16);
        return whole;
      },
    ],
  ])('%s', async (_what, zip) => {
    await expectRefused(home, zip(), { code: 'package.zip', says: 'not a whole zip file' });
  });

  test.each([0o755, 0o4755, 0o600, 0o666])('rights that are not plain: %o', async (rights) => {
    const changed = entries.map((entry, index) =>
      index === 1 ? { ...entry, mode: fileTypes.regular | rights } : entry,
    );
    await expectRefused(home, rawZip(changed), { code: 'entry.type', says: rights.toString(8) });
  });
});

test.each(['1.0.0-01', '1.0.0-', '1.0.0-a..b', '99999999999999999999.0.0', '01.0.0'])(
  'a pack version that no order has a place for is refused: %s',
  async (version) => {
    const changed = await asPackVersion(honestZip(), version);
    await expectRefused(home, changed, { code: 'file.schema', says: 'manifest.json/pack/version' });
  },
);
