import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { toldError } from '../../src/ground/told-error.js';

const treeMissing = toldError('caller', 'tree.missing', 'There are no sources of a pack here.');

const subfolders = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw treeMissing(
      'There is no folder nodes/ here.',
      'Run it at the top of the pack, or with --root DIR.',
    );
  });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
};

/** The ids of the nodes below `root`. */
export const nodeIds = (root: string): Promise<string[]> => subfolders(join(root, 'nodes'));

/** The version folders of a node. */
export const versionFolders = (root: string, node: string): Promise<string[]> =>
  subfolders(join(root, 'nodes', node));

/** The method ids of a version folder. */
export const methodIds = async (root: string, node: string, version: string): Promise<string[]> =>
  (await readdir(join(root, 'nodes', node, version)))
    .filter((name) => name.endsWith('.schema.json'))
    .map((name) => name.slice(0, -'.schema.json'.length))
    .sort();
