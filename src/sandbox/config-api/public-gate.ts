import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from '../envelopes.js';
import { checkToken, type GateOptions } from '../gate.js';

declare module 'fastify' {
  interface FastifyRequest {
    scopes: ReadonlySet<string>;
  }
}

export type PublicGate = (server: FastifyInstance) => void;

/**
 * Checks the calls of the public, documented APIs: a bearer token says which organization. A missing header is 400 and
 * a dead token 401 (documented).
 */
export const publicGate =
  (options: GateOptions): PublicGate =>
  (server) => {
    server.addHook('onRequest', async (request) => {
      const { orgId, scopes } = await checkToken(request, options);
      const world = options.worlds.get(orgId);
      if (!world) throw new ApiError(403, 'The token is for no organization of this sandbox.');
      request.world = world;
      request.scopes = scopes;
    });
  };

/** Throws ApiError when the token has none of the scopes. */
export const checkScope = ({ scopes }: FastifyRequest, needed: string[]): void => {
  if (!needed.some((scope) => scopes.has(scope)))
    throw new ApiError(403, `The token has none of the scopes ${needed.join(', ')}.`);
};
