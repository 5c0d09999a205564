import { pathBelow } from '../../src/files/path-below.js';
import { runModule } from '../../src/package/run-module.js';
import { BuildError } from './build-error.js';
import { bundleHandler } from './bundle-handler.js';
import { checkPurity } from './purity.js';
import { compareVersions, type MethodSource, type NodeSource } from './source-tree.js';

/**
 * Bundles an upgrade, through the gates of a handler. `hasPredecessor`: whether an earlier version has the method.
 * Throws BuildError, or what the file throws while it loads.
 */
export const bundleUpgrade = async (
  upgradeFile: string,
  nodeFolder: string,
  root: string,
  hasPredecessor: boolean,
): Promise<Buffer> => {
  const file = pathBelow(root, upgradeFile);
  if (!hasPredecessor)
    throw new BuildError(
      file,
      'upgrades to the first version of its method',
      'Put it beside the version that values move to.',
    );
  const code = await bundleHandler(upgradeFile, nodeFolder, root);
  checkPurity(file, code.toString('utf8'));
  if (typeof runModule(code.toString('utf8'), file).default !== 'function')
    throw new BuildError(file, 'has no function as default export', 'Export the upgrade as default.');
  return code;
};

/** The upgrade that lies beside a method, as a package holds it; undefined when there is none. Throws BuildError. */
export const loadUpgrade = async (
  { id, version, upgradeFile }: MethodSource,
  { folder, methods }: NodeSource,
  root: string,
): Promise<Buffer | undefined> => {
  if (!upgradeFile) return undefined;
  return bundleUpgrade(
    upgradeFile,
    folder,
    root,
    methods.some((other) => other.id === id && compareVersions(other.version, version) < 0),
  );
};
