import type { LookupCache, PackageManifest } from '../../schemas/types.js';
import { knownRemedy } from '../ground/nearest.js';
import { toldError } from '../ground/told-error.js';

const lookupUnknown = toldError('caller', 'lookup.unknown', 'The node has no look-up of that name.');

/** A list that a node's form offers, as the node's manifest declares it. */
export type LookupDefinition = NonNullable<PackageManifest['lookups']>[number];

/** A thing of a list: the columns that the look-up keeps, as far as the API gave them. */
export type LookupRecord = LookupCache['records'][number];

/** A declared look-up. Throws ToldError that lists the known ones. */
export const findLookup = ({ node, lookups = [] }: PackageManifest, list: string): LookupDefinition => {
  const found = lookups.find(({ id }) => id === list);
  if (found) return found;
  const known = lookups.map(({ id }) => `${node.id}/${id}`);
  throw lookupUnknown(
    `${node.id} has no look-up ${JSON.stringify(list)}.`,
    knownRemedy('look-ups', known, {
      name: `${node.id}/${list}`,
      none: 'wxcc-nodes lookup alone lists them all.',
    }),
  );
};
