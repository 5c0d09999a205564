import { ConfigurationError } from '../ground/configuration-error.js';
import type { VerifiedPackage } from '../package/verify.js';
import { compareVersions } from '../package/version-order.js';

/**
 * The versions on the way from one (left out) to a newer one (the last), oldest first; empty when both are the same.
 * `newer` is the package of the newer one. Throws ConfigurationError when it does not know the older one: nobody can
 * say then what lies between them.
 */
export const versionsBetween = (newer: VerifiedPackage, from: string, to: string): string[] => {
  const { node, versions, pack } = newer.manifest;
  const names = versions.map(({ version }) => version).sort(compareVersions);
  if (!names.includes(from))
    throw new ConfigurationError(
      'upgrade.no-way',
      `The package of ${node.id} ${to} (pack ${pack.version}) does not have ${from}; there is no way from the one to the other.`,
      `Versions in that package: ${names.join(', ')}.`,
    );
  return names.filter((name) => compareVersions(name, from) > 0 && compareVersions(name, to) <= 0);
};
