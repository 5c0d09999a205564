import type { Connection } from '../../schemas/types.js';
import { fixedToken, type TokenSource } from '../runtime/token-source.js';
import type { LocalSandbox } from '../stage/local-sandbox.js';
import type { Workspace } from '../workspace/workspace.js';

/** What the console shows and where its calls go. */
export interface Place {
  workspace: Workspace;
  /** The folder of the flow files. */
  flows: string;
  /** How many runs are kept; 0 keeps none. */
  keepRuns: number;
  /** The name or file of the connection, where one was given. */
  connection?: string;
  /** The console's own, where none was given. */
  sandbox?: LocalSandbox;
}

/** Where a node's call goes, and with which tokens. */
export const callWay = ({
  connection,
  sandbox,
}: Place): { connection?: string | Connection; tokens?: TokenSource } => {
  if (connection !== undefined) return { connection };
  return sandbox ? { connection: sandbox.connection, tokens: fixedToken(sandbox.token) } : {};
};
