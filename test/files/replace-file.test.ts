import { spawnSync } from 'node:child_process';
import { chmod, lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { replaceFile } from '../../src/files/replace-file.js';
import { root, temporaryFolder } from '../support/workshop.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder, 'a.json');
});

test('makes a file, and replaces it with its rights', async () => {
  await replaceFile(file, 'one');
  await chmod(file, 0o640);
  await replaceFile(file, Buffer.from('two'));
  expect(await readFile(file, 'utf8')).toBe('two');
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  await replaceFile(file, 'three', { mode: 0o600 });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['a.json']);
});

test('a link stays a link', async () => {
  await writeFile(file, 'one');
  const link = join(folder, 'link');
  await symlink(file, link);
  await replaceFile(link, 'two');
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readFile(file, 'utf8')).toBe('two');
});

test('where no more bytes go in, the old file stays whole and nothing is left beside it', async () => {
  await writeFile(file, 'old');
  const outfile = join(await temporaryFolder(), 'replace.mjs');
  buildSync({
    stdin: {
      contents: `import { replaceFile } from './src/files/replace-file.ts';
        await replaceFile(process.argv[2], 'x'.repeat(100_000)).catch(({ code }) => console.log(code));`,
      resolveDir: root,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  // A file may have 8 blocks of 512 bytes: the first write goes in partly, as on a disk that fills up.
  const limited = `trap '' XFSZ; ulimit -f 8; exec "$0" "$1" "$2"`;
  const { stdout } = spawnSync('sh', ['-c', limited, process.execPath, outfile, file], { encoding: 'utf8' });
  expect(stdout).toBe('EFBIG\n');
  expect(await readFile(file, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a.json']);
});
