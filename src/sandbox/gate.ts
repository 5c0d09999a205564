import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './envelopes.js';

export interface GateOptions {
  orgId: string;
  /** Whether a token is good; expired and unknown ones are not. */
  isValidToken: (token: string) => boolean;
}

const checkHeaders = (request: FastifyRequest, { orgId, isValidToken }: GateOptions) => {
  const { authorization, trackingid, 'x-organization-id': organization } = request.headers;
  const [, token] = /^Bearer ([^ ]+)$/.exec(authorization ?? '') ?? [];
  if (token === undefined)
    throw new ApiError(400, 'The Authorization header is missing or not a bearer token.');
  if (!isValidToken(token)) throw new ApiError(401, 'The token is expired or altered.');
  if (organization === undefined) throw new ApiError(400, 'The header X-ORGANIZATION-ID is missing.');
  if (organization !== orgId) throw new ApiError(403, 'The token is not for this organization.');
  if (trackingid === undefined || trackingid === '')
    throw new ApiError(400, 'The header trackingId is missing.');
};

/** Checks the headers of every call below the prefix that the plugin is registered with. */
export const installGate = (server: FastifyInstance, options: GateOptions): void => {
  server.addHook('onRequest', async (request) => checkHeaders(request, options));
};
