import { stat } from 'node:fs/promises';
import { Option } from 'commander';
import { type CallingStep, callingSteps } from '../flow/usages.js';
import { toldError } from '../ground/told-error.js';

const usagesUnreadableFlow = toldError(
  'caller',
  'usages.unreadable-flow',
  'A flow cannot be read, so that nobody knows what it uses.',
);

/** The workspace's flows, when it has any. */
export const defaultFlows = 'flows';

/** @param what the flows are asked for: "whose steps …". */
export const flowsOption = (what: string): Option =>
  new Option('--flows <path>', `flow file or folder ${what} (default: ${defaultFlows}/, if there)`);

/**
 * The steps of the workspace's flows that call nodes; none where there are no flows. Throws ToldError for a
 * flow that cannot be read: nobody knows `what` then.
 */
export const stepsOfFlows = async (path: string | undefined, what: string): Promise<CallingStep[]> => {
  const isThere = async () => (await stat(defaultFlows).catch(() => undefined))?.isDirectory() ?? false;
  if (path === undefined && !(await isThere())) return [];
  const { steps, unreadable } = await callingSteps([path ?? defaultFlows]);
  const [broken] = unreadable;
  if (!broken) return steps;
  throw usagesUnreadableFlow(
    `${broken.file}: ${broken.message} Nobody knows ${what}.`,
    'Correct the flow (`wxcc-nodes flow check` tells more), or name other flows with --flows.',
  );
};
