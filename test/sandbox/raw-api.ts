import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../src/sandbox/faults.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';
import { queues } from '../support/workshop.js';

export { queues };

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body when it is JSON. */
  json: { [key: string]: unknown };
}

type Body = { [key: string]: unknown };

export interface SentTask {
  id: string;
  conversationId: string;
}

/** A sandbox, called as a program without this project's code would call it, and a place for its callbacks. */
export class RawApi {
  readonly callbacks: Body[] = [];
  #listener = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    this.callbacks.push(text.startsWith('{') ? JSON.parse(text) : { unreadable: text });
    response.writeHead(200).end();
  });

  private constructor(readonly sandbox: Sandbox) {}

  /** Stopped after the tests of the file. */
  static async start(): Promise<RawApi> {
    const api = new RawApi(await startSandbox({ callbackDelayMs: 5 }));
    await new Promise<void>((resolve) => api.#listener.listen(0, '127.0.0.1', resolve));
    stops.push(async () => {
      await api.sandbox.stop();
      api.#listener.closeAllConnections();
      await new Promise((resolve) => api.#listener.close(resolve));
    });
    return api;
  }

  get callbackUrl(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}/callback`;
  }

  get headers(): Record<string, string> {
    return {
      Authorization: `Bearer ${this.sandbox.token}`,
      'X-ORGANIZATION-ID': this.sandbox.orgId,
      trackingId: 'test-1',
    };
  }

  /** A call of the task API; `body` as it is when it is text, else as JSON. */
  async call(
    method: string,
    path: string,
    { body, headers = this.headers }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.sandbox.url}/wxcc-task${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: asJson(text) };
  }

  async admin<Type = Body>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Type> {
    const response = await fetch(`${this.sandbox.url}/_sandbox${path}`, {
      method,
      ...(method === 'POST' && { headers: { 'Content-Type': 'application/json' } }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Type;
  }

  order(fault: Fault, { route = 'piq-and-ewt', times = 1 } = {}): Promise<unknown> {
    return this.admin('POST', '/faults', { route, fault, times });
  }

  task(fields: { mediaType?: string } = {}): Promise<SentTask> {
    return this.admin('POST', '/tasks', fields);
  }

  queueBody({ id, conversationId }: SentTask, changes: Body = {}): Body {
    return {
      id,
      orgid: this.sandbox.orgId,
      queueid: queues.chat,
      conversationid: conversationId,
      mediatype: 'chat',
      skillRequirements: '{"requirements":[],"relaxations":[],"relaxationToggle":false}',
      contactPriority: '',
      webhook: this.callbackUrl,
      ...changes,
    };
  }

  queue(task: SentTask, changes: Body = {}): Promise<Answer> {
    return this.call('POST', `/v1/tasks/${task.id}/queue`, { body: this.queueBody(task, changes) });
  }

  variablesBody({ id }: SentTask, changes: Body = {}): Body {
    const variable = {
      name: 'x',
      type: 'String',
      value: 'y',
      agentViewable: false,
      desktopLabel: 'x',
      agentEditable: false,
      global: false,
      reportable: false,
    };
    return {
      id,
      orgId: this.sandbox.orgId,
      vrbls: [{ ...variable, ...(changes.variable as Body | undefined) }],
      callbackURL: this.callbackUrl,
      ...(changes.top as Body | undefined),
    };
  }

  setVariables(task: SentTask, changes: Body = {}): Promise<Answer> {
    return this.call('POST', `/v1/tasks/${task.id}/variables`, { body: this.variablesBody(task, changes) });
  }

  position(task: SentTask, queue = queues.chat, minutes: number | string = 60): Promise<Answer> {
    return this.call('GET', `/v1/queues/${queue}/tasks/${task.id}/position/${minutes}`);
  }

  /** The callbacks, once there are so many; waits for twenty seconds at most. */
  async received(count: number): Promise<Body[]> {
    for (let tries = 0; tries < 2000 && this.callbacks.length < count; tries += 1) await sleep(10);
    return this.callbacks;
  }
}

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const asJson = (text: string): Body => {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {};
  }
};
