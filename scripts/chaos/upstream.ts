import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '../../schemas/types.js';

/** What becomes of the callback of a call. */
const fates = ['once', 'once', 'doubled', 'late', 'lost'] as const;
export type Fate = (typeof fates)[number];

export const randomFate = (): Fate => fates[Math.floor(Math.random() * fates.length)]!;

const readText = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
};

const send = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));

/** Longer than a hasty call waits, milliseconds. */
const lateMs = 2500;

/**
 * What is behind the services: a task API that counts what it is asked, and a token endpoint whose refresh tokens are
 * good for one refresh.
 */
export class Upstream {
  /** Requests for each task. */
  readonly sent = new Map<string, number>();
  readonly fates = new Map<string, Fate>();
  /** Posts a callback where the operator of the services has it posted: at any of them. */
  deliver: (path: string, body: unknown) => Promise<void> = async () => {};
  /** Of an access token, seconds. */
  lifeSeconds = 1_209_599;
  refreshes = 0;
  /** Refreshes with a token that was used before. */
  reused = 0;
  #grants = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Upstream> {
    let upstream: Upstream;
    const server = createServer((request, response) => upstream.#serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    upstream = new Upstream(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return upstream;
  }

  get connection(): Connection {
    return { orgId: 'org-1', taskApi: this.url };
  }

  get hosts() {
    return { authorize: `${this.url}/v1/authorize`, token: `${this.url}/v1/access_token` };
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, this.url);
    const text = await readText(request);
    if (pathname === '/v1/authorize') {
      const back = new URLSearchParams({ code: 'code', state: searchParams.get('state')! });
      response.writeHead(302, { Location: `${searchParams.get('redirect_uri')}?${back}` }).end();
      return;
    }
    if (pathname === '/v1/access_token') return this.#grant(new URLSearchParams(text), response);
    const { id, webhook } = JSON.parse(text) as { id: string; webhook: string };
    this.sent.set(id, (this.sent.get(id) ?? 0) + 1);
    send(response, 202, {});
    await this.#callBack(new URL(webhook).pathname, id);
  }

  async #callBack(path: string, id: string): Promise<void> {
    const fate = this.fates.get(id) ?? 'once';
    if (fate === 'lost') return;
    // An answer and its callback are never at the same time.
    await pause(fate === 'late' ? lateMs : 5 + 50 * Math.random());
    const body = { status: 'queued', id, data: { agentId: `agent of ${id}` } };
    for (const _ of fate === 'doubled' ? [1, 2] : [1]) await this.deliver(path, body);
  }

  async #grant(form: URLSearchParams, response: ServerResponse): Promise<void> {
    if (form.get('grant_type') === 'refresh_token') {
      this.refreshes += 1;
      if (form.get('refresh_token') !== `refresh-${this.#grants}`) {
        this.reused += 1;
        send(response, 400, { error: 'invalid_grant' });
        return;
      }
    }
    this.#grants += 1;
    const grant = this.#grants;
    // Long enough for everybody to want the same.
    await pause(300);
    send(response, 200, {
      access_token: `access-${grant}`,
      expires_in: this.lifeSeconds,
      refresh_token: `refresh-${grant}`,
      refresh_token_expires_in: 7_776_000,
      token_type: 'Bearer',
    });
  }
}
