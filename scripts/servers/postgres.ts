import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';

const run = promisify(execFile);

/** Debian keeps the server's programs out of the path. */
const binaries = (): string | undefined => {
  const versions = '/usr/lib/postgresql';
  const folders = existsSync(versions)
    ? readdirSync(versions).map((name) => join(versions, name, 'bin'))
    : [];
  return folders
    .sort()
    .reverse()
    .find((folder) => existsSync(join(folder, 'initdb')));
};

const folder = binaries();

/** Whether there is a server to start. */
export const hasPostgres = folder !== undefined;

const identityOf = async (name: string) => ({
  uid: Number((await run('id', ['-u', name])).stdout),
  gid: Number((await run('id', ['-g', name])).stdout),
});

/** A server of its own on a free port, without a password on loopback, in a folder that goes with it. */
export class PostgresServer {
  #server: ReturnType<typeof spawn> | undefined;

  private constructor(
    readonly folder: string,
    readonly port: number,
    readonly user: { uid: number; gid: number } | undefined,
    private readonly more: string[],
  ) {}

  /** @param settings of the server beside the usual ones: `name=value`. */
  static async start(settings: string[] = []): Promise<PostgresServer> {
    const data = await mkdtemp(join(tmpdir(), 'wxcc-nodes-postgres-'));
    // The server refuses to run as root.
    const user = process.getuid?.() === 0 ? await identityOf('postgres') : undefined;
    if (user) await chown(data, user.uid, user.gid);
    const options = ['-D', join(data, 'data'), '-U', 'wxcc', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
    await run(join(folder!, 'initdb'), options, { ...user, cwd: data });
    const server = new PostgresServer(data, await freePort(), user, settings);
    await server.begin();
    return server;
  }

  /** Of a database; the one that every server has when left out. */
  url(database = 'postgres', user = 'wxcc'): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts it, or starts it again. */
  async begin(): Promise<void> {
    const settings = [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${this.folder}`,
      '-c',
      'fsync=off',
      ...this.more.flatMap((setting) => ['-c', setting]),
    ];
    const args = ['-D', join(this.folder, 'data'), '-p', String(this.port), ...settings];
    const server = spawn(join(folder!, 'postgres'), args, { ...this.user, cwd: this.folder });
    this.#server = server;
    // Who fails before it ends the server does not leave it behind.
    const end = () => server.kill('SIGQUIT');
    process.once('exit', end);
    server.once('exit', () => process.off('exit', end));
    await new Promise<void>((resolve, reject) => {
      let said = '';
      server.stderr!.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('ready to accept connections')) resolve();
      });
      server.on('exit', () => reject(new Error(`PostgreSQL ended: ${said}`)));
    });
  }

  /** Ends it at once; connections break. */
  async end(): Promise<void> {
    const server = this.#server!;
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGQUIT');
    await gone;
  }

  /** Of the server's first process. */
  get pid(): number {
    return this.#server!.pid!;
  }

  /** Asks as the owner of everything. */
  async ask(sql: string, database = 'postgres'): Promise<string> {
    const args = ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', this.url(database), '-c', sql];
    return (await run(join(folder!, 'psql'), args)).stdout.trim();
  }

  /** An empty database, by its address. */
  async database(name: string): Promise<string> {
    await this.ask(`CREATE DATABASE ${name}`);
    return this.url(name);
  }

  async remove(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}
