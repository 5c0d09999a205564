import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { decodeText, isCompressed } from '../ground/decode-text.js';
import { type Problem, problem } from '../ground/problem.js';
import { maxHeaderBytes, slowest, Threshold } from '../network/threshold.js';
import { type Callbacks, maxCallbackBytes, type Received } from './callbacks.js';
import type { Events, ReceivedEvent } from './events.js';

const callbackAddress = problem(404, 'callback.address', 'No call waits at the address of a callback.');
const callbackVerb = problem(405, 'callback.verb', 'Callbacks and events are posted.');
const callbackBody = (status: number) =>
  problem(status, 'callback.body', 'The body of a callback or an event cannot be read.');
const callbackHeld = problem(503, 'callback.held', 'A callback or an event cannot be handed over now.');
const eventConnection = problem(
  404,
  'event.connection',
  'Nobody has subscribed for a connection of this name.',
);
const eventRefused = (status: number) =>
  problem(status, 'event.refused', 'What was posted is no event of the connection.');

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
  /** Open connections; over it 503. */
  connections?: number;
  /** Told of each request that is answered with an error. */
  onRefused?: (problem: Problem) => void;
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

/** What became of a request. */
interface Taken {
  /** Absent when it was taken. */
  refused?: Problem | undefined;
  /** Absent when its address is none of ours, or nothing became of it. */
  received?: Received;
  event?: ReceivedEvent;
}

/** The last segment of a callback URL's path; undefined when it is none. */
export const callbackIdOf = (url: string | undefined): string | undefined => path.exec(url ?? '')?.[1];

/** The connection whose events a path takes; undefined when it takes none. */
export const eventConnectionOf = (url: string | undefined): string | undefined =>
  eventPath.exec(url ?? '')?.[1];

export const statusOfEvent: Record<ReceivedEvent, number> = {
  taken: 200,
  // It is taken already.
  repeated: 200,
  unknown: 404,
  forged: 401,
  stale: 400,
  foreign: 403,
  unreadable: 400,
};

/** What an event's sender is answered; undefined when it is taken. */
export const refusedEvent = (event: ReceivedEvent): Problem | undefined => {
  if (event === 'unknown')
    return eventConnection(
      'Nobody has subscribed for this connection.',
      'See `wxcc-nodes subscription list`.',
    );
  const status = statusOfEvent[event];
  return status === 200
    ? undefined
    : eventRefused(status)(`The event is ${event}; it was not taken.`, 'Send it as it was signed.');
};

const notPosted = callbackVerb('Callbacks and events are posted.', 'Send POST.');

/** 415, 413 or 400. */
const unreadableBody = (status: number): Problem => {
  const words: Record<number, [string, string]> = {
    413: ['The body is too large.', 'Send less than 1 MiB.'],
    415: ['The body is compressed.', 'Send it without a Content-Encoding.'],
  };
  const [message, remedy] = words[status] ?? ['The body is no JSON.', 'Send one JSON value, as UTF-8.'];
  return callbackBody(status)(message, remedy);
};

/** Bodies are read for connections alone that have a subscription. */
const takeEvent = async (request: IncomingMessage, connection: string, events: Events): Promise<Taken> => {
  const told = (event: ReceivedEvent, refused = refusedEvent(event)): Taken => ({ event, refused });
  if (!(await events.isKnown(connection))) return told('unknown');
  if (request.method !== 'POST') return { refused: notPosted };
  if (isCompressed(request.headers['content-encoding'])) return told('unreadable', unreadableBody(415));
  const body = await readBody(request);
  if (!body) return told('unreadable', unreadableBody(413));
  return told(await events.receive({ connection, headers: request.headers, body }));
};

/** What is not JSON is refused, and the wait goes on. */
const take = async (request: IncomingMessage, callbacks: Callbacks, events?: Events): Promise<Taken> => {
  const connection = events && eventConnectionOf(request.url);
  if (connection !== undefined) return takeEvent(request, connection, events!);
  const id = callbackIdOf(request.url);
  const nobodyWaits = callbackAddress(
    'No call waits at this address.',
    'Post a callback to the address that came with its call, and an event to /events/<connection>.',
  );
  if (id === undefined) return { refused: nobodyWaits };
  if (!callbacks.isKnown(id)) return { refused: nobodyWaits, received: 'unknown' };
  if (request.method !== 'POST') return { refused: notPosted };
  const unreadable = async (status: number): Promise<Taken> => ({
    refused: unreadableBody(status),
    received: await callbacks.receive({ id }),
  });
  if (isCompressed(request.headers['content-encoding'])) return unreadable(415);
  const body = await readBody(request);
  if (!body) return unreadable(413);
  const text = textOf(body);
  if (text === undefined) return unreadable(400);
  const received = await callbacks.receive({ id, body: text });
  return received === 'unreadable' ? { refused: unreadableBody(400), received } : { received };
};

const answer = (response: ServerResponse, refused?: Problem): void => {
  if (!refused) return void response.writeHead(200).end();
  const { statusCode, retryAfter, body } = refused;
  if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
  const text = `${JSON.stringify(body)}\n`;
  const type = 'application/json; charset=utf-8';
  response
    .writeHead(statusCode, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) })
    .end(text);
};

const heldUp = callbackHeld(
  'This cannot be handed over at this moment.',
  'Send it again after Retry-After.',
  1,
);

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
    const { port = 0, host = '127.0.0.1', connections = 1024, events } = options;
    const { onReceived, onEvent, onRefused, onError } = options;
    const threshold = new Threshold({ connections, ...(onRefused && { onRefused }) });
    const settings = {
      maxHeaderSize: maxHeaderBytes,
      requireHostHeader: false,
      ...slowest(requestMs),
      // As the service's API: longer than proxies keep their idle connections.
      keepAliveTimeout: 72_000,
    };
    const server = createServer(settings, async (request, response) => {
      const refused = threshold.refusalOf(request, response);
      const taken = refused
        ? { refused }
        : await take(request, callbacks, events).catch((error: Error): Taken => {
            // What its sender broke off reaches nobody any more.
            if (request.complete) onError?.(error);
            return { refused: heldUp };
          });
      if (taken.received) onReceived?.(taken.received);
      if (taken.event) onEvent?.(taken.event);
      if (taken.refused) onRefused?.(taken.refused);
      if (listener.#isLeaving) response.setHeader('Connection', 'close');
      answer(response, taken.refused);
    });
    threshold.guard(server);
    server.on('clientError', (error: Error, socket: Socket) => threshold.unreadable(error, socket));
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
