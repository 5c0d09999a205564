import { resolve } from 'node:path';
import Table from 'cli-table3';
import { buildPack } from '../src/build/build-pack.js';
import { buildProgram } from '../src/build/program.js';
import { readPackSource } from '../src/build/source-tree.js';

// Builds dist/: packages, manifest.json, schemas, the command line and the library.
const started = performance.now();
const root = resolve('.');
const pack = await readPackSource(root);
const packages = await buildPack(pack, resolve(root, 'dist'));
await buildProgram(root, resolve(root, 'dist'));

const table = new Table({
  head: ['node', 'versions', 'files', 'bytes', 'digest'],
  style: { head: [], border: [] },
});
for (const { manifest, files, bytes, digest } of packages)
  table.push([
    manifest.node.id,
    manifest.versions.map(({ version }) => version).join(' '),
    files.size,
    bytes,
    digest.slice(0, 'sha256:'.length + 16),
  ]);
console.log(table.toString());
console.log(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
