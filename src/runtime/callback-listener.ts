import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Callbacks, maxCallbackBytes, type Received } from './callbacks.js';
import { findProblem } from './json-limits.js';

const path = /^\/callbacks\/([A-Za-z0-9_-]{1,64})$/;

export interface ListenerOptions {
  /** 0 takes a free one. */
  port?: number;
  /** The address to listen on; this machine only when left out, and a proxy in front makes it public. */
  host?: string;
  /** Told of each callback that is JSON, and of each that names no call. */
  onReceived?: (received: Received) => void;
}

const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxCallbackBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const statusFor = async (
  request: IncomingMessage,
  callbacks: Callbacks,
  onReceived: (received: Received) => void,
): Promise<number> => {
  const [, id] = path.exec(request.url ?? '') ?? [];
  if (id === undefined || !callbacks.isKnown(id)) {
    if (id !== undefined) onReceived('unknown');
    return 404;
  }
  if (request.method !== 'POST') return 405;
  const text = await readBody(request);
  if (text === undefined) return 413;
  try {
    const body: unknown = JSON.parse(text);
    if (findProblem(body)) return 400;
    const received = callbacks.receive(id, body);
    onReceived(received);
    return received === 'unknown' ? 404 : 200;
  } catch {
    return 400;
  }
};

/** Where callbacks of calls from this process arrive: `POST <base>/callbacks/<id>`. */
export class CallbackListener {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static start(callbacks: Callbacks, options: ListenerOptions = {}): Promise<CallbackListener> {
    const { port = 0, host = '127.0.0.1', onReceived = () => {} } = options;
    const server = createServer({ requestTimeout: 10_000 }, async (request, response) => {
      const status = await statusFor(request, callbacks, onReceived).catch(() => 400);
      if (status === 413) response.setHeader('Connection', 'close');
      response.writeHead(status).end();
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () =>
        resolve(new CallbackListener(server, (server.address() as AddressInfo).port)),
      );
    });
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
