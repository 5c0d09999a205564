import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/servers/free-port.js';
import type { PostgresServer } from '../../scripts/servers/postgres.js';
import { describeWithPostgres, leaveOut } from './postgres.js';

const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((file) => existsSync(file));

/** As describeWithPostgres, where there is PgBouncer too. */
export const describeWithPgBouncer = (title: string, tests: () => void): void =>
  program ? describeWithPostgres(title, tests) : leaveOut(title, 'PgBouncer');

/** PgBouncer in transaction mode before a server. */
export class PgBouncer {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly child: ReturnType<typeof spawn>,
  ) {}

  static async start({ port: serverPort, user }: PostgresServer): Promise<PgBouncer> {
    const folder = await mkdtemp(join(tmpdir(), 'wxcc-nodes-pgbouncer-'));
    const port = await freePort();
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(
      file,
      `[databases]
* = host=127.0.0.1 port=${serverPort} user=wxcc
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 500
`,
    );
    if (user) for (const path of [folder, file]) await chown(path, user.uid, user.gid);
    const child = spawn(program!, [file], { ...user, cwd: folder });
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes('process up')) resolve();
      });
      child.on('exit', () => reject(new Error(`PgBouncer ended: ${said}`)));
    });
    return new PgBouncer(folder, port, child);
  }

  /** The address of the same database behind the pooler. */
  before(address: string): string {
    const url = new URL(address);
    url.port = String(this.port);
    return url.href;
  }

  async remove(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
    await rm(this.folder, { recursive: true, force: true });
  }
}
