import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import type { Metrics } from './metrics.js';
import { type Problem, problem } from './problem.js';

const headersTooLarge = problem(431, 'headers.too-large', 'The headers of the request are too large.');
const requestSlow = problem(408, 'request.slow', 'The request did not come to its end in time.');
const requestUnreadable = problem(400, 'request.unreadable', 'The request is not HTTP.');

const problems: Record<string, Problem> = {
  HPE_HEADER_OVERFLOW: headersTooLarge('The headers are too large.', 'Send less than 16 KiB of them.'),
  ERR_HTTP_REQUEST_TIMEOUT: requestSlow(
    'The request did not come to its end in time; nothing was sent.',
    'Send it again.',
  ),
};

const noHttp = requestUnreadable('This cannot be read as HTTP.', 'Send a whole HTTP/1.1 request.');

/** Answers what is no request yet, in the words of every other refusal; the framework's own words would be others. */
export const answerUnreadable =
  (metrics: Metrics, log: FastifyBaseLogger) =>
  (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const problem = problems[error.code ?? ''] ?? noHttp;
    metrics.refused(problem.statusCode);
    log.info({ status: problem.statusCode, refused: problem.code }, 'answered');
    const body = JSON.stringify(problem.body);
    if (socket.writable)
      socket.write(
        [
          `HTTP/1.1 ${problem.statusCode} ${STATUS_CODES[problem.statusCode]}`,
          'Content-Type: application/json; charset=utf-8',
          `Content-Length: ${Buffer.byteLength(body)}`,
          'Connection: close',
          '',
          body,
        ].join('\r\n'),
      );
    socket.destroy();
  };
