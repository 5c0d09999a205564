import type { Connection, Result } from '../../schemas/types.js';
import type { Authorizations } from '../authorization/authorizations.js';
import { authorizationUnknown } from '../authorization/name.js';
import { TokenError } from '../authorization/token-error.js';
import type { TokenGrant, TokenRequest } from '../authorization/token-source.js';
import { errorDiagnostic } from '../ground/diagnostic.js';
import { ToldError } from '../ground/told-error.js';
import type { NodePackage } from '../package/node-package.js';
import { fixedToken, TokenServerError, type TokenSource } from '../runtime/token-source.js';
import { wireOf } from '../runtime/wire.js';
import type { InvokeCall } from './contract.js';

/** The same answer would come again. */
const unusableRemedy =
  'It will not go well by itself: check scopes and token endpoint of the authorization (`wxcc-nodes auth view`), then authorize again. The authorization is kept.';

export interface ReportingTokens extends TokenSource {
  /** The grant that they are of: null when there is none, undefined when nobody says. */
  readonly grant?: TokenGrant | null | undefined;
  /** What a call that was refused should say beside the API's answer. */
  diagnostics?(): Result['diagnostics'];
}

/** Whether a node's calls carry a token: its auth binding says so. */
export const needsToken = ({ auth }: Pick<NodePackage, 'auth'>): boolean => auth.type !== 'none';

/** The authorization of a call: the one that it names, else the one that the connection names for its wire. */
export const authorizationFor = (connection: Connection, asked: string | undefined): string | undefined =>
  asked ?? connection.authorization?.[wireOf(connection)];

/**
 * Where a call's tokens come from: the call, else the authorization that it names, else the one that the connection
 * names for its wire, else the default of the node's integration. Undefined for a node that calls without authorization: what the call brings is left alone then, since
 * who brings it (a key of the service, a flow) does so for all of its nodes. Throws ToldError.
 */
export const tokensOf = async (
  { tokens, authorization: asked }: Pick<InvokeCall, 'tokens' | 'authorization'>,
  from: Pick<NodePackage, 'auth' | 'manifest'>,
  authorizations: Authorizations | undefined,
  connection: Connection,
): Promise<ReportingTokens | undefined> => {
  if (!needsToken(from)) return undefined;
  if (tokens) return tokens;
  const authorization = authorizationFor(connection, asked);
  if (authorizations)
    return authorizationTokens(authorizations, {
      integration: from.manifest.integration,
      ...(authorization !== undefined && { authorization }),
    });
  if (authorization === undefined) return fixedToken(undefined);
  throw authorizationUnknown(
    'This engine was given no authorizations.',
    'Give it some (EngineOptions.authorizations), or a token with the call.',
  );
};

/** Joins what knows nothing of each other: an authorization's tokens and the runtime that uses them. Throws ToldError. */
export const authorizationTokens = async (
  authorizations: Authorizations,
  request: TokenRequest,
): Promise<ReportingTokens> => {
  const tokens = await authorizations.tokens(request);
  let wasRefused = false;
  return {
    client: tokens.client,
    grant: tokens.grant ?? null,
    get remedy() {
      return tokens.remedy;
    },
    async getToken(options) {
      try {
        const token = await tokens.getToken(options);
        wasRefused = token === undefined && options.rejected !== undefined;
        return token;
      } catch (error) {
        if (error instanceof TokenError)
          throw new TokenServerError(error.message, {
            ...(error.kind === 'refused-address' && { code: error.kind }),
            ...(error.kind === 'unusable' && { remedy: unusableRemedy }),
            ...(error.remedy !== undefined && { remedy: error.remedy }),
            ...(error.waitSeconds !== undefined && { waitSeconds: error.waitSeconds }),
          });
        if (error instanceof ToldError) throw new TokenServerError(error.message, { remedy: error.remedy });
        throw error;
      }
    },
    diagnostics: () =>
      wasRefused
        ? [
            errorDiagnostic(
              'authorization.refused',
              'The API refused the token, and the authorization gives no other.',
              tokens.remedy,
            ),
          ]
        : [],
  };
};
