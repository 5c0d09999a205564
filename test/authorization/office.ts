import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freeRedirect } from '../../scripts/servers/free-port.js';
import type { Authorizations } from '../../src/authorization/authorizations.js';
import type { AuthorizationView } from '../../src/authorization/describe.js';
import type { Integration } from '../../src/authorization/integration.js';
import type { AuthorizationDetails } from '../../src/authorization/life-cycle.js';
import type { SignInOptions } from '../../src/authorization/sign-in.js';
import { TokenServer } from '../support/token-server.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';

export const clientSecret = 'client-secret-of-the-test';
export const day = 24 * 3600 * 1000;

export const integration: Integration = {
  id: 'webex-cc-task',
  name: 'Webex CC Task',
  oauth: {
    grant: 'authorization_code',
    authorize: 'https://webexapis.com/v1/authorize',
    token: 'https://webexapis.com/v1/access_token',
    accessTokenDays: 14,
    refreshTokenDays: 90,
    source: 'documented',
  },
  nodes: [
    { id: 'queue-task', name: 'Queue Task', scopes: ['cjp:config_read', 'cjp:user'], source: 'documented' },
    { id: 'screen-pop', name: 'Screen Pop', scopes: ['cjp:user'], source: 'documented' },
  ],
};

/** Goes where a browser is sent, and shows what it ends at. */
export const visit = async (url: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
};

/** A home folder of its own, an authorization server that does as it is told, and a clock that can be set. */
export class Office {
  /** Milliseconds since 1970. */
  now = Date.now();
  readonly authorizations: Authorizations;
  /** What the browser ended at, for each sign-in. */
  readonly pages: { status: number; text: string }[] = [];

  private constructor(
    readonly home: string,
    readonly server: TokenServer,
    environment: Record<string, string>,
  ) {
    this.authorizations = this.another(environment);
  }

  static async open(environment: Record<string, string> = {}, home?: string): Promise<Office> {
    return new Office(home ?? (await temporaryFolder()), await TokenServer.start(), environment);
  }

  /** Another program over the same home folder. */
  another(environment: Record<string, string> = {}): Authorizations {
    return workspaceOf(this.home, { environment, now: () => this.now }).authorizations;
  }

  get vaultFile(): string {
    return join(this.home, 'authorizations.json');
  }

  async add(name: string, details: Partial<AuthorizationDetails> = {}): Promise<AuthorizationView> {
    return this.authorizations.add(name, integration, {
      clientId: 'client-id-of-the-test',
      clientSecret,
      hosts: this.server.hosts,
      redirect: await freeRedirect(),
      ...details,
    });
  }

  /** Signs in with a browser that follows every redirect. */
  async authorize(name: string, options: Partial<SignInOptions> = {}): Promise<AuthorizationView> {
    let browsing: Promise<void> = Promise.resolve();
    try {
      return await this.authorizations.authorize(name, {
        limitMs: 10_000,
        show: (url) => {
          browsing = visit(url).then(
            (page) => void this.pages.push(page),
            () => {},
          );
        },
        ...options,
      });
    } finally {
      await browsing;
    }
  }

  async addAuthorized(name: string, details: Partial<AuthorizationDetails> = {}): Promise<AuthorizationView> {
    await this.add(name, details);
    return this.authorize(name);
  }

  /** A token as a call takes it. */
  async token(
    authorization?: string,
    options: { rejected?: string; signal?: AbortSignal } = {},
    authorizations = this.authorizations,
  ): Promise<{ token: string | undefined; remedy: string }> {
    const source = await authorizations.tokens({
      integration,
      ...(authorization !== undefined && { authorization }),
    });
    const token = await source.getToken(options);
    return { token, remedy: source.remedy };
  }

  async secret(
    name: string,
    field: 'clientSecret' | 'accessToken' | 'refreshToken',
  ): Promise<string | undefined> {
    const content = await this.authorizations.vault.read();
    return content.secret(content.authorizations.find((one) => one.name === name)!, field);
  }

  writeVault(text: string): Promise<void> {
    return writeFile(this.vaultFile, text);
  }
}

/** How a sign-in that is refused ends. */
export const failure = (code: string, problem: RegExp) => ({
  name: 'ToldError',
  kind: 'platform',
  code,
  message: expect.stringMatching(problem),
  remedy: expect.stringMatching(/auth authorize main.*Nothing was changed|Nothing was changed/),
});

/** The authorization as it was added: pending, and without a token. */
export const expectPending = async (office: Office) => {
  const record = await office.authorizations.find('main');
  expect(record).toMatchObject({ state: 'Authorization Pending', isDefault: false });
  expect(record).toMatchObject({ accessToken: { present: false }, refreshToken: { present: false } });
};
