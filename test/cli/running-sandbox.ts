import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '../../schemas/types.js';
import type { Fault } from '../../src/sandbox/faults.js';
import { type LocalSandbox, openLocalSandbox } from '../../src/stage/local-sandbox.js';
import { temporaryFolder } from '../support/workshop.js';

/** What `sandbox --json` prints. */
export interface Announcement {
  url: string;
  token: string;
  connection: Connection;
  oauth: {
    clientId: string;
    clientSecret: string;
    authorize: string;
    token: string;
    redirectUris: string[];
  };
}

export interface SandboxState {
  calls: { method: string; url: string; status: number; body?: unknown }[];
  tasks: { id: string; state: string }[];
}

/** A sandbox on a free port, as those see it who were told what `sandbox --json` prints. */
export abstract class RunningSandbox {
  protected constructor(
    private readonly told: Announcement,
    /** For --connection. */
    readonly connectionFile: string,
  ) {}

  protected static async connectionFileOf({ connection }: Announcement): Promise<string> {
    const file = join(await temporaryFolder(), 'connection.json');
    await writeFile(file, JSON.stringify(connection));
    return file;
  }

  abstract stop(): Promise<unknown>;

  get url(): string {
    return this.told.url;
  }

  get token(): string {
    return this.told.token;
  }

  get oauth(): Announcement['oauth'] {
    return this.told.oauth;
  }

  get connection(): Connection {
    return this.told.connection;
  }

  async admin<Type = unknown>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Type> {
    const response = await fetch(`${this.url}/_sandbox${path}`, {
      method,
      ...(method === 'POST' && { headers: { 'Content-Type': 'application/json' } }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Type;
  }

  async calls(): Promise<SandboxState['calls']> {
    return (await this.admin<SandboxState>('GET', '/state')).calls;
  }

  createTask(): Promise<{ id: string; conversationId: string }> {
    return this.admin('POST', '/tasks', { mediaType: 'chat', mediaChannel: 'web' });
  }

  order(route: string, fault: Fault): Promise<unknown> {
    return this.admin('POST', '/faults', { route, fault });
  }
}

const open = new Set<LocalSandbox>();
afterAll(async () => {
  for (const sandbox of open) await sandbox.stop();
});

/** A sandbox in this process. */
export class SandboxHere extends RunningSandbox {
  private constructor(
    private readonly sandbox: LocalSandbox,
    connectionFile: string,
  ) {
    super(sandbox, connectionFile);
    open.add(sandbox);
  }

  static async start(): Promise<SandboxHere> {
    const sandbox = await openLocalSandbox({});
    return new SandboxHere(sandbox, await RunningSandbox.connectionFileOf(sandbox));
  }

  async stop(): Promise<void> {
    if (open.delete(this.sandbox)) await this.sandbox.stop();
  }
}
