import { grantsFor } from '../../engine/check-grant.js';
import { today } from '../../ground/clock.js';
import type { Finding } from '../../ground/finding.js';
import type { Workspace } from '../../workspace/workspace.js';
import { checkFlow } from './index.js';

/**
 * What checks a flow file with the nodes, lists and grants at hand. Throws ToldError for a connection that nobody knows.
 * @param named the known authorizations; those at hand when left out.
 */
export const flowChecker = async (
  { packages, connections, checkInput, authorizations: kept }: Workspace,
  asked: string | undefined,
  named?: string[],
): Promise<(file: string, signal?: AbortSignal) => Promise<Finding[]>> => {
  const names = named ?? (await kept.list()).map(({ name }) => name);
  const connection = await connections.load(asked);
  return (file, signal) =>
    checkFlow(file, {
      ...(signal && { signal }),
      packages,
      today: today(),
      // Nobody knows them on a machine that only checks: it has none of its own.
      ...((named || names.length > 0) && { authorizations: names }),
      checkInput: (call) => checkInput({ ...call, asked, connection }),
      connection,
      grantOf: grantsFor(kept, connection),
    });
};
