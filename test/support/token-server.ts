import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenRequest {
  form: Record<string, string>;
  authorization: string | undefined;
}

export type Answer = (request: TokenRequest, response: ServerResponse) => void | Promise<void>;

export const jsonAnswer =
  (status: number, body: unknown): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  };

const readForm = async (request: IncomingMessage): Promise<Record<string, string>> => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return Object.fromEntries(new URLSearchParams(text));
};

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** An authorization server that does as it is told: everybody is signed in at once, tokens are numbered. */
export class TokenServer {
  /** What the token endpoint was asked, in order. */
  readonly requests: TokenRequest[] = [];
  /** Answers for the next requests; then `answer` again. */
  readonly next: Answer[] = [];
  /** Changed in the redirect back. */
  redirectWith: (query: URLSearchParams) => void = () => {};
  readonly #waiting: (() => void)[] = [];
  #count = 0;

  private constructor(readonly url: string) {}

  static async start(): Promise<TokenServer> {
    let server: TokenServer;
    const http = createServer((request, response) => server.#serve(request, response));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    server = new TokenServer(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
    stops.push(() => {
      http.closeAllConnections();
      return new Promise((resolve) => http.close(() => resolve()));
    });
    return server;
  }

  get hosts() {
    return { authorize: `${this.url}/v1/authorize`, token: `${this.url}/v1/access_token` };
  }

  get refreshes(): TokenRequest[] {
    return this.requests.filter(({ form }) => form.grant_type === 'refresh_token');
  }

  /** Webex's answer with new tokens; some fields changed or, as undefined, left out. */
  grant(changes: Record<string, unknown> = {}): Answer {
    return (request, response) => {
      this.#count += 1;
      const body = {
        access_token: `access-token-${this.#count}-of-the-test`,
        expires_in: 1_209_599,
        refresh_token: `refresh-token-${this.#count}-of-the-test`,
        refresh_token_expires_in: 7_776_000,
        token_type: 'Bearer',
        ...changes,
      };
      return jsonAnswer(200, body)(request, response);
    };
  }

  answer: Answer = (request, response) => this.grant()(request, response);

  /** Resolves when the next request has come in. */
  nextRequest(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, this.url);
    if (pathname === '/v1/authorize') return this.#redirect(searchParams, response);
    const asked = { form: await readForm(request), authorization: request.headers.authorization };
    this.requests.push(asked);
    for (const resolve of this.#waiting.splice(0)) resolve();
    await (this.next.shift() ?? this.answer)(asked, response);
  }

  #redirect(asked: URLSearchParams, response: ServerResponse): void {
    const back = new URLSearchParams({ code: 'the-code-of-the-test', state: asked.get('state')! });
    this.redirectWith(back);
    response.writeHead(302, { Location: `${asked.get('redirect_uri')}?${back}` }).end();
  }
}
