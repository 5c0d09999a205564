import type { Usages } from '../../schemas/types.js';
import type { StoredAuthorization } from './record.js';

/** A step of a flow that uses an authorization. */
export interface Usage {
  flow: string;
  step: string;
  node: string;
}

/** Who uses an authorization; supplied from outside, where flows are known. */
export type UsageLookup = (
  authorization: Pick<StoredAuthorization, 'name' | 'integration' | 'isDefault'>,
) => Usage[];

/** Nobody uses anything, as far as is known. */
export const noUsages: UsageLookup = () => [];

/**
 * Looks up the steps of flows. A step that names no authorization uses the default of its node's integration;
 * `integrationOf` gives that integration's id, or undefined for a node that needs none or is unknown.
 */
export const usagesIn =
  (steps: Usages['steps'], integrationOf: (node: string) => string | undefined): UsageLookup =>
  ({ name, integration, isDefault }) =>
    steps
      .filter(({ node, authorization }) =>
        authorization === undefined
          ? isDefault && integrationOf(node) === integration
          : authorization.normalize('NFC').toLowerCase() === name.toLowerCase(),
      )
      .map(({ flow, step, node }) => ({ flow, step, node }));

/** `flow "A" step "n2" (queue-task)`, at most five and a count. */
export const describeUsages = (usages: Usage[]): string => {
  const shown = usages
    .slice(0, 5)
    .map(({ flow, step, node }) => `flow ${JSON.stringify(flow)} step ${JSON.stringify(step)} (${node})`);
  return [...shown, ...(usages.length > 5 ? [`${usages.length - 5} more`] : [])].join(', ');
};
