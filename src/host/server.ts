import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { isCompressed } from '../ground/decode-text.js';
import type { Limits } from './limits.js';
import type { Metrics } from './metrics.js';
import { type Problem, problem, problemOf } from './problem.js';
import { faultEnvelope } from './soap/write-envelope.js';
import { answerUnreadable } from './unreadable.js';

const serviceConnections = problem(503, 'service.connections', 'As many connections are open as may be.');
const servicePipelined = problem(
  503,
  'service.pipelined',
  'One connection has too many requests that are not answered yet.',
);
const pathBroken = problem(400, 'path.broken', 'The path of the request cannot be read.');
const requestHost = problem(400, 'request.host', 'The request has no Host header.');
const requestExpect = problem(417, 'request.expect', 'The request expects what the service does not do.');
const pathUnknown = problem(404, 'path.unknown', 'There is nothing at this path.');

const bodyEncoding = problem(415, 'body.encoding', 'The body of the request is compressed.');

export interface ServerOptions {
  /** Whether the service is about to stop, so that connections are let go. */
  isLeaving: () => boolean;
  limits: Limits;
  metrics: Metrics;
  log: FastifyBaseLogger;
}

/** Connections over the limit are answered once, 503, and closed; twice as many are not taken at all. */
const limitConnections = (app: FastifyInstance, limit: number) => {
  const open = new Set<Socket>();
  const over = new WeakSet<Socket>();
  app.server.maxConnections = 2 * limit;
  app.server.on('connection', (socket: Socket) => {
    open.add(socket);
    if (open.size > limit) over.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  app.addHook('onRequest', ({ raw }, reply, done) => {
    if (!over.has(raw.socket)) return done();
    reply.header('Connection', 'close');
    throw serviceConnections(
      `${limit} connections are open already; nothing was sent.`,
      'Keep connections alive and use them again; try again after Retry-After.',
      1,
    );
  });
};

/** Requests of one connection that are not answered yet. */
export const maxPipelined = 16;

/** A packet can hold hundreds of requests, and their answers wait in memory until they are read. */
const limitPipelining = (app: FastifyInstance) => {
  const unanswered = new WeakMap<Socket, number>();
  app.addHook('onRequest', ({ raw: { socket } }, reply, done) => {
    const count = (unanswered.get(socket) ?? 0) + 1;
    unanswered.set(socket, count);
    reply.raw.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    if (count <= maxPipelined) return done();
    throw servicePipelined(
      `This connection has ${maxPipelined} requests that are not answered yet; nothing was sent.`,
      'Wait for answers, or open another connection.',
      1,
    );
  });
};

const wrongUrl = () =>
  pathBroken('The path cannot be read.', 'Escape every character of a name as %XX; a name has at most 200.');

/** HTTP/1.1 wants a Host, and nothing is expected here but 100-continue. Node.js' own refusals have no words. */
const refuseOddHeaders = (app: FastifyInstance) => {
  const odd = new WeakSet<IncomingMessage>();
  // Node.js hands over what it would refuse; the hook below refuses it in our words.
  app.server.on('checkExpectation', (request: IncomingMessage, response) => {
    odd.add(request);
    app.routing(request, response);
  });
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    if (raw.headers.host === undefined && raw.httpVersion !== '1.0')
      throw requestHost('The request has no Host.', 'Send the Host header.');
    if (odd.has(raw))
      throw requestExpect(
        'The Expect header asks for what the service does not do.',
        'Leave it out, or send 100-continue.',
      );
    done();
  });
};

/** The problem that an error is, in the log and with its headers. */
const noteProblem = (error: Error, request: FastifyRequest, reply: FastifyReply): Problem => {
  const problem = problemOf(error);
  if (problem.statusCode >= 500 && problem !== error) request.log.error({ err: error }, 'failed');
  if (problem.retryAfter !== undefined) reply.header('Retry-After', String(problem.retryAfter));
  // The rest of the body is read and dropped. Closed in the middle of it, the connection would often lose this answer,
  // and a proxy would say 502 in its place.
  if (problem.statusCode === 413) reply.removeHeader('Connection');
  request.about = { ...request.about, refused: problem.code };
  return problem;
};

/** A fault is a 500 (SOAP 1.1 section 6.2), but for these, which are the transport's own matter. */
const transportStatuses = new Set([401, 403, 404, 413, 415, 417, 429, 503]);

/** Every refusal, in the words of the door that was knocked at: SOAP has faults, everything else problem JSON. */
const answerProblem = (error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const problem = noteProblem(error, request, reply);
  const { statusCode } = problem;
  if (!request.url.startsWith('/soap/')) return reply.code(statusCode).send(problem.body);
  return reply
    .code(transportStatuses.has(statusCode) ? statusCode : 500)
    .type('text/xml; charset=utf-8')
    .send(faultEnvelope(problem));
};

/** An HTTP server that answers every error as `{error: {code, message, remedy}}` and logs no body, header or URL. */
export const createServer = ({ limits, metrics, log, isLeaving }: ServerOptions): FastifyInstance => {
  const app = fastify({
    loggerInstance: log,
    // Our own line says the same without URL and headers.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    // What the router cannot read reaches no hook.
    frameworkErrors: (_error, request, reply) => {
      answerProblem(wrongUrl(), request as FastifyRequest, reply as unknown as FastifyReply);
      metrics.refused(reply.statusCode);
      log.info({ verb: request.method, status: reply.statusCode, ...request.about }, 'answered');
    },
    http: {
      maxHeaderSize: limits.headerBytes,
      requireHostHeader: false,
      // Longer than requestTimeout, as it usually is, Node.js would take each of the two for the other.
      headersTimeout: Math.ceil(limits.requestMs / 2),
      connectionsCheckingInterval: Math.ceil(limits.requestMs / 15),
    },
    // A slow sender holds a connection for so long and no longer.
    requestTimeout: limits.requestMs,
    // A connection on which nothing moves, as where answers are not read.
    connectionTimeout: limits.idleMs,
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable(metrics, log),
    routerOptions: { maxParamLength: 200 },
  }) as unknown as FastifyInstance;
  limitConnections(app, limits.connections);
  limitPipelining(app);
  refuseOddHeaders(app);
  app.addHook('preParsing', ({ headers }, _reply, payload, done) => {
    if (isCompressed(headers['content-encoding']))
      throw bodyEncoding('The body is compressed; nothing was sent.', 'Send it without a Content-Encoding.');
    done(null, payload);
  });
  // A proxy that uses a connection at the moment in which it is closed loses a call.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isLeaving()) reply.header('Connection', 'close');
    done();
  });
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler(() => {
    throw pathUnknown(
      'There is nothing at this path.',
      'Nodes are at POST /v1/nodes/<node>/<version>/<method>; /openapi.json lists them.',
    );
  });
  app.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
    const { method, routeOptions, about, apiKey } = request;
    if (statusCode >= 400) metrics.refused(statusCode);
    const route = routeOptions.url;
    request.log.info(
      {
        verb: method,
        route,
        status: statusCode,
        ms: Math.round(elapsedTime * 10) / 10,
        key: apiKey?.name,
        ...about,
      },
      'answered',
    );
    done();
  });
  return app;
};
