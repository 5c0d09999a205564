import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fetch from 'node-fetch';
import type { Connection, Result } from '../../schemas/types.js';
import { ServiceKeys } from '../../src/host/keys/service-keys.js';
import { fileStores } from '../../src/store/files/file-stores.js';
import type { KeyStore } from '../../src/store/stores.js';
import { Program } from './program.js';

interface Announced {
  url: string;
  token: string;
  connection: Connection;
}

const queueId = 'c0ffee00-0000-4000-8000-00000000000a';
const path = '/v1/nodes/piq-and-ewt/v1.1/piq-and-ewt';

/** Sandbox and service as processes of their own, and the same question put to both: a task's position in its queue. */
export class Stage {
  readonly #agent = new Agent({ keepAlive: true });
  #headers: Record<string, string> = {};
  service!: Program;
  relay: Program | undefined;

  private constructor(
    private readonly program: string,
    private readonly home: string,
    private readonly sandbox: Program,
    private readonly taskId: string,
  ) {}

  /** @param store keeps the key of the calls, too; the home does when left out. */
  static async open(program: string, store?: KeyStore): Promise<Stage> {
    const home = await mkdtemp(join(tmpdir(), 'wxcc-nodes-bench-'));
    const sandbox = await Program.start(program, ['sandbox', '--port', '0', '--json'], {}, (value) =>
      Object.hasOwn(value, 'connection'),
    );
    const { url, connection } = sandbox.ready as unknown as Announced;
    await writeFile(join(home, 'here.json'), JSON.stringify(connection));
    const { secret } = await new ServiceKeys(store ?? fileStores(home).keys).add({
      name: 'bench',
      nodes: ['*'],
      callsPerMinute: 1_000_000,
    });
    const task = await fetch(`${url}/_sandbox/tasks`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
    const stage = new Stage(program, home, sandbox, ((await task.json()) as { id: string }).id);
    stage.#headers = { 'Content-Type': 'application/json', 'X-Api-Key': `bench.${secret}` };
    return stage;
  }

  /** Starts the service; its start is what is measured. */
  async startService(options: string[] = []): Promise<void> {
    const { token } = this.sandbox.ready as unknown as Announced;
    const ports = ['--port', '0', '--callback-port', '0'];
    this.service = await Program.start(
      this.program,
      ['serve', ...ports, '--connection', join(this.home, 'here.json'), '--max-calls', '1000', ...options],
      { WXCC_NODES_HOME: this.home, WXCC_TOKEN: token },
      (value) => Object.hasOwn(value, 'callbackUrl'),
    );
  }

  /** One bare node-fetch call to the sandbox. */
  bare = async (): Promise<void> => {
    const { url, token, connection } = this.sandbox.ready as unknown as Announced;
    const response = await fetch(`${url}/wxcc-task/v1/queues/${queueId}/tasks/${this.taskId}/position/30`, {
      headers: {
        Authorization: `Bearer ${token}`,
        'X-ORGANIZATION-ID': connection.orgId,
        trackingId: 'bench',
      },
      agent: this.#agent,
    });
    const { piq } = (await response.json()) as { piq?: number };
    if (response.status !== 200 || piq === undefined)
      throw new Error(`The sandbox answered ${response.status}.`);
  };

  /** The same question as an invocation through the service. */
  served = (): Promise<void> => this.#ask(`${this.service.ready.url}${path}`);

  /** The same, as a call that is kept. */
  kept = (): Promise<void> =>
    this.#ask(`${this.service.ready.url}${path}`, { 'Idempotency-Key': randomUUID() });

  /** The same question through the relay. */
  relayed = (): Promise<void> => this.#ask(String(this.relay?.ready.url));

  /** Starts a relay, as one would write it by hand: it checks nothing, keeps nothing and logs nothing. */
  async startRelay(): Promise<void> {
    const { url, token, connection } = this.sandbox.ready as unknown as Announced;
    const args = ['tsx', join(import.meta.dirname, 'relay.ts'), `${url}/wxcc-task`, token, connection.orgId];
    this.relay = await Program.start('--import', args, {}, (value) => Object.hasOwn(value, 'url'));
  }

  async #ask(url: string, more: Record<string, string> = {}): Promise<void> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...this.#headers, ...more },
      body: JSON.stringify({ taskId: this.taskId, queueId, lookbackMinutes: 30 }),
      agent: this.#agent,
    });
    const result = (await response.json()) as Result;
    if (result.outcome !== 'Success') throw new Error(`${response.status} ${JSON.stringify(result)}`);
  }

  /** Of the service: resident memory, MiB. */
  async memory(): Promise<number> {
    const text = await (await fetch(`${this.service.ready.url}/metrics`)).text();
    const bytes = Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1]);
    return Math.round(bytes / 1024 / 1024);
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.relay?.stop();
    await this.service?.stop();
    await this.sandbox.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}
