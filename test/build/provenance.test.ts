import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPack } from '../../scripts/build/build-pack.js';
import { provenanceOf } from '../../scripts/build/provenance.js';
import { digestOf } from '../../src/package/digest.js';
import type { NodePackage } from '../../src/package/node-package.js';
import { root, temporaryFolder } from '../support/workshop.js';
import { packWith } from './tree.js';

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: folder })
    .toString()
    .trim();

let packages: NodePackage[];
let out: string;
beforeAll(async () => {
  out = await temporaryFolder();
  packages = await buildPack(await packWith(root, 'piq-and-ewt'), out);
});

const provenance = async (folder: string) => JSON.parse(await provenanceOf(packages, folder));

test('provenance names the commit, the lock file and the digest of each package', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'package-lock.json'), '{}');
  git(folder, 'init', '-q');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'first');
  const { packages: listed, ...rest } = await provenance(folder);
  expect(rest).toMatchObject({
    commit: git(folder, 'rev-parse', 'HEAD'),
    dirty: false,
    lockFile: digestOf('{}'),
    builder: { node: process.versions.node },
  });
  expect(listed).toHaveLength(1);
  for (const { file, digest } of listed) expect(digestOf(await readFile(join(out, file)))).toBe(digest);

  await writeFile(join(folder, 'new.ts'), '');
  expect(await provenance(folder)).toMatchObject({ dirty: true });
  await rm(join(folder, 'new.ts'));
  await writeFile(join(folder, 'package-lock.json'), '{ }');
  expect(await provenance(folder)).toMatchObject({ dirty: true, lockFile: digestOf('{ }') });
});

test("sources without a history, or inside of another one's, have no commit", async () => {
  const folder = await temporaryFolder();
  expect(Object.keys(await provenance(folder))).toEqual(['builder', 'packages']);
  git(folder, 'init', '-q');
  git(folder, 'commit', '-qm', 'first', '--allow-empty');
  await mkdir(join(folder, 'copy'));
  expect(await provenance(join(folder, 'copy'))).not.toHaveProperty('commit');
  expect(await provenance(folder)).toHaveProperty('commit');
});
