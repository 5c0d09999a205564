import type { TokenEndpointResponse } from 'oauth4webapi';
import { tellable } from './token-error.js';
import { lifetimeOf } from './token-transport.js';

/** What the provider granted. */
export interface Grant {
  accessToken: string;
  /** Seconds; undefined when the provider does not say. */
  accessTokenSeconds?: number;
  refreshToken?: string;
  refreshTokenSeconds?: number;
  scopes?: string[];
  grantedBy?: string;
}

/** Only to be shown: who signed in, from an id token that came straight from the token endpoint. */
const personIn = (idToken: unknown): string | undefined => {
  try {
    const [, payload] = String(idToken).split('.');
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString('utf8')) as Record<string, unknown>;
    const person = claims.email ?? claims.preferred_username ?? claims.sub;
    return typeof person === 'string' && person !== '' ? tellable(person, []).slice(0, 200) : undefined;
  } catch {
    return undefined;
  }
};

/** The client library's answer, without what nobody here needs. */
export const grantOf = (answer: TokenEndpointResponse): Grant => {
  const scopes = answer.scope
    ?.split(' ')
    .filter((scope) => scope !== '' && scope.length <= 500)
    .slice(0, 500);
  const refreshTokenSeconds = lifetimeOf(answer.refresh_token_expires_in);
  const grantedBy = personIn(answer.given_id_token);
  return {
    accessToken: answer.access_token,
    ...(answer.expires_in !== undefined && { accessTokenSeconds: answer.expires_in }),
    ...(answer.refresh_token !== undefined && { refreshToken: answer.refresh_token }),
    ...(refreshTokenSeconds !== undefined && { refreshTokenSeconds }),
    ...(scopes && scopes.length > 0 && { scopes }),
    ...(grantedBy !== undefined && { grantedBy }),
  };
};
