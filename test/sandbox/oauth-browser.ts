import { createHash, randomBytes } from 'node:crypto';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.js';

export interface TokenAnswer {
  status: number;
  headers: Headers;
  text: string;
  json: { access_token: string; refresh_token: string; [key: string]: unknown };
}

export const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A browser and the program that sent it, as the sandbox's authorization server sees them; none of this project's client code. */
export class OAuthBrowser {
  readonly #cookies = new Map<string, string>();

  private constructor(readonly sandbox: Sandbox) {}

  /** Stopped after the tests of the file. */
  static async start(options: SandboxOptions = {}): Promise<OAuthBrowser> {
    const sandbox = await startSandbox({ callbackDelayMs: 5, ...options });
    stops.push(() => sandbox.stop());
    return new OAuthBrowser(sandbox);
  }

  get redirectUri(): string {
    return this.sandbox.oauth.redirectUris[0]!;
  }

  /** The first step: the answer to the authorization request, redirects not followed. */
  authorize(changes: Record<string, string | undefined> = {}): Promise<Response> {
    const query: Record<string, string | undefined> = {
      response_type: 'code',
      client_id: this.sandbox.oauth.clientId,
      redirect_uri: this.redirectUri,
      scope: 'cjp:config_read cjp:user',
      state: randomBytes(8).toString('hex'),
      ...changes,
    };
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return this.go(`${this.sandbox.oauth.authorize}?${new URLSearchParams(given)}`);
  }

  /** Where the authorization request leads when it is answered at once, without a sign-in. */
  async refusal(changes: Record<string, string | undefined>): Promise<URLSearchParams> {
    return new URL((await this.authorize(changes)).headers.get('location')!).searchParams;
  }

  /** The sign-in page's address. */
  async signInPage(changes: Record<string, string | undefined> = {}): Promise<string> {
    const response = await this.authorize(changes);
    return new URL(response.headers.get('location')!, this.sandbox.url).href;
  }

  /** Fills in the form; the answer, redirects not followed. */
  submit(page: string, fields: Record<string, string>): Promise<Response> {
    return this.go(page, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** The whole way through the browser: what comes back to the redirect address. */
  async signIn(
    changes: Record<string, string | undefined> = {},
    fields: Record<string, string> = { email: 'ada@example.com', choice: 'sign-in' },
  ): Promise<URLSearchParams> {
    const submitted = await this.submit(await this.signInPage(changes), fields);
    const resumed = await this.go(submitted.headers.get('location')!);
    const back = resumed.headers.get('location')!;
    if (!back.startsWith(this.redirectUri)) throw new Error(`not back at the redirect address: ${back}`);
    return new URL(back).searchParams;
  }

  /** A call of the token endpoint with the client's credentials in the body. */
  async token(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<TokenAnswer> {
    const { clientId, clientSecret, token } = this.sandbox.oauth;
    const credentials: Record<string, string> = headers.Authorization
      ? {}
      : { client_id: clientId, client_secret: clientSecret };
    const response = await fetch(token, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ ...credentials, ...fields }),
    });
    const text = await response.text();
    const json = text.startsWith('{') ? JSON.parse(text) : {};
    return { status: response.status, headers: response.headers, text, json };
  }

  exchange(code: string, more: Record<string, string> = {}): Promise<TokenAnswer> {
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: this.redirectUri, ...more });
  }

  refresh(token: string): Promise<TokenAnswer> {
    return this.token({ grant_type: 'refresh_token', refresh_token: token });
  }

  /** Signs in and gives the tokens. */
  async grant(
    changes: Record<string, string> = {},
    fields?: Record<string, string>,
  ): Promise<TokenAnswer['json']> {
    const { status, json, text } = await this.exchange((await this.signIn(changes, fields)).get('code')!);
    if (status !== 200) throw new Error(`no tokens: ${status} ${text}`);
    return json;
  }

  async admin<Type = { [key: string]: unknown }>(path: string, body?: unknown): Promise<Type> {
    const response = await fetch(`${this.sandbox.url}/_sandbox${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Type;
  }

  /** The status of a call of the task API with a token. */
  async taskApi(token: string, orgId = this.sandbox.orgId): Promise<number> {
    const path = '/wxcc-task/v1/queues/c0ffee00-0000-4000-8000-00000000000a/tasks/nobody/position/5';
    const { status } = await fetch(this.sandbox.url + path, {
      headers: { Authorization: `Bearer ${token}`, 'X-ORGANIZATION-ID': orgId, trackingId: 't-1' },
    });
    return status;
  }

  async go(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      if (value === '') this.#cookies.delete(name!);
      else this.#cookies.set(name!, value!);
    }
    return response;
  }
}
