import type { AuthBinding } from '../../schemas/types.js';
import type { TokenGrant } from '../authorization/token-source.js';
import { toldError } from '../ground/told-error.js';
import type { CallableMethod } from '../package/method.js';

const authorizationOperation = toldError(
  'operator',
  'authorization.operation',
  "The authorization does not do for the operation: it needs a Service App's grant.",
);

const remedy =
  'Add one with `wxcc-nodes auth add --service-app`, and name it: authorization.public of the connection, or the call\'s own (docs/authorizations.md, "Service Apps").';

/**
 * What `/v2/tasks` would answer with 403 is told before anything is sent. Of a token typed by hand nothing is known, and
 * nothing said. Throws ToldError.
 */
export const checkGrant = (
  { wireName, definition: { request } }: CallableMethod,
  auth: AuthBinding,
  grant: TokenGrant | undefined,
): void => {
  if (wireName !== 'public' || auth.type === 'none' || grant === undefined) return;
  const operation = `${request.verb} ${request.path}`;
  const needed = auth.wires?.public?.find((one) => one.operation === operation);
  if (!needed?.serviceApp) return;
  const name = JSON.stringify(grant.name);
  if (!grant.isServiceApp)
    throw authorizationOperation(
      `${operation} takes the grant of a Service App (${needed.source}), and somebody signed in for ${name}. Nothing was sent.`,
      remedy,
    );
  const granted = grant.grantedScopes;
  if (granted && !needed.scopes.some((scope) => granted.includes(scope)))
    throw authorizationOperation(
      `${operation} needs ${needed.scopes.join(' or ')} (${needed.source}), and the provider says that ${name} has ${granted.join(' ') || 'no scope'}. Nothing was sent.`,
      'Add the scope to the Service App, have it authorized anew in Control Hub, and bring its new tokens: `wxcc-nodes auth update <name> --service-app`.',
    );
};
