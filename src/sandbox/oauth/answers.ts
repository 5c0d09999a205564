import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { type Fault, spoiltBody } from '../faults.js';
import { organizationOf, wireToken } from './account.js';
import { paths } from './provider.js';
import type { ErrorBodies, OAuthSettings } from './settings.js';
import type { TokenStore } from './token-store.js';

interface TokenError {
  error: string;
  error_description?: string;
}

const isError = (body: unknown): body is TokenError =>
  typeof (body as Partial<TokenError> | null)?.error === 'string';

const edgeMessages: Record<string, string> = {
  invalid_client: 'Invalid client credentials',
  invalid_grant: 'Invalid grant',
};

/** An error of the token endpoint in the shape that is set. */
const errorAnswer = (shape: ErrorBodies, { error, error_description }: TokenError, grantType: unknown) => {
  const tracking = `ROUTER_${randomUUID()}`;
  if (shape === 'rfc') return { error, ...(error_description && { error_description }) };
  if (shape === 'webex-edge')
    return {
      message: edgeMessages[error] ?? 'The request could not be understood.',
      errors: [{ description: error_description ?? error }],
      trackingId: tracking,
    };
  if (error === 'invalid_grant' && grantType === 'refresh_token')
    return {
      error: 'invalid_request',
      error_description: 'The refresh token provided is expired, revoked, malformed, or invalid.',
      trackingID: tracking,
    };
  return { error, ...(error_description && { error_description }), trackingID: tracking };
};

/** The token answer as Webex gives it: its own form of access token, and how long the refresh token lives. */
const tokenAnswer = (ctx: KoaContextWithOIDC, settings: OAuthSettings, store: TokenStore) => {
  const { AccessToken, RefreshToken, RotatedRefreshToken } = ctx.oidc.entities;
  const isRefresh = ctx.oidc.params?.grant_type === 'refresh_token';
  // Using a refresh token starts its 90 days again, also where it is not replaced (documented).
  if (isRefresh && !RotatedRefreshToken)
    store.extend('RefreshToken', RefreshToken!.jti, settings.refreshTokenSeconds);
  const { access_token, expires_in, refresh_token, token_type, scope } = ctx.body as Record<string, unknown>;
  return {
    access_token: wireToken(String(access_token), organizationOf(AccessToken!.accountId)),
    expires_in,
    refresh_token,
    refresh_token_expires_in: settings.refreshTokenSeconds,
    token_type,
    scope,
  };
};

/** Webex names no issuer in the redirect; oidc-provider does. */
const withoutIssuer = (location: string): string => {
  if (!URL.canParse(location)) return location;
  const url = new URL(location);
  url.searchParams.delete('iss');
  return url.href;
};

const spoil = (ctx: KoaContextWithOIDC, fault: Fault): void => {
  const spoilt = spoiltBody(fault, JSON.stringify(ctx.body));
  if (spoilt) {
    ctx.body = spoilt.text;
    ctx.type = spoilt.type;
  } else if (fault.kind === 'cut' || fault.kind === 'cut-body') ctx.req.socket.destroy();
};

const notNow = () => ({ message: 'Service Unavailable', trackingId: `ROUTER_${randomUUID()}` });

/** Turns oidc-provider's answers into Webex's, or into what the settings and the ordered faults ask for. */
export const webexAnswers =
  (settings: OAuthSettings, store: TokenStore, faultOf: (request: IncomingMessage) => Fault | undefined) =>
  async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    if (ctx.path !== paths.token) {
      await next();
      // Each authorization asks who signs in: no session outlives the request that it is in.
      if (ctx.oidc?.session) store.drop('Session', ctx.oidc.session.jti);
      const location = ctx.response.get('Location');
      if (location) ctx.set('Location', withoutIssuer(location));
      return;
    }
    if (settings.down) {
      ctx.status = 503;
      ctx.body = notNow();
      return;
    }
    if (settings.html) {
      ctx.type = 'html';
      ctx.body = '<html><body>Maintenance</body></html>';
      return;
    }
    await next();
    if (ctx.status === 200) ctx.body = tokenAnswer(ctx, settings, store);
    else if (isError(ctx.body))
      ctx.body = errorAnswer(settings.errorBodies, ctx.body, ctx.oidc.params?.grant_type);
    const fault = faultOf(ctx.req);
    if (fault) spoil(ctx, fault);
  };
