import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Connection } from '../../schemas/types.js';
import type { Grant } from '../../src/host/calls.js';
import { type NewKey, ServiceKeys } from '../../src/host/keys/service-keys.js';
import { type Service, type ServiceOptions, startService } from '../../src/host/service.js';
import { fixedToken, type TokenSource } from '../../src/runtime/token-source.js';
import { packDirectory, queues, Workshop, workspaceOf } from '../support/workshop.js';

export interface Caller {
  name: string;
  secret: string;
}

export interface Request {
  key?: Caller | undefined;
  headers?: Record<string, string>;
  body?: unknown;
}

const cleanups: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A running service before a sandbox, with a key that may do everything; stopped after the tests of the file. */
export class ServiceDesk {
  /** What the service has logged, line by line. */
  readonly log: string[] = [];
  readonly #tokens = new Map<string, TokenSource>();
  service!: Service;
  /** May call every node. */
  key!: Caller;

  private constructor(readonly workshop: Workshop) {}

  static async open(options: Partial<ServiceOptions> = {}): Promise<ServiceDesk> {
    return ServiceDesk.#openIn(await Workshop.open(), options);
  }

  /** The service's calls take virtual time; its doors are real. */
  static async simulate(options: Partial<ServiceOptions> = {}): Promise<ServiceDesk> {
    const workshop = await Workshop.simulate();
    const through: ServiceOptions['through'] = (engine) => workshop.simulation!.engine(engine);
    return ServiceDesk.#openIn(workshop, { through, ...options });
  }

  static async #openIn(workshop: Workshop, options: Partial<ServiceOptions>): Promise<ServiceDesk> {
    const desk = new ServiceDesk(workshop);
    await desk.writeConnection('here', workshop.connection);
    await desk.start(options);
    cleanups.push(() => desk.service.stop());
    desk.key = await desk.addKey();
    return desk;
  }

  async start(options: Partial<ServiceOptions> = {}): Promise<void> {
    this.service = await startService({
      home: this.workshop.home,
      packDirectory,
      connection: 'here',
      environment: {},
      grant: this.#grant,
      log: pino({}, { write: (line: string) => void this.log.push(line) }),
      ...options,
    });
  }

  async writeConnection(name: string, connection: Connection): Promise<void> {
    const folder = join(this.workshop.home, 'connections');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${name}.json`), JSON.stringify(connection));
  }

  async addKey(key: Partial<NewKey> = {}): Promise<Caller> {
    const name = key.name ?? `key-${randomUUID()}`;
    const { secret } = await new ServiceKeys(workspaceOf(this.workshop.home).stores.keys).add({
      nodes: ['*'],
      callsPerMinute: 1_000_000,
      ...key,
      name,
    });
    return { name, secret };
  }

  /** Keys that name this authorization call with these tokens. */
  provideTokens(authorization: string, tokens: TokenSource): void {
    this.#tokens.set(authorization, tokens);
  }

  /** One POST; JSON unless the body is text, bytes or a form already. */
  post(path: string, { key = this.key, headers = {}, body }: Request = {}): Promise<Response> {
    const isReady = typeof body === 'string' || body instanceof FormData || body instanceof URLSearchParams;
    return fetch(this.service.url + path, {
      method: 'POST',
      headers: {
        ...basic(key),
        ...(isReady ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: isReady ? body : JSON.stringify(body),
    });
  }

  get(path: string): Promise<Response> {
    return fetch(this.service.url + path);
  }

  /** The path and the input of a call that queues a new task. */
  async queueCall(): Promise<{ path: string; taskId: string; body: Record<string, unknown> }> {
    const { id, conversationId } = await this.workshop.createTask();
    return {
      path: '/v1/nodes/queue-task/v1.3/queue-task',
      taskId: id,
      body: {
        taskId: id,
        conversationId,
        mediaType: 'chat',
        mediaChannel: 'web',
        queueId: queues.chat,
      },
    };
  }

  /** The requests that the task API has seen for a task. */
  async callsFor(taskId: string): Promise<number> {
    const { calls } = await this.workshop.admin<{ calls: { url: string }[] }>('GET', '/state');
    return calls.filter(({ url }) => url.includes(taskId)).length;
  }

  readonly #grant: Grant = ({ authorization }) => ({
    tokens:
      (authorization === undefined ? undefined : this.#tokens.get(authorization)) ??
      fixedToken(this.workshop.sandbox.token),
  });
}

export const basic = (key: Caller | undefined): Record<string, string> =>
  key ? { Authorization: `Basic ${Buffer.from(`${key.name}:${key.secret}`).toString('base64')}` } : {};

/** For requests without a key. */
export const nobody: Request = { key: { name: '', secret: '' } };
