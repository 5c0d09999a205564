import type { PackageManifest } from '../../schemas/types.js';
import { compareVersions } from '../package/version-order.js';
import { type Change, worstClass } from './change.js';

/**
 * What the newer side's manifest says that each version on the way changed. Known: as safe as the contract's own
 * changes show it to be. Unknown: manual, for the same contract here proves nothing of the platform.
 */
export const compareBehaviour = (
  newer: PackageManifest,
  from: string,
  to: string,
  contract: Change[],
): Change[] => {
  const [low, high] = compareVersions(from, to) <= 0 ? [from, to] : [to, from];
  const isBack = low !== from;
  const known = worstClass(contract) === 'safe' ? 'safe' : 'manual';
  return newer.versions
    .filter(({ version }) => compareVersions(version, low) > 0 && compareVersions(version, high) <= 0)
    .sort((a, b) => compareVersions(a.version, b.version))
    .flatMap(({ version, changes }) =>
      changes.map(({ text, source, reference }): Change => {
        const isUnknown = text === 'unknown';
        const what = isUnknown ? 'nobody documents what changed' : text;
        return {
          area: 'behaviour',
          kind: isUnknown ? 'unknown' : 'changed',
          where: version,
          text: isBack ? `taken back: ${what}` : what,
          class: isUnknown ? 'manual' : known,
          source,
          ...(reference !== undefined && { reference }),
        };
      }),
    );
};
