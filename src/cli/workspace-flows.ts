import { stat } from 'node:fs/promises';
import { Option } from 'commander';
import { type CallingStep, readableSteps } from '../flow/usages.js';

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
  return readableSteps(path ?? defaultFlows, what);
};
