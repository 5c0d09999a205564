import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { faultsOf, readDeclarations } from './docs/declared-errors.js';
import { generatePages, orphanPages } from './docs/pages.js';
import { readOptions } from './options.js';

// Writes the pages of docs/ from the sources, and the parts of them and of the README that the sources say; with --check only compares, for CI.
const { root, check } = readOptions('npm run docs -- [--root DIR] [--check]', ['check']);

const pages = await generatePages(root);
const orphans = await orphanPages(root, pages);
const stale: string[] = [];
for (const [file, text] of pages) {
  const target = join(root, file);
  if ((await readFile(target, 'utf8').catch(() => '')) === text) continue;
  stale.push(file);
  if (check) continue;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
}
if (!check) for (const file of orphans) await rm(join(root, file));

for (const file of stale) console.log(check ? `${file}: not what the sources say` : `wrote ${file}`);
for (const file of orphans) console.log(check ? `${file}: no node has this page` : `removed ${file}`);
const faults = faultsOf(readDeclarations(root));
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
if (check && stale.length + orphans.length > 0) {
  console.error('Run npm run docs and commit the result.');
  process.exitCode = 1;
}
