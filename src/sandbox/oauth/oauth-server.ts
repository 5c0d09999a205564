import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Fault } from '../faults.js';
import { accountId, organizationOf, tokenId } from './account.js';
import { webexAnswers } from './answers.js';
import { createProvider, type Oidc, paths } from './provider.js';
import { knownScopes, type OAuthSettings, webexSettings } from './settings.js';
import { type TokenKind, TokenStore } from './token-store.js';

/** What a program needs to know to ask for an authorization. */
export interface OAuthClient {
  clientId: string;
  clientSecret: string;
  /** The authorization endpoint. */
  authorize: string;
  /** The token endpoint. */
  token: string;
  /** Matched exactly. */
  redirectUris: string[];
}

/** Whom an access token speaks for. */
export interface Access {
  orgId: string;
  scopes: ReadonlySet<string>;
}

/** What a sign-in is about. */
export interface SignIn {
  id: string;
  clientId: string;
  scopes: string[];
}

export const defaultRedirectUri = 'http://127.0.0.1:4181/callback';

const clientId = 'sandbox-client';

const newSecret = () => `sandbox-secret-${randomBytes(16).toString('hex')}`;

/** The authorization server of the sandbox: oidc-provider, dressed as Webex. Lives in memory. */
export class OAuthServer {
  readonly settings: OAuthSettings;
  readonly #redirectUris: string[];
  readonly #store: TokenStore;
  readonly #counts = { grants: 0, refreshes: 0, refused: 0 };
  readonly #provider: Provider;
  readonly #handle: (request: IncomingMessage, response: ServerResponse) => unknown;
  readonly #faults = new WeakMap<IncomingMessage, Fault>();
  #secret = newSecret();

  /** @param issuer the sandbox's URL. */
  constructor(
    oidc: Oidc,
    private readonly issuer: string,
    { settings = {}, redirectUris = [] }: { settings?: Partial<OAuthSettings>; redirectUris?: string[] } = {},
  ) {
    this.settings = { ...webexSettings(), ...settings };
    this.#redirectUris = [defaultRedirectUri, ...redirectUris];
    this.#store = new TokenStore(() => new oidc.errors.InvalidGrant('already used'));
    this.#provider = createProvider(oidc, issuer, this.settings, this.#store);
    this.#provider.use(webexAnswers(this.settings, this.#store, (request) => this.#faults.get(request)));
    this.#provider.on('grant.success', ({ oidc: { params } }) => {
      this.#counts[params?.grant_type === 'refresh_token' ? 'refreshes' : 'grants'] += 1;
    });
    this.#provider.on('grant.error', () => {
      this.#counts.refused += 1;
    });
    this.#handle = this.#provider.callback();
    this.#register();
  }

  get client(): OAuthClient {
    return {
      clientId,
      clientSecret: this.#secret,
      authorize: this.issuer + paths.authorize,
      token: this.issuer + paths.token,
      redirectUris: [...this.#redirectUris],
    };
  }

  addRedirectUris(uris: string[]): void {
    this.#redirectUris.push(...uris.filter((uri) => !this.#redirectUris.includes(uri)));
    this.#register();
  }

  /** As when somebody regenerates the secret in the developer portal. */
  changeSecret(): void {
    this.#secret = newSecret();
    this.#register();
  }

  /** Answers a request to one of Webex's two paths. */
  handle(request: IncomingMessage, response: ServerResponse, fault?: Fault): void {
    if (fault) this.#faults.set(request, fault);
    this.#handle(request, response);
  }

  /** The access of a token; undefined when it is unknown, revoked or expired. */
  async access(token: string): Promise<Access | undefined> {
    const id = tokenId(token);
    const found = id === undefined ? undefined : await this.#provider.AccessToken.find(id);
    return found && { orgId: organizationOf(found.accountId), scopes: new Set(found.scope?.split(' ')) };
  }

  /** The sign-in that a browser is in. Throws when its cookie is missing or too old. */
  async signIn(request: IncomingMessage, response: ServerResponse): Promise<SignIn> {
    const { uid, params } = await this.#provider.interactionDetails(request, response);
    return { id: uid, clientId: String(params.client_id), scopes: String(params.scope ?? '').split(' ') };
  }

  /** Ends a sign-in; resolves with the address that the browser goes to next. */
  finishSignIn(
    request: IncomingMessage,
    response: ServerResponse,
    who: { orgId: string; email: string } | 'declined',
  ): Promise<string> {
    return this.#provider.interactionResult(
      request,
      response,
      who === 'declined'
        ? { error: 'access_denied', error_description: 'The user declined.' }
        : { login: { accountId: accountId(who.orgId, who.email) } },
    );
  }

  /** Moves the end of everything given out so far, by kind; seconds from now, 0 is now. Returns how many were moved. */
  expire(seconds: Partial<Record<TokenKind, number>>): Partial<Record<TokenKind, number>> {
    return Object.fromEntries(
      Object.entries(seconds).map(([kind, one]) => [kind, this.#store.moveExpiry(kind as TokenKind, one)]),
    );
  }

  /** Takes back everything given out so far, by kind. */
  revoke(kinds: TokenKind[]): void {
    for (const kind of kinds) this.#store.forget(kind);
  }

  /** For people and tests; no token, no secret. */
  describe() {
    return {
      ...this.#counts,
      accessTokens: this.#store.alive('AccessToken'),
      refreshTokens: this.#store.alive('RefreshToken'),
      redirectUris: [...this.#redirectUris],
      settings: { ...this.settings },
    };
  }

  #register() {
    this.#store.put('Client', clientId, {
      client_id: clientId,
      client_secret: this.#secret,
      client_name: 'Sandbox client',
      redirect_uris: [...this.#redirectUris],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
      scope: knownScopes.join(' '),
    });
  }
}
