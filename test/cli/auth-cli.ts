import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freeRedirect } from '../../scripts/servers/free-port.js';
import type { Authorizations } from '../../src/authorization/authorizations.js';
import type { AuthorizationView } from '../../src/authorization/describe.js';
import { integrationsOf } from '../../src/engine/integrations.js';
import { SignInBrowser } from '../support/sign-in-browser.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { type Finished, jsonOf, type RunOptions, runCli } from './run-cli.js';
import type { RunningSandbox } from './running-sandbox.js';

/** A home folder with a connection `sandbox-here`, and the sandbox that it leads to. */
export class AuthDesk {
  private constructor(
    readonly sandbox: RunningSandbox,
    readonly home: string,
    readonly client: { clientId: string; clientSecret: string },
  ) {}

  static async open(sandbox: RunningSandbox): Promise<AuthDesk> {
    const home = await temporaryFolder();
    await mkdir(join(home, 'connections'));
    await writeFile(join(home, 'connections', 'sandbox-here.json'), JSON.stringify(sandbox.connection));
    const client = sandbox.oauth;
    return new AuthDesk(sandbox, home, client);
  }

  run(args: string[], options: RunOptions = {}): Promise<Finished> {
    return runCli(args, { home: this.home, ...options });
  }

  async json<Type>(args: string[], options: RunOptions = {}): Promise<Type> {
    return jsonOf<Type>(await this.run([...args, '--json'], options));
  }

  /** A redirect address that the sandbox knows. */
  async #redirect(): Promise<string> {
    const redirect = await freeRedirect();
    await this.sandbox.admin('POST', '/oauth/client', { redirectUris: [redirect] });
    return redirect;
  }

  /** `auth add`. */
  async add(name: string, more: string[] = []): Promise<Finished> {
    const redirect = await this.#redirect();
    const given = ['--client-id', this.client.clientId, '--client-secret-stdin'];
    const where = ['--connection', 'sandbox-here', '--redirect', redirect];
    return this.run(['auth', 'add', '--name', name, ...given, ...where, ...more], {
      stdin: `${this.client.clientSecret}\n`,
    });
  }

  /** `auth authorize`: opens the address that it prints in a browser, and waits for the end. */
  async authorize(name: string, more: string[] = [], browser = new SignInBrowser()): Promise<Finished> {
    let browsing: Promise<unknown> | undefined;
    const finished = await this.run(['auth', 'authorize', name, '--timeout', '20', ...more], {
      onOutput: (printed) => {
        const url = /^http\S+\/v1\/authorize\?\S+$/m.exec(printed)?.[0];
        if (url !== undefined) browsing ??= browser.open(url).catch(() => undefined);
      },
    });
    await browsing;
    return finished;
  }

  /** Leaves what `auth add` leaves, without a process: for tests of what comes after. */
  async put(name: string): Promise<void> {
    const [integration] = integrationsOf(await workspaceOf(this.home).packages.nodes());
    const { clientId, clientSecret } = this.client;
    const hosts = { ...this.sandbox.connection.oauth!, connection: 'sandbox-here' };
    const redirect = await this.#redirect();
    await this.#authorizations().add(name, integration!, { clientId, clientSecret, hosts, redirect });
  }

  /** Leaves what `auth authorize` leaves, without a process. */
  async signIn(name: string): Promise<void> {
    let browsing: Promise<unknown> | undefined;
    await this.#authorizations().authorize(name, {
      limitMs: 20_000,
      show: (url) => {
        browsing = new SignInBrowser().open(url).catch(() => undefined);
      },
    });
    await browsing;
  }

  async putAuthorized(name: string): Promise<void> {
    await this.put(name);
    await this.signIn(name);
  }

  #authorizations(): Authorizations {
    return workspaceOf(this.home).authorizations;
  }

  view(name: string): Promise<AuthorizationView> {
    return this.json<AuthorizationView>(['auth', 'view', name]);
  }

  /** A file in the home folder; its path. */
  async file(name: string, value: unknown): Promise<string> {
    const file = join(this.home, name);
    await writeFile(file, JSON.stringify(value));
    return file;
  }
}
