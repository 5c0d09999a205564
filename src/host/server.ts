import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { isCompressed } from '../ground/decode-text.js';
import { type Problem, problem } from '../ground/problem.js';
import { slowest, Threshold } from '../network/threshold.js';
import type { Limits } from './limits.js';
import type { Metrics } from './metrics.js';
import { problemOf } from './problem-of.js';
import { faultEnvelope } from './soap/write-envelope.js';

const pathBroken = problem(400, 'path.broken', 'The path of the request cannot be read.');
const pathUnknown = problem(404, 'path.unknown', 'There is nothing at this path.');

const bodyEncoding = problem(415, 'body.encoding', 'The body of the request is compressed.');

export interface ServerOptions {
  /** Whether the service is about to stop, so that connections are let go. */
  isLeaving: () => boolean;
  limits: Limits;
  metrics: Metrics;
  log: FastifyBaseLogger;
}

const wrongUrl = () =>
  pathBroken('The path cannot be read.', 'Escape every character of a name as %XX; a name has at most 200.');

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
  const threshold = new Threshold({
    connections: limits.connections,
    onRefused: ({ statusCode, code }) => {
      metrics.refused(statusCode);
      log.info({ status: statusCode, refused: code }, 'answered');
    },
  });
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
      ...slowest(limits.requestMs),
    },
    // A slow sender holds a connection for so long and no longer.
    requestTimeout: limits.requestMs,
    // A connection on which nothing moves, as where answers are not read.
    connectionTimeout: limits.idleMs,
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => threshold.unreadable(error, socket),
    routerOptions: { maxParamLength: 200 },
  }) as unknown as FastifyInstance;
  threshold.guard(app.server);
  app.addHook('onRequest', ({ raw }, reply, done) => done(threshold.refusalOf(raw, reply.raw)));
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
