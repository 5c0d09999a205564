import type { Source } from '../node-kit/method.js';
import type { Integration } from './integration.js';

/** What a grant is good for, as far as it is known. */
export interface GrantScopes {
  /** Where the provider names them; else those that were asked for count. */
  grantedScopes?: string[] | null;
  scopes: string[];
  serviceApp?: boolean;
}

/** An operation of the published APIs that a grant does not do for. */
export interface LackingOperation {
  operation: string;
  /** The nodes that call it. */
  nodes: string[];
  /** One of them would be enough; empty when scopes are not what is missing. */
  missing: string[];
  /** The grant of a sign-in does not do, whatever its scopes. */
  needsServiceApp: boolean;
  source: Source;
}

/** Granted scopes where the provider names them, else those that were asked for. */
export const scopesAtHand = ({ grantedScopes, scopes }: GrantScopes): string[] => grantedScopes ?? scopes;

/** The operations of an integration's nodes that a grant does not do for, each once. */
export const lackingOperations = (
  grant: GrantScopes,
  { nodes }: Pick<Integration, 'nodes'>,
): LackingOperation[] => {
  const present = new Set(scopesAtHand(grant));
  const lacking = new Map<string, LackingOperation>();
  for (const { id, operations = [] } of nodes)
    for (const { operation, scopes, serviceApp = false, source } of operations) {
      const missing = scopes.some((scope) => present.has(scope)) ? [] : scopes;
      const needsServiceApp = serviceApp && !grant.serviceApp;
      if (missing.length === 0 && !needsServiceApp) continue;
      const known = lacking.get(operation);
      if (known) known.nodes.push(id);
      else lacking.set(operation, { operation, nodes: [id], missing, needsServiceApp, source });
    }
  return [...lacking.values()];
};

/** What an operation lacks, for people: `POST /v2/tasks lacks cjp:task_write`. */
export const lackText = ({ operation, missing, needsServiceApp, source }: LackingOperation): string => {
  const scopes = missing.join(' or ');
  const assumed = source === 'assumed' ? ' (assumed)' : '';
  if (needsServiceApp)
    return `${operation} needs a Service App's grant${scopes && ` with ${scopes}`}${assumed}`;
  return `${operation} lacks ${scopes}${assumed}`;
};
