import type { PackageManifest } from '../../schemas/types.js';

export type VersionStatus = 'default' | 'recommended' | 'not recommended' | 'deprecated' | 'past sunset';

type VersionFacts = PackageManifest['versions'][number];

/** What a version is to somebody who chooses one; `today` as YYYY-MM-DD. The sunset day itself still counts. */
export const statusOf = (
  { version, recommended, deprecation }: VersionFacts,
  defaultVersion: string,
  today: string,
): VersionStatus[] => {
  const isPast = deprecation?.sunset !== undefined && deprecation.sunset < today;
  return [
    ...(version === defaultVersion ? (['default'] as const) : []),
    recommended ? 'recommended' : 'not recommended',
    ...(deprecation ? (['deprecated'] as const) : []),
    ...(isPast ? (['past sunset'] as const) : []),
  ];
};
