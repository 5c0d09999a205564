import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './envelopes.js';
import type { World } from './world.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The organization that the call is for; the gate has settled it. */
    world: World;
    /** What the call did, for the log of the admin endpoint. */
    effect?: string;
  }
}

export interface GateOptions {
  worlds: ReadonlyMap<string, World>;
  /** The organization that a token is for; undefined when it is expired or unknown. */
  organizationOf: (token: string) => string | undefined;
}

const settleWorld = (request: FastifyRequest, { worlds, organizationOf }: GateOptions): World => {
  const { authorization, trackingid, 'x-organization-id': organization } = request.headers;
  const [, token] = /^Bearer ([^ ]+)$/.exec(authorization ?? '') ?? [];
  if (token === undefined)
    throw new ApiError(400, 'The Authorization header is missing or not a bearer token.');
  const orgId = organizationOf(token);
  if (orgId === undefined) throw new ApiError(401, 'The token is expired or altered.');
  if (organization === undefined) throw new ApiError(400, 'The header X-ORGANIZATION-ID is missing.');
  const world = worlds.get(orgId);
  if (organization !== orgId || !world) throw new ApiError(403, 'The token is not for this organization.');
  if (trackingid === undefined || trackingid === '')
    throw new ApiError(400, 'The header trackingId is missing.');
  return world;
};

/** Checks the headers of every call below the prefix that the plugin is registered with. */
export const installGate = (server: FastifyInstance, options: GateOptions): void => {
  server.addHook('onRequest', async (request) => {
    request.world = settleWorld(request, options);
  });
};
