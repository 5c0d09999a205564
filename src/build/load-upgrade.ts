import { relative } from 'node:path';
import { runModule } from '../package/load.js';
import { BuildError } from './build-error.js';
import { bundleHandler } from './bundle-handler.js';
import { checkPurity } from './purity.js';
import { compareVersions, type MethodSource, type NodeSource } from './source-tree.js';

/**
 * Bundles the upgrade that lies beside a method, through the gates of a handler. Undefined when there is none. Throws
 * BuildError, also where there is no version before to upgrade from.
 */
export const loadUpgrade = async (
  { id, version, upgradeFile }: MethodSource,
  node: NodeSource,
  root: string,
): Promise<Buffer | undefined> => {
  if (!upgradeFile) return undefined;
  const file = relative(root, upgradeFile);
  if (!node.methods.some((other) => other.id === id && compareVersions(other.version, version) < 0))
    throw new BuildError(
      file,
      'upgrades to the first version of its method',
      'Put it beside the version that values move to.',
    );
  const code = await bundleHandler(upgradeFile, node.folder, root);
  checkPurity(file, code.toString('utf8'));
  if (typeof runModule(code.toString('utf8'), file).default !== 'function')
    throw new BuildError(file, 'has no function as default export', 'Export the upgrade as default.');
  return code;
};
