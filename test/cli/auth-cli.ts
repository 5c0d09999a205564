import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuthorizationView } from '../../src/authorization/describe.js';
import { freeRedirect } from '../support/free-port.js';
import { SignInBrowser } from '../support/sign-in-browser.js';
import { temporaryFolder } from '../support/workshop.js';
import { cleanEnvironment, type Finished, jsonOf, program, type RunOptions, runCli } from './run-cli.js';
import type { SandboxProcess } from './sandbox-process.js';

/** A home folder with a connection `sandbox-here`, and the sandbox that it leads to. */
export class AuthDesk {
  private constructor(
    readonly sandbox: SandboxProcess,
    readonly home: string,
    readonly client: { clientId: string; clientSecret: string },
  ) {}

  static async open(sandbox: SandboxProcess): Promise<AuthDesk> {
    const home = await temporaryFolder();
    await mkdir(join(home, 'connections'));
    await writeFile(join(home, 'connections', 'sandbox-here.json'), JSON.stringify(sandbox.connection));
    const client = await sandbox.admin<{ clientId: string; clientSecret: string }>('GET', '/oauth');
    return new AuthDesk(sandbox, home, client);
  }

  run(args: string[], options: RunOptions = {}): Promise<Finished> {
    return runCli(args, { home: this.home, ...options });
  }

  async json<Type>(args: string[], options: RunOptions = {}): Promise<Type> {
    return jsonOf<Type>(await this.run([...args, '--json'], options));
  }

  /** `auth add` with a redirect address that the sandbox knows. */
  async add(name: string, more: string[] = []): Promise<Finished> {
    const redirect = await freeRedirect();
    await this.sandbox.admin('POST', '/oauth/client', { redirectUris: [redirect] });
    const given = ['--client-id', this.client.clientId, '--client-secret-stdin'];
    const where = ['--connection', 'sandbox-here', '--redirect', redirect];
    return this.run(['auth', 'add', '--name', name, ...given, ...where, ...more], {
      stdin: `${this.client.clientSecret}\n`,
    });
  }

  /** `auth authorize`: opens the address that it prints in a browser, and waits for the end. */
  authorize(name: string, more: string[] = [], browser = new SignInBrowser()): Promise<Finished> {
    const child = spawn(process.execPath, [program, 'auth', 'authorize', name, '--timeout', '20', ...more], {
      env: cleanEnvironment(this.home),
      cwd: this.home,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    let browsing: Promise<unknown> | undefined;
    const look = () => {
      const url = /^http\S+\/v1\/authorize\?\S+$/m.exec(output.stdout + output.stderr)?.[0];
      if (url !== undefined) browsing ??= browser.open(url).catch(() => undefined);
    };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
        look();
      });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', async (code) => {
        await browsing;
        resolve({ code, ...output });
      });
    });
  }

  async addAuthorized(name: string): Promise<void> {
    const added = await this.add(name);
    const authorized = await this.authorize(name);
    if (added.code !== 0 || authorized.code !== 0)
      throw new Error(`${name} is not authorized: ${JSON.stringify([added, authorized])}`);
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
