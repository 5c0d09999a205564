import type { StepUsage, UsageLookup } from '../authorization/usage.js';
import { filesBelow } from '../files/files-below.js';
import type { Finding } from '../ground/finding.js';
import { ToldError, toldError } from '../ground/told-error.js';
import type { Packages } from '../package/package-set.js';
import { flowFileEnding, readFlow } from './read-flow.js';

const usagesUnreadableFlow = toldError(
  'caller',
  'usages.unreadable-flow',
  'A flow cannot be read, so that nobody knows what it uses.',
);

/** A step of a flow file that calls a node. */
export interface CallingStep {
  file: string;
  /** The flow's id. */
  flow: string;
  step: { id: string; name: string };
  node: string;
  version: string;
  /** The authorization's name; null for the integration's default one. */
  authorization: string | null;
}

/** A step that calls with an authorization. */
interface AuthorizationUsage extends CallingStep {
  /** Whose authorizations the node takes; null when its package is not at hand and nobody can say. */
  integration: string | null;
}

/** The integration of a node's auth binding; undefined when it needs none, null when the package is not at hand. */
const integrationOf = async (
  packages: Packages,
  node: string,
  version: string,
): Promise<string | null | undefined> => {
  try {
    const { auth } = (await packages.find(node, version)).package;
    return auth.type === 'oauth2' ? auth.integration : undefined;
  } catch (error) {
    if (error instanceof ToldError) return null;
    throw error;
  }
};

/**
 * The steps of flows that call nodes. `paths` are flow files, and folders that are searched through for files that end
 * in .flow.json; of those that cannot be read nobody knows what they call. Throws ToldError for a path that is
 * not there.
 */
export const callingSteps = async (
  paths: string[],
): Promise<{ steps: CallingStep[]; unreadable: Finding[] }> => {
  const steps: CallingStep[] = [];
  const unreadable: Finding[] = [];
  for (const file of (await Promise.all(paths.map((path) => filesBelow(path, flowFileEnding)))).flat()) {
    const { value, findings } = await readFlow(file);
    if (!value) unreadable.push(...findings.slice(0, 1));
    for (const step of value?.steps ?? []) {
      if (step.kind !== 'node') continue;
      const { id, name, node, version, authorization = null } = step;
      steps.push({ file, flow: value!.id, step: { id, name }, node, version, authorization });
    }
  }
  return { steps, unreadable };
};

/** The same; throws ToldError for a flow that cannot be read, too: nobody knows `what` then. */
export const readableSteps = async (path: string, what: string): Promise<CallingStep[]> => {
  const { steps, unreadable } = await callingSteps([path]);
  const [broken] = unreadable;
  if (!broken) return steps;
  throw usagesUnreadableFlow(
    `${broken.file}: ${broken.message} Nobody knows ${what}.`,
    'Correct the flow (`wxcc-nodes flow check` tells more), or name other flows with --flows.',
  );
};

/** Which steps use which authorization; those of nodes without authorization are left out. */
export const authorizationUsages = async (
  steps: CallingStep[],
  packages: Packages,
): Promise<AuthorizationUsage[]> => {
  const usages: AuthorizationUsage[] = [];
  for (const step of steps) {
    const integration = await integrationOf(packages, step.node, step.version);
    if (integration !== undefined) usages.push({ ...step, integration });
  }
  return usages;
};

const sameName = (one: string, other: string) =>
  one.normalize('NFC').toLowerCase() === other.normalize('NFC').toLowerCase();

/**
 * Looks up the steps that would break without an authorization: those that name it, and for the default one those that
 * name none. A node that is not at hand may be of any integration.
 */
export const usageLookup =
  (usages: AuthorizationUsage[]): UsageLookup<StepUsage> =>
  ({ name, integration, isDefault }) =>
    usages
      .filter((usage) => usage.integration === integration || usage.integration === null)
      .filter(({ authorization }) => (authorization === null ? isDefault : sameName(authorization, name)))
      .map(({ flow, step, node }) => ({ flow, step: step.name, node }));
