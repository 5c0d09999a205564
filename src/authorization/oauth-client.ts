import {
  AuthorizationResponseError,
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  calculatePKCECodeChallenge,
  customFetch,
  generateRandomCodeVerifier,
  generateRandomState,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  ResponseBodyError,
  refreshTokenGrantRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { type ToldError, toldError } from '../ground/told-error.js';
import { isLoopback } from '../network/loopback.js';
import { checkHosts } from './endpoints.js';
import { type Grant, grantOf } from './grant.js';
import { authorizeCommand } from './name.js';
import type { StoredAuthorization } from './record.js';
import { TokenError, tellable } from './token-error.js';
import type { TokenFetch } from './token-transport.js';

const redirectState = toldError('platform', 'redirect.state', 'The redirect belongs to another sign-in.');
const redirectAnswer = toldError(
  'platform',
  'redirect.answer',
  'The redirect is not an answer of the provider.',
);
const redirectAccessDenied = toldError(
  'platform',
  'redirect.access_denied',
  'The person who signed in declined, or may not accept.',
);
const redirectRefused = toldError('platform', 'redirect.refused', 'The provider refused the sign-in.');

/** A sign-in under way. */
export interface SignIn {
  /** For the browser. */
  url: string;
  state: string;
  codeVerifier: string;
}

type ClientDetails = Pick<
  StoredAuthorization,
  'name' | 'clientId' | 'clientAuthentication' | 'oauth' | 'redirect' | 'scopes'
>;

/** What the provider answers when it takes neither grant nor client: `invalid_request` is Webex's dead refresh token. */
const deadCodes = new Set(['invalid_grant', 'invalid_request', 'invalid_client', 'unauthorized_client']);

/** An OAuth 2.0 client: authorization code with PKCE and state, refresh. The protocol is oauth4webapi's. */
export class OAuthClient {
  readonly #server: AuthorizationServer;
  readonly #client: Client;
  readonly #authentication: ClientAuth;
  readonly #options;

  /**
   * `secrets` are all that the authorization has: what the provider says is told without them. Throws ToldError
   * when the hosts are none that secrets may go to.
   */
  constructor(
    private readonly details: ClientDetails,
    private readonly secrets: { clientSecret: string; accessToken?: string; refreshToken?: string },
    fetch: TokenFetch,
  ) {
    const { authorize, token } = checkHosts(details.oauth);
    // Webex publishes no issuer; where a server names one in the redirect it must be the host that was asked.
    this.#server = {
      issuer: new URL(authorize).origin,
      authorization_endpoint: authorize,
      token_endpoint: token,
    };
    this.#client = { client_id: details.clientId };
    const authenticate =
      details.clientAuthentication === 'client_secret_basic' ? ClientSecretBasic : ClientSecretPost;
    this.#authentication = authenticate(secrets.clientSecret);
    this.#options = { [customFetch]: fetch, [allowInsecureRequests]: isLoopback(token) };
  }

  /** Starts a sign-in with a state and a code verifier of its own; a fresh one asks for the password again. */
  async startSignIn(redirect = this.details.redirect, isFresh = true): Promise<SignIn> {
    const state = generateRandomState();
    const codeVerifier = generateRandomCodeVerifier();
    const url = new URL(this.details.oauth.authorize);
    for (const [name, value] of Object.entries({
      response_type: 'code',
      client_id: this.details.clientId,
      redirect_uri: redirect,
      scope: this.details.scopes.join(' '),
      state,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      // A browser may be signed in to another organization than the one that is meant.
      ...(isFresh && { prompt: 'login' }),
    }))
      url.searchParams.set(name, value);
    return { url: url.href, state, codeVerifier };
  }

  /** Exchanges the code that the browser brought. Throws ToldError for the redirect, TokenError for the token endpoint. */
  async finishSignIn(
    { state, codeVerifier }: SignIn,
    answer: URLSearchParams,
    redirect = this.details.redirect,
  ): Promise<Grant> {
    const checked = this.#checkRedirect(answer, state);
    const code = checked.get('code')!;
    return this.#grant([code, codeVerifier], async () =>
      processAuthorizationCodeResponse(
        this.#server,
        this.#client,
        await authorizationCodeGrantRequest(
          this.#server,
          this.#client,
          this.#authentication,
          checked,
          redirect,
          codeVerifier,
          this.#options,
        ),
      ),
    );
  }

  /** Throws TokenError. */
  async refresh(refreshToken: string): Promise<Grant> {
    return this.#grant([refreshToken], async () =>
      processRefreshTokenResponse(
        this.#server,
        this.#client,
        await refreshTokenGrantRequest(
          this.#server,
          this.#client,
          this.#authentication,
          refreshToken,
          this.#options,
        ),
      ),
    );
  }

  #checkRedirect(answer: URLSearchParams, state: string): URLSearchParams {
    const again = `Start again: ${authorizeCommand(this.details.name)}. Nothing was changed.`;
    // What is doubled in a redirect is an attack or a mistake; the library reads such a parameter as missing or refuses it.
    if (answer.getAll('state').length !== 1 || answer.get('state') !== state)
      throw redirectState(
        answer.has('state')
          ? 'The redirect carries the state of another sign-in.'
          : 'The redirect carries no state, so that it cannot be of this sign-in.',
        again,
      );
    try {
      const checked = validateAuthResponse(this.#server, this.#client, answer, state);
      const [code, ...more] = checked.getAll('code');
      if (code && more.length === 0) return checked;
    } catch (error) {
      if (error instanceof AuthorizationResponseError) throw this.#refused(error);
      throw redirectAnswer('The redirect is no answer of this provider.', again);
    }
    throw redirectAnswer('The redirect brings no code, or several.', again);
  }

  #refused({ error, error_description }: AuthorizationResponseError): ToldError {
    const told = this.#tellable(error, error_description);
    const command = authorizeCommand(this.details.name);
    if (error === 'access_denied')
      return redirectAccessDenied(
        `The sign-in was refused (${told}).`,
        `Sign in with a Contact Center administrator and accept: ${command}. Nothing was changed.`,
      );
    return redirectRefused(
      `The provider refused the sign-in (${told}).`,
      `Check client id, scopes and redirect address at the provider, then ${command}. Nothing was changed.`,
    );
  }

  async #grant(secrets: string[], ask: () => Promise<TokenEndpointResponse>): Promise<Grant> {
    try {
      return grantOf(await ask());
    } catch (error) {
      if (error instanceof TokenError) throw error;
      if (!(error instanceof ResponseBodyError))
        // The library's messages may quote the answer.
        throw new TokenError('unusable', 'The token endpoint gave an answer that is no OAuth token answer.');
      const { error: code, error_description } = error;
      const told = this.#tellable(code, error_description, secrets);
      if (deadCodes.has(code)) throw new TokenError('dead', told);
      throw new TokenError('unusable', `The token endpoint answered ${error.status}: ${told}.`);
    }
  }

  #tellable(code: string, description: string | undefined, more: string[] = []): string {
    return tellable([code, description].filter(Boolean).join(': '), [
      ...more,
      ...Object.values(this.secrets),
    ]);
  }
}
