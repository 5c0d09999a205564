import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BuiltPack } from '../../schemas/types.js';
import { whileHeld } from '../../src/files/while-held.js';
import type { Finding } from '../../src/ground/finding.js';
import { BuildError } from './build-error.js';
import { buildPack } from './build-pack.js';
import { provenanceOf, sourceOf } from './provenance.js';
import { readPackSource } from './source-tree.js';
import { validateTree } from './validate/index.js';

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Puts the package of one node into a built dist/, with its schemas, and its digest where the others stand. */
const build = async (root: string, id: string): Promise<void> => {
  const dist = join(root, 'dist');
  // In the same file system: what is whole there is moved to its place.
  const next = join(dist, `.rebuilt.${process.pid}`);
  const place = (file: string) => whileHeld(() => rename(join(next, file), join(dist, file)));
  try {
    // Asked while the package is made.
    const source = sourceOf(root);
    await buildPack(await readPackSource(root, id), next);
    const { packages: rebuilt } = JSON.parse(
      await readFile(join(next, 'manifest.json'), 'utf8'),
    ) as BuiltPack;
    const before = JSON.parse(await readFile(join(dist, 'manifest.json'), 'utf8')) as BuiltPack;
    const others = before.packages.filter(({ node }) => node !== id);
    const packages = [...others, ...rebuilt].sort((a, b) => (a.node < b.node ? -1 : 1));
    await writeFile(join(next, 'manifest.json'), json({ ...before, packages }));
    const named = packages.map(({ file, digest }) => ({ zipName: basename(file), digest }));
    await writeFile(join(next, 'provenance.json'), await provenanceOf(named, root, source));
    for (const name of await readdir(join(next, 'schemas'))) await place(`schemas/${name}`);
    for (const { file } of rebuilt) await place(file);
    await place('manifest.json');
    await place('provenance.json');
  } finally {
    await rm(next, { recursive: true, force: true });
  }
};

const failure = (id: string, error: unknown): Finding => {
  const { file, problem, remedy } =
    error instanceof BuildError
      ? error
      : {
          file: `nodes/${id}`,
          problem: (error as Error).message,
          remedy: 'Correct it and save: it is built again.',
        };
  return { severity: 'error', rule: 'build', file, pointer: '', message: problem, remedy };
};

/** What stands in the way of each node's package. */
const buildEach = async (root: string, ids: string[]): Promise<Map<string, Finding[]>> => {
  const failed = new Map<string, Finding[]>();
  for (const id of ids)
    await build(root, id).then(
      () => failed.set(id, []),
      (error) => failed.set(id, [failure(id, error)]),
    );
  return failed;
};

/**
 * Validates nodes of the sources below `root` and builds their packages into dist/; what is wrong is a finding, and
 * dist/ keeps the package that it had where none could be built. Gives the findings of each, by its folder; those of
 * what all nodes share by `schemas`.
 */
export const rebuildNodes = async (root: string, ids: string[]): Promise<Map<string, Finding[]>> => {
  // The build mostly waits for others; the validation computes.
  const [{ findings }, failed] = await Promise.all([validateTree(root), buildEach(root, ids)]);
  const below = (folder: string) => findings.filter(({ file }) => file.startsWith(`${folder}/`));
  return new Map([
    ...[...failed].map(([id, own]): [string, Finding[]] => [
      `nodes/${id}`,
      [...below(`nodes/${id}`), ...own],
    ]),
    ['schemas', below('schemas')],
  ]);
};
