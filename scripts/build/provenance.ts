import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { version as esbuild } from 'esbuild';
import { digestOf } from '../../src/package/digest.js';
import type { NodePackage } from '../../src/package/node-package.js';
import { gitText } from '../git.js';

/** The commit of a checkout, and whether its files differ from it; nothing where `root` is not the checkout's own folder. */
export const sourceOf = async (root: string): Promise<{ commit?: string; dirty?: boolean }> => {
  const [prefix, status] = await Promise.all([
    gitText(root, ['rev-parse', '--show-prefix']),
    gitText(root, ['status', '--porcelain=v2', '--branch']),
  ]);
  // A copy of the sources that lies inside of another checkout has nothing to do with that one's commits.
  if (prefix?.trim() !== '') return {};
  const [, commit] = /^# branch\.oid ([0-9a-f]+)$/m.exec(status ?? '') ?? [];
  return commit === undefined ? {} : { commit, dirty: /^[^#]/m.test(status!) };
};

/** What packages were built from and with, as JSON text. It lies beside them: inside, it would change their bytes. */
export const provenanceOf = async (
  packages: Pick<NodePackage, 'zipName' | 'digest'>[],
  root: string,
  source = sourceOf(root),
): Promise<string> => {
  const lock = await readFile(join(root, 'package-lock.json')).catch(() => undefined);
  const provenance = {
    ...(await source),
    ...(lock && { lockFile: digestOf(lock) }),
    builder: { node: process.versions.node, esbuild, platform: `${process.platform}-${process.arch}` },
    packages: packages.map(({ zipName, digest }) => ({ file: `packages/${zipName}`, digest })),
  };
  return `${JSON.stringify(provenance, null, 2)}\n`;
};
