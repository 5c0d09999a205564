import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ApiError, errorBody } from './envelopes.js';

const refusals: Record<string, [number, string]> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come to its end in time.'],
};

/** What is no request yet has its answer in the shape of every other refusal. */
export const answerUnreadable = ({ code = '' }: Error & { code?: string }, socket: Socket): void => {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const [status, told] = refusals[code] ?? [400, 'This cannot be read as HTTP.'];
  const text = JSON.stringify(errorBody('A', status, told));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${text}`);
  socket.destroy();
};

/** Node.js refuses an Expect that it does not know without a word. */
export const refuseOddExpect = (server: FastifyInstance): void => {
  const odd = new WeakSet<IncomingMessage>();
  server.server.on('checkExpectation', (request: IncomingMessage, response) => {
    odd.add(request);
    server.routing(request, response);
  });
  server.addHook('onRequest', async ({ raw }) => {
    if (odd.has(raw)) throw new ApiError(417, 'The Expect header asks for what is not done here.');
  });
};
