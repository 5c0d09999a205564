import type { Usages } from '../../schemas/types.js';
import { isSameName } from './name.js';
import type { StoredAuthorization } from './record.js';

/** A step of a flow that uses an authorization. */
export interface StepUsage {
  flow: string;
  step: string;
  node: string;
}

/** A connection that names an authorization for a wire. */
export interface ConnectionUsage {
  connection: string;
  wire: string;
}

export type Usage = StepUsage | ConnectionUsage;

/** Who uses an authorization; supplied from outside, where flows are known. */
export type UsageLookup<One extends Usage = Usage> = (
  authorization: Pick<StoredAuthorization, 'name' | 'integration' | 'isDefault'>,
) => One[];

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
          : isSameName(authorization, name),
      )
      .map(({ flow, step, node }) => ({ flow, step, node }));

/** The connections that name an authorization, by their names. */
export const usagesByConnections =
  (connections: { name: string; authorization: Record<string, string> }[]): UsageLookup<ConnectionUsage> =>
  ({ name }) =>
    connections.flatMap(({ name: connection, authorization }) =>
      Object.entries(authorization)
        .filter(([, named]) => isSameName(named, name))
        .map(([wire]) => ({ connection, wire })),
    );

const usageText = (usage: Usage): string =>
  'flow' in usage
    ? `flow ${JSON.stringify(usage.flow)} step ${JSON.stringify(usage.step)} (${usage.node})`
    : `connection ${usage.connection} (authorization.${usage.wire})`;

/** `flow "A" step "n2" (queue-task)`, at most five and a count. */
export const describeUsages = (usages: Usage[]): string => {
  const shown = usages.slice(0, 5).map(usageText);
  return [...shown, ...(usages.length > 5 ? [`${usages.length - 5} more`] : [])].join(', ');
};
