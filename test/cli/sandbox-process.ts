import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '../../schemas/types.js';
import type { Fault } from '../../src/sandbox/faults.js';
import { temporaryFolder } from '../support/workshop.js';
import { cleanEnvironment, program } from './run-cli.js';

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

const startMs = 10_000;
const stopMs = 10_000;
const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Resolves with the first whole JSON value that the program prints. */
const announcement = (child: ChildProcess): Promise<Announcement> =>
  new Promise((resolve, reject) => {
    let printed = '';
    const fail = (why: string) => reject(new Error(`The sandbox ${why}: ${printed}`));
    const timer = setTimeout(() => fail(`said nothing for ${startMs} ms`), startMs);
    child.once('exit', (code) => fail(`ended with exit code ${code}`));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      try {
        resolve(JSON.parse(printed) as Announcement);
        clearTimeout(timer);
      } catch {
        // Not whole yet.
      }
    });
  });

/** `wxcc-nodes sandbox` as a process of its own, on a free port. */
export class SandboxProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly told: Announcement,
    /** For --connection. */
    readonly connectionFile: string,
  ) {}

  static async start(more: string[] = []): Promise<SandboxProcess> {
    const home = await temporaryFolder();
    const child = spawn(process.execPath, [program, 'sandbox', '--port', '0', '--json', ...more], {
      env: cleanEnvironment(home),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    const told = await announcement(child);
    const connectionFile = join(home, 'connection.json');
    await writeFile(connectionFile, JSON.stringify(told.connection));
    return new SandboxProcess(child, told, connectionFile);
  }

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
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
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

  /** Sends the signal and gives the exit code; throws when the sandbox does not end. */
  stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number | null> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.child.kill('SIGKILL');
        reject(new Error(`The sandbox ran on for ${stopMs} ms after ${signal}.`));
      }, stopMs);
      this.child.once('exit', (code) => {
        clearTimeout(timer);
        running.delete(this.child);
        resolve(code);
      });
      this.child.kill(signal);
    });
  }
}
