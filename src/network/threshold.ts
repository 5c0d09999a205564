import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type Problem, problem } from '../ground/problem.js';

const serviceConnections = problem(503, 'service.connections', 'As many connections are open as may be.');
const servicePipelined = problem(
  503,
  'service.pipelined',
  'One connection has too many requests that are not answered yet.',
);
const requestHost = problem(400, 'request.host', 'The request has no Host header.');
const requestExpect = problem(417, 'request.expect', 'The request expects what is not done here.');
const requestTunnel = problem(405, 'request.tunnel', 'The request asks for a tunnel to another host.');
const headersTooLarge = problem(431, 'headers.too-large', 'The headers of the request are too large.');
const requestSlow = problem(408, 'request.slow', 'The request did not come to its end in time.');
const requestUnreadable = problem(400, 'request.unreadable', 'The request is not HTTP.');

/** Requests of one connection that are not answered yet. */
export const maxPipelined = 16;

/** Of all headers of a request; over it 431. */
export const maxHeaderBytes = 16 * 1024;

/** From a request's first byte to its last where only one person, or the own machine, asks; milliseconds. */
const localRequestMs = 15_000;

/** How long a slow sender may hold a connection, as Node.js takes it. */
export const slowest = (requestMs = localRequestMs) => ({
  requestTimeout: requestMs,
  // Longer than requestTimeout, as it usually is, Node.js would take each of the two for the other.
  headersTimeout: Math.ceil(requestMs / 2),
  connectionsCheckingInterval: Math.ceil(requestMs / 15),
});

const noHost = requestHost('The request has no Host.', 'Send the Host header.');
const noTunnel = requestTunnel('This is no proxy: no tunnel was opened.', 'Send the request itself.');
const oddExpect = requestExpect(
  'The Expect header asks for what is not done here.',
  'Leave it out, or send 100-continue.',
);
const tooManyRequests = servicePipelined(
  `This connection has ${maxPipelined} requests that are not answered yet; this one was not looked at.`,
  'Wait for answers, or open another connection.',
  1,
);
const noHttp = requestUnreadable('This cannot be read as HTTP.', 'Send a whole HTTP/1.1 request.');

/** What Node.js says of what is no request yet. */
const unreadable: Record<string, Problem> = {
  HPE_HEADER_OVERFLOW: headersTooLarge('The headers are too large.', 'Send less than 16 KiB of them.'),
  ERR_HTTP_REQUEST_TIMEOUT: requestSlow(
    'The request did not come to its end in time, and was not looked at.',
    'Send it again.',
  ),
};

export interface ThresholdOptions {
  /** Open connections. Those over it are answered once, 503, and closed; over twice as many are not taken at all. */
  connections: number;
  /** Told of what the threshold answers itself, before there is a request. */
  onRefused?: (problem: Problem) => void;
}

/**
 * What each HTTP server here refuses before it looks at what is asked for, in words: Node.js refuses some of it with
 * empty answers, and counts neither connections nor what is pipelined. The server is made without `requireHostHeader`.
 */
export class Threshold {
  readonly #open = new Set<Socket>();
  readonly #over = new WeakSet<Socket>();
  readonly #odd = new WeakSet<IncomingMessage>();
  /** The answers that a connection waits for. */
  readonly #unanswered = new WeakMap<Socket, Set<ServerResponse>>();

  constructor(private readonly options: ThresholdOptions) {}

  /** Takes its place before a server; unreadable() is for its `clientError`. */
  guard(server: Server): void {
    server.maxConnections = 2 * this.options.connections;
    // Nobody is there to be answered: what is not taken at all is only told of.
    server.on('drop', () => this.options.onRefused?.(tooManyConnections(this.options.connections)));
    server.on('connection', (socket: Socket) => this.#enter(socket));
    // Node.js hands over what it would refuse; refusalOf() refuses it in our words.
    server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
      this.#odd.add(request);
      server.emit('request', request, response);
    });
    server.on('connect', (_request: IncomingMessage, socket: Socket) => this.#refuse(noTunnel, socket));
  }

  /** Why a request is not looked at; asked once for each. After the first of these the connection is to be closed. */
  refusalOf(request: IncomingMessage, response: ServerResponse): Problem | undefined {
    const { socket } = request;
    const unanswered = this.#unanswered.get(socket) ?? new Set();
    this.#unanswered.set(socket, unanswered.add(response));
    response.once('close', () => unanswered.delete(response));
    if (this.#over.has(socket)) {
      response.setHeader('Connection', 'close');
      return tooManyConnections(this.options.connections);
    }
    // A packet can hold hundreds of requests, and their answers wait in memory until they are read.
    if (unanswered.size > maxPipelined) return tooManyRequests;
    // HTTP/1.1 wants a Host, and nothing is expected here but 100-continue.
    if (request.headers.host === undefined && request.httpVersion !== '1.0') return noHost;
    return this.#odd.has(request) ? oddExpect : undefined;
  }

  /** Answers what is no request yet, and closes the connection. */
  unreadable({ code = '' }: Error & { code?: string }, socket: Socket): void {
    if (code === 'ECONNRESET' || socket.destroyed) return;
    this.#refuse(unreadable[code] ?? noHttp, socket);
  }

  #enter(socket: Socket): void {
    this.#open.add(socket);
    if (this.#open.size > this.options.connections) this.#over.add(socket);
    socket.once('close', () => this.#open.delete(socket));
  }

  #refuse(problem: Problem, socket: Socket): void {
    this.options.onRefused?.(problem);
    const unanswered = [...(this.#unanswered.get(socket) ?? [])];
    // Where an earlier request still waits, its sender would take this for the answer to that one.
    const isMeant = unanswered.every(({ headersSent, req }) => !headersSent && !req.complete);
    if (socket.writable && isMeant) socket.write(rawAnswer(problem));
    socket.destroy();
  }
}

const tooManyConnections = (limit: number): Problem =>
  serviceConnections(
    `${limit} connections are open already; the request was not looked at.`,
    'Keep connections alive and use them again; try again after Retry-After.',
    1,
  );

const rawAnswer = ({ statusCode, body }: Problem): string => {
  const text = JSON.stringify(body);
  return [
    `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
    '',
    text,
  ].join('\r\n');
};
