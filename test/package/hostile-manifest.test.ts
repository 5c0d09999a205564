import type { PackageManifest } from '../../schemas/types.js';
import { digestOf } from '../../src/package/digest.js';
import { type RawEntry, rawZip } from '../support/raw-zip.js';
import { honestEntries, withManifest } from './honest.js';
import { expectRefused, homeWithCatalog } from './refusal.js';

let entries: RawEntry[];
let home: string;
beforeAll(async () => {
  entries = await honestEntries();
  home = await homeWithCatalog();
});

const without = (name: string) => entries.filter((entry) => entry.name !== name);
const instead = (name: string, content: string) =>
  entries.map((entry) => (entry.name === name ? { name, content } : entry));

describe('files that are not those of the manifest are refused by name', () => {
  test('other bytes of the same length', async () => {
    const icon = String(entries.find(({ name }) => name === 'icon.svg')!.content);
    const zip = rawZip(instead('icon.svg', icon.replace('svg', 'SVG')));
    await expectRefused(home, zip, { code: 'file.digest', says: 'icon.svg' });
  });

  test('a length that is not that of the file', async () => {
    const changed = withManifest(entries, ({ files }) => {
      files.find(({ path }) => path === 'icon.svg')!.bytes += 1;
    });
    await expectRefused(home, rawZip(changed), { code: 'file.digest', says: 'icon.svg' });
  });

  test('one more file', async () => {
    const zip = rawZip([...entries, { name: 'v1.3/extra.js', content: '1' }]);
    await expectRefused(home, zip, { code: 'file.extra', says: 'v1.3/extra.js' });
  });

  test('one file less', async () => {
    await expectRefused(home, rawZip(without('icon.svg')), { code: 'file.missing', says: 'icon.svg' });
  });

  test('a handler that is neither in the package nor among the files of the manifest', async () => {
    const path = 'v1.3/queue-task/handler.js';
    const forgotten = withManifest(without(path), (manifest) => {
      manifest.files = manifest.files.filter((file) => file.path !== path);
    });
    await expectRefused(home, rawZip(forgotten), { code: 'file.missing', says: path });
  });
});

describe('a manifest that cannot be followed is refused', () => {
  const refused: [string, (manifest: PackageManifest) => unknown, string, string][] = [
    ['not JSON', () => '{"format":1,', 'file.json', 'manifest.json'],
    ['empty', () => '', 'file.json', 'manifest.json'],
    ['no object', () => 'null', 'file.schema', 'manifest.json'],
    ['brackets a hundred thousand deep', () => '['.repeat(100_000), 'file.json', 'manifest.json'],
    ['an unknown format', (manifest) => ({ ...manifest, format: 0 }), 'file.schema', 'manifest.json/format'],
    ['a newer format', (manifest) => ({ ...manifest, format: 3 }), 'package.newer', 'this one reads up to 2'],
    ['an unknown key', (manifest) => ({ ...manifest, postinstall: 'x' }), 'file.schema', 'manifest.json'],
    [
      'the key __proto__',
      (manifest) => JSON.stringify(manifest).replace('{', '{"__proto__":{"format":1},'),
      'file.schema',
      'manifest.json',
    ],
    [
      'a key that stands twice',
      (manifest) => JSON.stringify(manifest).replace('"node":{', '"node":{"id":"close-task",'),
      'file.json',
      'manifest.json/node/id: holds',
    ],
    [
      'another encoding',
      (manifest) => Buffer.from(JSON.stringify(manifest).replace('"name":"', '"name":"\u00e9'), 'latin1'),
      'file.json',
      'manifest.json: is not UTF-8',
    ],
    ['no files', (manifest) => ({ ...manifest, files: [] }), 'file.schema', 'manifest.json/files'],
    [
      'a pack version that is none',
      (manifest) => ({ ...manifest, pack: { ...manifest.pack, version: '../1' } }),
      'file.schema',
      'manifest.json/pack/version',
    ],
    [
      'a node id that is a path',
      (manifest) => ({ ...manifest, node: { ...manifest.node, id: '../queue-task' } }),
      'file.schema',
      'manifest.json/node/id',
    ],
    [
      'a file named twice',
      (manifest) => ({ ...manifest, files: [...manifest.files, manifest.files[0]] }),
      'manifest.duplicate',
      'auth.json',
    ],
    [
      'itself among its files',
      (manifest) => ({
        ...manifest,
        files: [...manifest.files, { path: 'manifest.json', bytes: 1, sha256: digestOf('1') }],
      }),
      'manifest.duplicate',
      'manifest.json',
    ],
    [
      'a default that is not among the versions',
      (manifest) => ({ ...manifest, default: 'v9.9' }),
      'manifest.default',
      'v9.9',
    ],
    [
      'a version that stands there twice',
      (manifest) => ({ ...manifest, versions: [...manifest.versions, manifest.versions[0]] }),
      'manifest.versions',
      'manifest.json/versions',
    ],
  ];

  test.each(refused)('%s', async (_what, change, code, says) => {
    await expectRefused(home, rawZip(withManifest(entries, change)), { code, says });
  });

  test('missing', async () => {
    await expectRefused(home, rawZip(without('manifest.json')), {
      code: 'file.missing',
      says: 'manifest.json',
    });
  });
});

describe('an auth binding that cannot be followed is refused, though its digest is right', () => {
  test.each([
    ['not JSON', '{', 'file.json'],
    ['a key that stands twice', '{"type":"none","type":"integration"}', 'file.json'],
    ['of an unknown type', '{"type":"password"}', 'file.schema'],
    ['no object', '[]', 'file.schema'],
  ])('%s', async (_what, content, code) => {
    const zip = rawZip(
      withManifest(instead('auth.json', content), (manifest) => {
        const file = manifest.files.find(({ path }) => path === 'auth.json')!;
        file.bytes = content.length;
        file.sha256 = digestOf(content);
      }),
    );
    await expectRefused(home, zip, { code, says: 'auth.json' });
  });
});
