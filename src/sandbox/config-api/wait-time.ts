import type { FastifyInstance } from 'fastify';
import { ApiError } from '../envelopes.js';
import { inOrder, millisecondsPerPlace } from '../queues.js';
import { integerParameter, type Query, textParameter } from './page.js';
import { checkScope } from './public-gate.js';
import { checkQueryOrganization } from './task-list.js';

const percent = { minimum: 1, maximum: 100 };

/**
 * GET /v1/ewt: milliseconds that the next contact of a queue waits. 204 without a body when there is too little to go
 * by, and for an unknown queue too (documented). The scopes are assumed.
 */
export const waitTimeRoute = (server: FastifyInstance): void => {
  server.get<{ Querystring: Query }>('/v1/ewt', { config: { route: 'ewt' } }, async (request, reply) => {
    const { query, world } = request;
    checkScope(request, ['cjp:config_read', 'cjp:config', 'cjp:user']);
    checkQueryOrganization(query, world);
    const queueId = textParameter(query, 'queueId');
    const lookback = integerParameter(query, 'lookbackMinutes', { minimum: 5, maximum: 240 });
    if (!queueId) throw new ApiError(400, 'queueId: missing.');
    if (lookback === undefined) throw new ApiError(400, 'lookbackMinutes: missing; 5 to 240.');
    // Checked and not used: the sandbox keeps no one-minute samples.
    integerParameter(query, 'maxCV', percent);
    integerParameter(query, 'minValidSamples', percent);
    const queue = world.queues.get(queueId);
    const each = queue && millisecondsPerPlace(queue, lookback, world.now);
    if (each === undefined) return reply.code(204).send();
    return { estimatedWaitTime: each * (inOrder(world.tasks.values(), queueId).length + 1) };
  });
};
