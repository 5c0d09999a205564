import type { AuthBinding, Connection } from '../../schemas/types.js';
import type { Authorizations } from '../authorization/authorizations.js';
import type { TokenGrant } from '../authorization/token-source.js';
import { type Diagnostic, errorDiagnostic, warningDiagnostic } from '../ground/diagnostic.js';
import { toldError } from '../ground/told-error.js';
import type { CallableMethod } from '../package/method.js';
import type { NodePackage } from '../package/node-package.js';
import { scopesOfCall } from '../package/operation-scopes.js';
import { authorizationFor } from './authorization-tokens.js';

const authorizationOperation = toldError(
  'operator',
  'authorization.operation',
  "The authorization does not do for the operation: it needs a Service App's grant.",
);

/** What a call is to be made with: null when there is no authorization, undefined when nobody says. */
export type KnownGrant = TokenGrant | null | undefined;

/** What is called, and what the node's binding says of it. */
export interface GrantedCall {
  method: Pick<CallableMethod, 'wireName' | 'definition'>;
  auth: AuthBinding;
}

const code = 'authorization.operation';

const serviceAppRemedy =
  'Add one with `wxcc-nodes auth add --service-app`, and name it: authorization.public of the connection, or the call\'s own (docs/authorizations.md, "Service Apps").';

const operationOf = ({ method: { wireName, definition }, auth }: GrantedCall) =>
  wireName === 'public' ? scopesOfCall(auth, definition.request) : undefined;

/**
 * What the API will say of the grant, as far as it is known: an error where Cisco documents that `/v2/tasks` is refused,
 * else a warning. Of a token typed by hand nothing is known, and nothing said.
 */
export const grantDiagnostic = (call: GrantedCall, grant: KnownGrant): Diagnostic | undefined => {
  const needed = operationOf(call);
  if (!needed || grant === undefined) return undefined;
  const { operation, scopes, serviceApp = false, source } = needed;
  const isCertain = serviceApp && source !== 'assumed';
  const told = isCertain ? errorDiagnostic : warningDiagnostic;
  if (grant === null)
    return serviceApp
      ? warningDiagnostic(
          code,
          `${operation} takes the grant of a Service App (${source}), and there is no authorization that the call would use.`,
          serviceAppRemedy,
        )
      : undefined;
  const name = JSON.stringify(grant.name);
  if (serviceApp && !grant.isServiceApp)
    return told(
      code,
      `${operation} takes the grant of a Service App (${source}), and somebody signed in for ${name}.`,
      serviceAppRemedy,
    );
  const { grantedScopes: granted } = grant;
  if (!granted || scopes.some((scope) => granted.includes(scope))) return undefined;
  return told(
    code,
    `${operation} needs ${scopes.join(' or ')} (${source}), and the provider says that ${name} has ${granted.join(' ') || 'no scope'}.`,
    grant.isServiceApp
      ? 'Add the scope to the Service App, have it authorized anew in Control Hub, and bring its new tokens: `wxcc-nodes auth update <name> --service-app`.'
      : 'Add the scope at the provider and with `wxcc-nodes auth update`, then authorize again.',
  );
};

/**
 * What `/v2/tasks` would answer with 403 is told before anything is sent: throws ToldError. Gives what there is to warn of.
 */
export const checkGrant = (call: GrantedCall, grant: KnownGrant): Diagnostic[] => {
  const found = grantDiagnostic(call, grant);
  if (found?.severity === 'error')
    throw authorizationOperation(`${found.message} Nothing was sent.`, found.remedy);
  return found ? [found] : [];
};

/** Finds the grant that a step's calls over a connection are made with, by the authorization that the step names. */
export const grantsFor =
  (authorizations: Authorizations, connection: Connection) =>
  async (
    { auth, manifest: { integration } }: Pick<NodePackage, 'auth' | 'manifest'>,
    asked: string | undefined,
  ): Promise<KnownGrant> => {
    if (auth.type === 'none') return undefined;
    const authorization = authorizationFor(connection, asked);
    const tokens = await authorizations.tokens({
      integration,
      ...(authorization !== undefined && { authorization }),
    });
    return tokens.grant ?? null;
  };
