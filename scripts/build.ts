import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { printTable } from '../src/cli/output.js';
import { whileHeld } from '../src/files/while-held.js';
import type { NodePackage } from '../src/package/node-package.js';
import { packagesInside } from './build/assemble.js';
import { BuildError } from './build/build-error.js';
import { buildPack } from './build/build-pack.js';
import type { BundledPackage } from './build/bundled-packages.js';
import { buildProgram } from './build/program.js';
import { provenanceOf } from './build/provenance.js';
import { type Built, sbomOf } from './build/sbom.js';
import { type PackSource, readPackSource } from './build/source-tree.js';

// Builds dist/: packages, manifest.json, schemas, the command line and the library.
const started = performance.now();
const phases: string[] = [];
const root = resolve('.');
const next = resolve(root, `dist.${process.pid}`);
try {
  const pack = await timed('sources', () => readPackSource(root));
  const work = [
    timed('packages', () => buildPack(pack, next)),
    timed('program beside them', () => buildProgram(root, next)),
  ] as const;
  // Both are over before one that failed lets the folder go.
  await Promise.allSettled(work);
  const [packages, inProgram] = await Promise.all(work);
  await writeFile(resolve(next, 'provenance.json'), await provenanceOf(packages, root));
  await writeFile(resolve(next, 'sbom.cdx.json'), sbomOf(await builtOf(pack, packages, inProgram)));
  await replaceFolder(resolve(root, 'dist'), next);
  report(packages);
} catch (error) {
  await rm(next, { recursive: true, force: true });
  if (!(error instanceof BuildError)) throw error;
  console.error(`${error.message}\n  ${error.remedy}`);
  process.exitCode = 1;
}

async function timed<Type>(phase: string, work: () => Promise<Type>): Promise<Type> {
  const began = performance.now();
  const done = await work();
  phases.push(`${phase} ${seconds(began)} s`);
  return done;
}

function seconds(since: number) {
  return ((performance.now() - since) / 1000).toFixed(1);
}

async function builtOf(
  pack: PackSource,
  packages: NodePackage[],
  inProgram: BundledPackage[],
): Promise<Built> {
  const program = JSON.parse(await readFile(resolve(root, 'package.json'), 'utf8')) as Built['program'];
  const inside = pack.nodes.map(
    async (node) => [node.manifest.id, await packagesInside(node, root)] as const,
  );
  return { program, inProgram, packages, inPackages: new Map(await Promise.all(inside)) };
}

/** Whoever uses dist/ meanwhile sees the old one or the new one, whole. */
async function replaceFolder(folder: string, by: string) {
  const old = `${by}.old`;
  await whileHeld(() => rename(folder, old)).catch(() => {});
  await whileHeld(() => rename(by, folder));
  await rm(old, { recursive: true, force: true });
}

function report(packages: NodePackage[]) {
  printTable(
    ['node', 'versions', 'files', 'bytes', 'digest'],
    packages.map(({ manifest, files, bytes, digest }) => [
      manifest.node.id,
      manifest.versions.map(({ version }) => version).join(' '),
      files.size,
      bytes,
      digest.slice(0, 'sha256:'.length + 16),
    ]),
  );
  console.log(`built in ${seconds(started)} s: ${phases.join(', ')}`);
}
