import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { Fault } from '../faults.js';
import { accountId, organizationOf, tokenId } from './account.js';
import { webexAnswers } from './answers.js';
import { createProvider, loadOidc, paths } from './provider.js';
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

const defaultRedirectUri = 'http://127.0.0.1:4181/callback';

const clientId = 'sandbox-client';

/** Answers a request to one of Webex's two paths. */
type Answer = (request: IncomingMessage, response: ServerResponse, fault?: Fault) => void;

interface Opened {
  provider: Provider;
  answer: Answer;
}

const newSecret = () => `sandbox-secret-${randomBytes(16).toString('hex')}`;

/**
 * The authorization server of the sandbox: oidc-provider, dressed as Webex. Lives in memory. oidc-provider is large and
 * most sandboxes are never asked for a token: it is loaded when somebody first is.
 */
export class OAuthServer {
  readonly settings: OAuthSettings;
  readonly #redirectUris: string[];
  readonly #store: TokenStore;
  readonly #counts = { grants: 0, refreshes: 0, refused: 0 };
  readonly #faults = new WeakMap<IncomingMessage, Fault>();
  #opening: Promise<Opened> | undefined;
  #secret = newSecret();

  /** @param issuer the sandbox's URL. */
  constructor(
    private readonly issuer: string,
    { settings = {}, redirectUris = [] }: { settings?: Partial<OAuthSettings>; redirectUris?: string[] } = {},
  ) {
    this.settings = { ...webexSettings(), ...settings };
    this.#redirectUris = [defaultRedirectUri, ...redirectUris];
    this.#store = new TokenStore();
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

  /** As when somebody regenerates the secret in the developer portal; one that nobody knows when left out. */
  changeSecret(secret = newSecret()): void {
    this.#secret = secret;
    this.#register();
  }

  /** What answers requests to Webex's two paths. */
  async answer(): Promise<Answer> {
    return (await this.#open()).answer;
  }

  /** The access of a token; undefined when it is unknown, revoked or expired. */
  async access(token: string): Promise<Access | undefined> {
    const id = tokenId(token);
    // Before somebody has asked there is no token.
    if (id === undefined || this.#opening === undefined) return undefined;
    const found = await (await this.#opening).provider.AccessToken.find(id);
    return found && { orgId: organizationOf(found.accountId), scopes: new Set(found.scope?.split(' ')) };
  }

  /** The sign-in that a browser is in. Throws when its cookie is missing or too old. */
  async signIn(request: IncomingMessage, response: ServerResponse): Promise<SignIn> {
    const { provider } = await this.#open();
    const { uid, params } = await provider.interactionDetails(request, response);
    return { id: uid, clientId: String(params.client_id), scopes: String(params.scope ?? '').split(' ') };
  }

  /** Ends a sign-in; resolves with the address that the browser goes to next. */
  async finishSignIn(
    request: IncomingMessage,
    response: ServerResponse,
    who: { orgId: string; email: string } | 'declined',
  ): Promise<string> {
    const { provider } = await this.#open();
    return provider.interactionResult(
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

  #open(): Promise<Opened> {
    this.#opening ??= this.#load();
    return this.#opening;
  }

  async #load(): Promise<Opened> {
    const oidc = await loadOidc();
    const provider = createProvider(oidc, this.issuer, this.settings, this.#store);
    provider.use(webexAnswers(this.settings, this.#store, (request) => this.#faults.get(request)));
    provider.on('grant.success', ({ oidc: { params } }) => {
      this.#counts[params?.grant_type === 'refresh_token' ? 'refreshes' : 'grants'] += 1;
    });
    provider.on('grant.error', () => {
      this.#counts.refused += 1;
    });
    const handle = provider.callback();
    const answer: Answer = (request, response, fault) => {
      if (fault) this.#faults.set(request, fault);
      handle(request, response);
    };
    return { provider, answer };
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
