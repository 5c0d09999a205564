import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type * as OidcProvider from 'oidc-provider';
import type { Configuration, JWK, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { knownScopes, type OAuthSettings } from './settings.js';
import { errorPage } from './sign-in-page.js';
import type { TokenStore } from './token-store.js';

export type Oidc = typeof OidcProvider;

/** Webex's paths (documented). */
export const paths = { authorize: '/v1/authorize', token: '/v1/access_token', signIn: '/v1/sign-in' };

/** Longer than any grant here lives: its tokens end first. */
const grantSeconds = 10 * 365 * 24 * 3600;

/**
 * Loads oidc-provider without its notice that Node.js 20 is older than it likes: what it is used for here works there,
 * as the tests show, and the notice would stand in front of every start.
 */
export const loadOidc = async (): Promise<Oidc> => {
  const { warn } = console;
  console.warn = (...texts: unknown[]) => {
    if (!String(texts[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...texts);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
};

/** Every sign-in asks, and an unknown scope is an error: oidc-provider alone would leave it out in silence. */
const signInPolicy = ({ errors, interactionPolicy }: Oidc) => {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  const { Check } = interactionPolicy;
  policy.get('login')!.checks.add(
    new Check('unknown_scope', 'The requested scope is invalid.', ({ oidc: { route, params }, query }) => {
      // By now oidc-provider has taken the unknown ones out of its own parameters.
      const asked = route === 'authorization' ? query.scope : params?.scope;
      const scopes = String(asked ?? '').split(' ');
      if (scopes.every((scope) => knownScopes.includes(scope))) return Check.NO_NEED_TO_PROMPT;
      throw new errors.CustomOIDCProviderError('invalid_scope', 'The requested scope is invalid.');
    }),
    0,
  );
  return policy;
};

/** Signing in is the consent: a new grant of all that was asked for. */
const grantAll = async ({ oidc }: KoaContextWithOIDC) => {
  const grant = new oidc.provider.Grant({
    clientId: oidc.client!.clientId,
    accountId: oidc.session!.accountId!,
  });
  grant.addOIDCScope(String(oidc.params!.scope));
  await grant.save();
  return grant;
};

/** A key for id tokens, which nobody gets here; without one oidc-provider would use a published one, and warn. */
const signingKey = (): JWK => ({
  ...(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as JWK),
  use: 'sig',
  alg: 'ES256',
});

/** oidc-provider as an OAuth 2 server with Webex's paths, scopes and lifetimes. `issuer` is the sandbox's URL. */
export const createProvider = (
  oidc: Oidc,
  issuer: string,
  settings: OAuthSettings,
  store: TokenStore,
): Provider => {
  const configuration: Configuration = {
    adapter: (kind) => store.adapter(kind, () => new oidc.errors.InvalidGrant('already used')),
    clockTolerance: 0,
    scopes: knownScopes,
    claims: {},
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_post', 'client_secret_basic'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    routes: { authorization: paths.authorize, token: paths.token },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
    },
    pkce: { required: () => false },
    clientBasedCORS: () => false,
    interactions: { policy: signInPolicy(oidc), url: (_ctx, { uid }) => `${paths.signIn}/${uid}` },
    loadExistingGrant: grantAll,
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
    rotateRefreshToken: () => settings.rotate,
    ttl: {
      AccessToken: () => settings.accessTokenSeconds,
      RefreshToken: () => settings.refreshTokenSeconds,
      AuthorizationCode: 60,
      IdToken: 60,
      Interaction: 600,
      Session: 600,
      Grant: grantSeconds,
    },
    renderError: (ctx, { error, error_description: description = '' }) => {
      ctx.type = 'html';
      ctx.body = errorPage(error, description);
    },
  };
  return new oidc.Provider(issuer, configuration);
};
