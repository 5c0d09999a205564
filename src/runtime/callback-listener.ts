import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeText, isCompressed } from '../ground/decode-text.js';
import { type Callbacks, maxCallbackBytes, type Received } from './callbacks.js';
import type { Events, ReceivedEvent } from './events.js';

const eventPath = /^\/events\/([A-Za-z0-9_-]{1,64})$/;

const path = /^\/callbacks\/([A-Za-z0-9_-]{1,64})$/;

export interface ListenerOptions {
  /** 0 takes a free one. */
  port?: number;
  /** The address to listen on; this machine only when left out, and a proxy in front makes it public. */
  host?: string;
  /** Told of each callback, but for what is no request of ours at all. */
  onReceived?: (received: Received) => void;
  /** Takes the posts to /events/<connection>; nobody does when left out. */
  events?: Events | undefined;
  /** Told of each post to these. */
  onEvent?: (received: ReceivedEvent) => void;
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
  event?: ReceivedEvent;
}

/** The last segment of a callback URL's path; undefined when it is none. */
export const callbackIdOf = (url: string | undefined): string | undefined => path.exec(url ?? '')?.[1];

/** The connection whose events a path takes; undefined when it takes none. */
export const eventConnectionOf = (url: string | undefined): string | undefined =>
  eventPath.exec(url ?? '')?.[1];

/** What an event's sender is answered. A doubled one is taken already. */
export const statusOfEvent: Record<ReceivedEvent, number> = {
  taken: 200,
  repeated: 200,
  unknown: 404,
  forged: 401,
  stale: 400,
  foreign: 403,
  unreadable: 400,
};

/** Bodies are read for connections alone that have a subscription. */
const takeEvent = async (request: IncomingMessage, connection: string, events: Events): Promise<Taken> => {
  const told = (event: ReceivedEvent, status = statusOfEvent[event]): Taken => ({ status, event });
  if (!(await events.isKnown(connection))) return told('unknown');
  if (request.method !== 'POST') return { status: 405 };
  if (isCompressed(request.headers['content-encoding'])) return told('unreadable', 415);
  const body = await readBody(request);
  if (!body) return told('unreadable', 413);
  return told(await events.receive({ connection, headers: request.headers, body }));
};

/** What is not JSON is refused, and the wait goes on. */
const take = async (request: IncomingMessage, callbacks: Callbacks, events?: Events): Promise<Taken> => {
  const connection = events && eventConnectionOf(request.url);
  if (connection !== undefined) return takeEvent(request, connection, events!);
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

/** Where callbacks of calls from this process arrive, `POST <base>/callbacks/<id>`, and events, `POST <base>/events/<connection>`. */
export class CallbackListener {
  #isLeaving = false;

  /** Known when it listens. */
  port = 0;

  private constructor(private readonly server: Server) {}

  static start(callbacks: Callbacks, options: ListenerOptions = {}): Promise<CallbackListener> {
    const { port = 0, host = '127.0.0.1', events, onReceived, onEvent, onError } = options;
    const times = {
      requestTimeout: requestMs,
      // Longer than requestTimeout, as it usually is, Node.js would take each of the two for the other.
      headersTimeout: requestMs / 2,
      connectionsCheckingInterval: requestMs / 10,
      // As the service's API: longer than proxies keep their idle connections.
      keepAliveTimeout: 72_000,
    };
    const server = createServer(times, async (request, response) => {
      const { status, received, event } = await take(request, callbacks, events).catch(
        (error: Error): Taken => {
          // What its sender broke off reaches nobody any more.
          if (request.complete) onError?.(error);
          return { status: 503 };
        },
      );
      if (received) onReceived?.(received);
      if (event) onEvent?.(event);
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
