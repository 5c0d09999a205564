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

/** What the calls go to: the sandbox, or an API that answers at once and takes next to nothing of the processors. */
type Behind = 'sandbox' | 'upstream';

/** A request that is made again and again. */
export interface Ask {
  url: string;
  headers: Record<string, string>;
  body: string;
}

const queueId = 'c0ffee00-0000-4000-8000-00000000000a';
const manyCalls = ['--max-calls', '1000'];
const path = '/v1/nodes/piq-and-ewt/v1.1/piq-and-ewt';

const beside = (file: string, ...args: string[]) => ['tsx', join(import.meta.dirname, file), ...args];

const startBehind = (program: string, behind: Behind): Promise<Program> =>
  behind === 'sandbox'
    ? Program.start(program, ['sandbox', '--port', '0', '--json'], {}, (value) =>
        Object.hasOwn(value, 'connection'),
      )
    : Program.start('--import', beside('upstream.ts'), {}, (value) => Object.hasOwn(value, 'connection'));

/** What is called and the service as processes of their own, and the same question put to both: a task's position in its queue. */
export class Stage {
  readonly #agent = new Agent({ keepAlive: true });
  #headers: Record<string, string> = {};
  service!: Program;
  relay: Program | undefined;
  nodeRed: Program | undefined;

  private constructor(
    private readonly program: string,
    readonly home: string,
    private readonly behind: Program,
    private readonly taskId: string,
  ) {}

  /** @param store keeps the key of the calls, too; the home does when left out. */
  static async open(program: string, behind: Behind = 'sandbox', store?: KeyStore): Promise<Stage> {
    const home = await mkdtemp(join(tmpdir(), 'wxcc-nodes-bench-'));
    const api = await startBehind(program, behind);
    const { url, connection } = api.ready as unknown as Announced;
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
    const stage = new Stage(program, home, api, ((await task.json()) as { id: string }).id);
    stage.#headers = { 'Content-Type': 'application/json', 'X-Api-Key': `bench.${secret}` };
    return stage;
  }

  /** Starts the service; its start is what is measured. `node` are options of Node.js. */
  async startService(options: string[] = [], node: string[] = []): Promise<void> {
    this.service = await this.startAnother(options, node);
  }

  /** One more service over the same home, of another program too. */
  startAnother(
    options: string[] = [],
    node: string[] = [],
    program: string = this.program,
  ): Promise<Program> {
    const { token } = this.behind.ready as unknown as Announced;
    const ports = ['--port', '0', '--callback-port', '0'];
    const [first, ...rest] = [...node, program];
    return Program.start(
      first!,
      [...rest, 'serve', ...ports, '--connection', join(this.home, 'here.json'), ...manyCalls, ...options],
      { WXCC_NODES_HOME: this.home, WXCC_TOKEN: token },
      (value) => Object.hasOwn(value, 'callbackUrl'),
    );
  }

  /** One bare node-fetch call to the sandbox. */
  bare = async (): Promise<void> => {
    const { url, token, connection } = this.behind.ready as unknown as Announced;
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
  served = (): Promise<void> => this.#send(this.ask());

  /** The same question through the relay. */
  relayed = (): Promise<void> => this.#send(this.askRelay());

  /** Starts a relay, as one would write it by hand: it checks nothing, keeps nothing and logs nothing. */
  async startRelay(): Promise<void> {
    this.relay = await this.#startStandIn('relay.ts');
  }

  /** Starts a Node-RED that is installed in a folder. */
  async startNodeRed(folder: string): Promise<void> {
    this.nodeRed = await this.#startStandIn('node-red.ts', folder);
  }

  #startStandIn(file: string, ...args: string[]): Promise<Program> {
    const { url, token, connection } = this.behind.ready as unknown as Announced;
    const all = beside(file, ...args, `${url}/wxcc-task`, token, connection.orgId);
    return Program.start('--import', all, {}, (value) => Object.hasOwn(value, 'url'));
  }

  /** X-Api-Key of the calls. */
  get key(): string {
    return this.#headers['X-Api-Key']!;
  }

  /** The question as the service takes it. */
  ask = (more: Record<string, string> = {}, service = this.service): Ask => ({
    url: `${service.ready.url}${path}`,
    headers: { ...this.#headers, ...more },
    body: JSON.stringify({ taskId: this.taskId, queueId, lookbackMinutes: 30 }),
  });

  /** As a call that is kept; the load puts a new id in the place of the brackets each time. */
  askKept = (service = this.service): Ask => this.ask({ 'Idempotency-Key': '[<id>]' }, service);

  askRelay = (): Ask => ({ ...this.ask(), url: String(this.relay?.ready.url) });

  askNodeRed = (): Ask => ({ ...this.ask(), url: String(this.nodeRed?.ready.url) });

  /** A call whose outcome comes with a callback. */
  askWaiting = (service = this.service): Ask => ({
    url: `${service.ready.url}/v1/nodes/queue-task/v1.3/queue-task`,
    headers: this.#headers,
    body: JSON.stringify({
      taskId: this.taskId,
      queueId,
      conversationId: 'conversation',
      mediaType: 'chat',
      mediaChannel: 'web',
    }),
  });

  async #send({ url, ...request }: Ask): Promise<void> {
    const response = await fetch(url, { method: 'POST', ...request, agent: this.#agent });
    const result = (await response.json()) as Result;
    if (result.outcome !== 'Success') throw new Error(`${response.status} ${JSON.stringify(result)}`);
  }

  /** A figure of the service, as its metrics have it. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.service.ready.url}/metrics`, { agent: this.#agent })).text();
    const [, figure] = new RegExp(`^${name} (\\S+)`, 'm').exec(text) ?? [];
    if (figure === undefined) throw new Error(`The service has no metric ${name}.`);
    return Number(figure);
  }

  /** Of the service: resident memory, MiB. */
  async memory(): Promise<number> {
    return Math.round((await this.metric('process_resident_memory_bytes')) / 1024 / 1024);
  }

  /** Where the API posts callbacks from now on: at these ports in turn; at the address that a call names for none. */
  async postCallbacksAt(ports: number[]): Promise<void> {
    const { url } = this.behind.ready as unknown as Announced;
    await fetch(`${url}/_bench/callbacks`, { method: 'POST', body: JSON.stringify(ports) });
  }

  /** The path of the callback that a call has waited for; the call is over. */
  async spentCallback(): Promise<string> {
    const { url, body, headers } = this.askWaiting();
    await fetch(url, { method: 'POST', body, headers, agent: this.#agent });
    const behind = String(this.behind.ready.url);
    const answer = await fetch(`${behind}/_bench/named`, { method: 'POST', agent: this.#agent });
    return new URL(((await answer.json()) as { named: string }).named).pathname;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await this.relay?.stop();
    await this.nodeRed?.stop();
    await this.service?.stop();
    await this.behind.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}
