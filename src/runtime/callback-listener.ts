import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeText, isCompressed } from '../ground/decode-text.js';
import { type Callbacks, maxCallbackBytes, type Received } from './callbacks.js';

const path = /^\/callbacks\/([A-Za-z0-9_-]{1,64})$/;

export interface ListenerOptions {
  /** 0 takes a free one. */
  port?: number;
  /** The address to listen on; this machine only when left out, and a proxy in front makes it public. */
  host?: string;
  /** Told of each callback, but for what is no request of ours at all. */
  onReceived?: (received: Received) => void;
  /** Told of a callback that could not be handed over; its sender is asked to send it again. */
  onError?: (error: Error) => void;
}

/** From a request's first byte to its last, milliseconds. */
const requestMs = 10_000;

/** For callbacks that are being taken when the listener stops, milliseconds. */
const flushMs = 500;

/** What is too large is read to its end and dropped: closed in mid-body, its sender or a proxy would not hear the 413. */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxCallbackBytes) chunks.push(chunk);
  }
  return size > maxCallbackBytes ? undefined : Buffer.concat(chunks);
};

/** What became of a callback, and the status that its sender is answered. */
interface Taken {
  status: number;
  /** Absent when its address is none of ours, or nothing became of it. */
  received?: Received;
}

/** The last segment of a callback URL's path; undefined when it is none. */
export const callbackIdOf = (url: string | undefined): string | undefined => path.exec(url ?? '')?.[1];

/** What is not JSON is refused, and the wait goes on. */
const take = async (request: IncomingMessage, callbacks: Callbacks): Promise<Taken> => {
  const id = callbackIdOf(request.url);
  if (id === undefined) return { status: 404 };
  if (!callbacks.isKnown(id)) return { status: 404, received: 'unknown' };
  if (request.method !== 'POST') return { status: 405 };
  const unreadable = async (status: number): Promise<Taken> => ({
    status,
    received: await callbacks.receive({ id }),
  });
  if (isCompressed(request.headers['content-encoding'])) return unreadable(415);
  const body = await readBody(request);
  if (!body) return unreadable(413);
  const text = textOf(body);
  if (text === undefined) return unreadable(400);
  const received = await callbacks.receive({ id, body: text });
  return { status: received === 'unreadable' ? 400 : 200, received };
};

const textOf = (body: Buffer): string | undefined => {
  try {
    return decodeText(body);
  } catch {
    return undefined;
  }
};

/** Where callbacks of calls from this process arrive: `POST <base>/callbacks/<id>`. */
export class CallbackListener {
  #isLeaving = false;

  /** Known when it listens. */
  port = 0;

  private constructor(private readonly server: Server) {}

  static start(callbacks: Callbacks, options: ListenerOptions = {}): Promise<CallbackListener> {
    const { port = 0, host = '127.0.0.1', onReceived = () => {}, onError = () => {} } = options;
    const times = {
      requestTimeout: requestMs,
      // Longer than requestTimeout, as it usually is, Node.js would take each of the two for the other.
      headersTimeout: requestMs / 2,
      connectionsCheckingInterval: requestMs / 10,
      // As the service's API: longer than proxies keep their idle connections.
      keepAliveTimeout: 72_000,
    };
    const server = createServer(times, async (request, response) => {
      const { status, received } = await take(request, callbacks).catch((error: Error): Taken => {
        // What its sender broke off reaches nobody any more.
        if (request.complete) onError(error);
        return { status: 503 };
      });
      if (received) onReceived(received);
      if (listener.#isLeaving) response.setHeader('Connection', 'close');
      response.writeHead(status).end();
    });
    const listener = new CallbackListener(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        listener.port = (server.address() as AddressInfo).port;
        resolve(listener);
      });
    });
  }

  /** Lets proxies go: each connection is closed after its next answer. */
  leave(): void {
    this.#isLeaving = true;
  }

  /** Takes no more; what is being answered is, unless it takes too long. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    const end = setTimeout(() => this.server.closeAllConnections(), flushMs);
    await closed;
    clearTimeout(end);
  }
}
