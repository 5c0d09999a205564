import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './envelopes.js';
import type { Access } from './oauth/oauth-server.js';
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
  /** What a token gives access to; undefined when it is expired, revoked or unknown. */
  access: (token: string) => Promise<Access | undefined>;
}

/** The access of the call's bearer token. Throws ApiError. */
export const checkToken = async (
  { headers: { authorization } }: FastifyRequest,
  { access }: Pick<GateOptions, 'access'>,
): Promise<Access> => {
  const [, token] = /^Bearer ([^ ]+)$/.exec(authorization ?? '') ?? [];
  if (token === undefined)
    throw new ApiError(400, 'The Authorization header is missing or not a bearer token.');
  const found = await access(token);
  if (!found) throw new ApiError(401, 'The token is expired or altered.');
  return found;
};

const settleWorld = async (request: FastifyRequest, options: GateOptions): Promise<World> => {
  const { trackingid, 'x-organization-id': organization } = request.headers;
  const { orgId } = await checkToken(request, options);
  if (organization === undefined) throw new ApiError(400, 'The header X-ORGANIZATION-ID is missing.');
  const world = options.worlds.get(orgId);
  if (organization !== orgId || !world) throw new ApiError(403, 'The token is not for this organization.');
  if (trackingid === undefined || trackingid === '')
    throw new ApiError(400, 'The header trackingId is missing.');
  return world;
};

/** Checks the headers of every call below the prefix that the plugin is registered with. */
export const installGate = (server: FastifyInstance, options: GateOptions): void => {
  server.addHook('onRequest', async (request) => {
    request.world = await settleWorld(request, options);
  });
};
