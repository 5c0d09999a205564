import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError, errorBody } from '../envelopes.js';
import type { Subscription, Webhooks } from '../webhooks.js';
import { checkScope, type PublicGate } from './public-gate.js';

/** The events of each resource that this sandbox has (documented; there are more). */
const eventTypes: Record<string, string[]> = {
  'task:1.0.0': [
    ...['new', 'connect', 'connected', 'parked', 'on-hold', 'hold-done', 'consulting', 'consult-done'],
    ...['conferencing', 'conference-done', 'conference-transferred', 'ended', 'failed', 'origin-updated'],
  ].map((action) => `task:${action}`),
  'task-message:1.0.0': ['task-message:appended', 'task-message:append-failed'],
};

/** Of an organization (attributed to Cisco by a third party). */
const maxSubscriptions = 20;

const fields = {
  name: { type: 'string', minLength: 4, maxLength: 64 },
  description: { type: 'string', maxLength: 1024 },
  eventTypes: { type: 'array', minItems: 1, maxItems: 32, items: { type: 'string' } },
  destinationUrl: { type: 'string' },
  secret: { type: 'string', minLength: 32, maxLength: 256 },
};

const createBody = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'eventTypes', 'destinationUrl', 'resourceVersion'],
  properties: { ...fields, orgId: { type: 'string' }, resourceVersion: { type: 'string', maxLength: 50 } },
};

const changeBody = {
  type: 'object',
  additionalProperties: false,
  properties: { ...fields, status: { enum: ['active', 'inactive'] } },
};

type Fields = Pick<Subscription, 'name' | 'description' | 'eventTypes' | 'destinationUrl' | 'secret'>;

const ofSubscription = { config: { route: 'subscriptions' } };

/** https to a public name, on 443, without query, fragment or user (documented). Throws ApiError. */
const checkDestination = (text: string): void => {
  if (!/^https:\/\/[^/?#@:]+\.[a-z]{2,}\/[^?#]*$/i.test(text))
    throw new ApiError(
      400,
      'destinationUrl: https on port 443 with a path, without query, fragment and user.',
    );
};

const checkTypes = (version: string, types: string[]): void => {
  const known = eventTypes[version];
  if (!known) throw new ApiError(400, `resourceVersion: there is no ${version.slice(0, 50)}.`);
  const unknown = types.find((type) => !known.includes(type));
  if (unknown !== undefined)
    throw new ApiError(400, `eventTypes: ${version} has no ${unknown.slice(0, 50)}.`);
};

const shown = ({ secret: _, orgId: _orgId, ...subscription }: Subscription) => subscription;

/** The webhook subscriptions of version 2. Their errors have an envelope of their own, whose key is a number. */
export const subscriptionRoutes =
  (gate: PublicGate, webhooks: Webhooks) =>
  async (server: FastifyInstance): Promise<void> => {
    gate(server);
    server.setErrorHandler((error: FastifyError | ApiError, request, reply) => {
      const status = error instanceof ApiError ? error.status : (error.statusCode ?? 500);
      reply.code(status).send(errorBody('C', status, error.message, request.headers.trackingid));
    });
    const found = (request: FastifyRequest<{ Params: { id: string } }>): Subscription => {
      const one = webhooks.subscriptions.get(request.params.id);
      if (one?.orgId !== request.world.orgId) throw new ApiError(404, 'There is no such subscription.');
      return one;
    };
    const read = (request: FastifyRequest) => checkScope(request, ['cjp:config_read', 'cjp:config']);
    const write = (request: FastifyRequest) => checkScope(request, ['cjp:config_write', 'cjp:config']);

    server.post<{ Body: Fields & { resourceVersion: string } }>(
      '/v2/subscriptions',
      { schema: { body: createBody }, ...ofSubscription },
      async (request, reply) => {
        write(request);
        const { body, world } = request;
        checkDestination(body.destinationUrl);
        checkTypes(body.resourceVersion, body.eventTypes);
        if (webhooks.of(world.orgId).length >= maxSubscriptions)
          throw new ApiError(400, `The organization has ${maxSubscriptions} subscriptions.`);
        const times = { createdTime: world.now, lastUpdatedTime: world.now };
        const one: Subscription = {
          ...body,
          id: randomUUID(),
          orgId: world.orgId,
          status: 'active',
          ...times,
        };
        webhooks.subscriptions.set(one.id, one);
        return reply.code(201).send({ meta: { orgId: world.orgId }, data: shown(one) });
      },
    );
    server.get('/v2/subscriptions', ofSubscription, async (request) => {
      read(request);
      const { orgId } = request.world;
      const all = webhooks.of(orgId);
      return { meta: { orgId, subscriptionCount: all.length }, data: all.map(shown) };
    });
    server.get<{ Params: { id: string } }>('/v2/subscriptions/:id', ofSubscription, async (request) => {
      read(request);
      return { meta: { orgId: request.world.orgId }, data: shown(found(request)) };
    });
    server.patch<{ Params: { id: string }; Body: Partial<Fields & Pick<Subscription, 'status'>> }>(
      '/v2/subscriptions/:id',
      { schema: { body: changeBody }, ...ofSubscription },
      async (request) => {
        write(request);
        const one = found(request);
        const { body, world } = request;
        if (body.destinationUrl !== undefined) checkDestination(body.destinationUrl);
        if (body.eventTypes) checkTypes(one.resourceVersion, body.eventTypes);
        Object.assign(one, body, { lastUpdatedTime: world.now });
        return { meta: { orgId: world.orgId }, data: shown(one) };
      },
    );
    server.delete<{ Params: { id: string } }>(
      '/v2/subscriptions/:id',
      ofSubscription,
      async (request, reply) => {
        write(request);
        webhooks.subscriptions.delete(found(request).id);
        return reply.code(204).send();
      },
    );
  };
