import type { Result } from '../../schemas/types.js';
import type { Authorizations } from '../authorization/authorizations.js';
import { TokenError } from '../authorization/token-error.js';
import type { TokenRequest } from '../authorization/token-source.js';
import { ConfigurationError } from '../node-kit/configuration-error.js';
import { errorDiagnostic } from '../node-kit/diagnostic.js';
import { TokenServerError, type TokenSource } from '../runtime/token-source.js';

export interface ReportingTokens extends TokenSource {
  /** What a call that was refused should say beside the API's answer. */
  diagnostics(): Result['diagnostics'];
}

/** Joins what knows nothing of each other: an authorization's tokens and the runtime that uses them. Throws ConfigurationError. */
export const authorizationTokens = async (
  authorizations: Authorizations,
  request: TokenRequest,
): Promise<ReportingTokens> => {
  const tokens = await authorizations.tokens(request);
  let wasRefused = false;
  return {
    get remedy() {
      return tokens.remedy;
    },
    async getToken(options) {
      try {
        const token = await tokens.getToken(options);
        wasRefused = token === undefined && options.rejected !== undefined;
        return token;
      } catch (error) {
        if (error instanceof TokenError) throw new TokenServerError(error.message);
        if (error instanceof ConfigurationError)
          throw new TokenServerError(`${error.message} ${error.remedy}`);
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
