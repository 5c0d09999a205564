import type { FastifyInstance } from 'fastify';
import { refuseDoubledKey } from './doubled-key.js';
import { ApiError } from './envelopes.js';

const decoder = new TextDecoder('utf-8', { fatal: true });

const textOf = (body: Buffer): string => {
  try {
    return decoder.decode(body);
  } catch {
    throw new ApiError(400, 'The body is not UTF-8.');
  }
};

/** A body is read as Fastify reads JSON, and refused where bytes are no text or a key stands twice. */
export const readJsonBodies = (server: FastifyInstance): void => {
  const read = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    let text: string;
    try {
      text = textOf(body as Buffer);
    } catch (error) {
      return done(error as Error);
    }
    read(request, text, (error, value) => {
      if (error) return done(error);
      try {
        refuseDoubledKey(text, 'The body');
      } catch (doubled) {
        return done(doubled as Error);
      }
      done(null, value);
    });
  });
};
