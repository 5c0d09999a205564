import type { Authorizations } from '../authorization/authorizations.js';
import { openWorkspace, type Workspace } from '../workspace/workspace.js';
import type { Context } from './context.js';

/** The workspace of this command, in the environment that it was started in. Throws ToldError. */
export const openHere = (context: Context): Promise<Workspace> =>
  openWorkspace({ ...context, environment: process.env });

export const openAuthorizations = async (context: Context): Promise<Authorizations> =>
  (await openHere(context)).authorizations;

/** Runs with a workspace that is closed afterwards, whatever happens. */
export const withWorkspace = async <Type>(
  context: Context,
  work: (workspace: Workspace) => Promise<Type>,
): Promise<Type> => {
  const workspace = await openHere(context);
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
};
