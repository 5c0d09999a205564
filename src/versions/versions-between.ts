import { toldError } from '../ground/told-error.js';
import type { NodePackage, NodeVersion } from '../package/node-package.js';
import { compareVersions } from '../package/version-order.js';

const upgradeNoWay = toldError(
  'caller',
  'upgrade.no-way',
  'No package knows the way from the one version to the other.',
);

/**
 * The versions on the way from one (left out) to a newer one (the last), oldest first; empty when both are the same.
 * `newer` is the package of the newer one. Throws ToldError when it does not know the older one: nobody can
 * say then what lies between them.
 */
export const versionsBetween = (newer: NodePackage, from: string, to: string): NodeVersion[] => {
  const { node, pack } = newer;
  const versions = [...newer.versions].sort((a, b) => compareVersions(a.version, b.version));
  if (!newer.version(from))
    throw upgradeNoWay(
      `The package of ${node.id} ${to} (pack ${pack.version}) does not have ${from}; there is no way from the one to the other.`,
      `Versions in that package: ${versions.map(({ version }) => version).join(', ')}.`,
    );
  return versions.filter(
    ({ version }) => compareVersions(version, from) > 0 && compareVersions(version, to) <= 0,
  );
};
