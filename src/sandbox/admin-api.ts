import type { FastifyInstance } from 'fastify';
import { askForJson, isOnThisMachine } from './browsers.js';
import type { AuditEntry } from './config-api/audit-logs.js';
import { ApiError, envelopes } from './envelopes.js';
import { callbackChanges, eventChanges, type Fault, type FaultKind } from './faults.js';
import { oauthAdmin } from './oauth/admin.js';
import type { OAuthServer } from './oauth/oauth-server.js';
import type { People } from './people.js';
import type { TaskFields } from './tasks.js';

const object = (properties: Record<string, object>, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const text = { type: 'string', minLength: 1, maxLength: 200 };

const milliseconds = { type: 'integer', minimum: 0, maximum: 600_000 };

/** What each kind of fault needs and may have. */
export const faultFields: Record<FaultKind, Record<string, object>> = {
  status: {
    status: { type: 'integer', minimum: 200, maximum: 599 },
    envelope: { enum: envelopes },
    retryAfter: { type: 'integer', minimum: 0 },
    required: ['status'],
  },
  delay: { ms: milliseconds, required: ['ms'] },
  cut: {},
  'cut-body': {},
  garbage: {},
  truncated: {},
  body: { body: {}, required: ['body'] },
  oversized: {},
  event: { change: { enum: eventChanges }, ms: milliseconds, required: ['change'] },
  callback: {
    change: { enum: callbackChanges },
    ms: milliseconds,
    reason: { type: 'string' },
    fields: { type: 'object' },
    required: ['change'],
  },
};

const faultOrder = object(
  {
    route: { type: 'string' },
    times: { type: 'integer', minimum: 0 },
    fault: {
      type: 'object',
      required: ['kind'],
      discriminator: { propertyName: 'kind' },
      oneOf: Object.entries(faultFields).map(([kind, { required = [], ...fields }]) =>
        object({ kind: { const: kind }, ...fields }, ['kind', ...(required as string[])]),
      ),
    },
  },
  ['route', 'fault'],
);

const taskFields = {
  id: text,
  conversationId: text,
  mediaType: { enum: ['chat', 'email', 'social'] },
  mediaChannel: text,
  origin: text,
  destination: text,
  customerId: text,
  customerName: text,
  direction: text,
  overrideDefaultClose: { type: 'boolean' },
};

const organizationOf = (query: unknown) => (query as { org?: string }).org;

/** `/_sandbox`: the people of a sandbox over HTTP. `?org=` names the organization. */
export const adminApi =
  (people: People, oauth: () => OAuthServer) =>
  async (server: FastifyInstance): Promise<void> => {
    askForJson(server);
    server.addHook('onRequest', async ({ query }) => {
      const unknown = Object.keys(query as object).find((key) => key !== 'org');
      if (unknown !== undefined) throw new ApiError(400, `There is no ?${unknown}=; known: ?org=.`);
    });
    server.get('/state', async ({ query }) => people.state(organizationOf(query)));

    await server.register(oauthAdmin(oauth), { prefix: '/oauth' });

    server.post<{ Body: Partial<TaskFields> }>(
      '/tasks',
      { schema: { body: object(taskFields) } },
      async ({ body, query }, reply) => {
        const { variables: _, ...task } = people.addTask(body, organizationOf(query));
        return reply.code(201).send(task);
      },
    );

    server.post<{
      Params: { id: string; action: string };
      Body: { agentId?: string; queueId?: string } | null;
    }>(
      '/tasks/:id/:action',
      { schema: { body: { ...object({ agentId: text, queueId: text }), type: ['object', 'null'] } } },
      async ({ params, body, query }) => {
        const { id, state, agents } = people.act(
          params.id,
          params.action,
          body?.agentId,
          organizationOf(query),
          body?.queueId,
        );
        return { id, state, agents };
      },
    );

    server.post<{ Body: AuditEntry }>(
      '/audit-log',
      {
        schema: {
          body: object({ user_action: text, description: text, created_on: text, status_of_action: text }, [
            'user_action',
            'description',
            'created_on',
          ]),
        },
      },
      async ({ body, query }, reply) => {
        people.audit(body, organizationOf(query));
        return reply.code(201).send(body);
      },
    );

    server.post<{ Body: { url: string } }>(
      '/subscriptions',
      { schema: { body: object({ url: { type: 'string', maxLength: 2000 } }, ['url']) } },
      async ({ body }, reply) => {
        if (!(await isOnThisMachine(body.url)))
          throw new ApiError(400, 'Events go to http:// and an address of this machine only.');
        people.subscribe(body.url);
        return reply.code(201).send({ subscriptions: people.state().subscriptions });
      },
    );

    server.post<{ Body: { host: string; target: string } }>(
      '/proxies',
      { schema: { body: object({ host: text, target: text }, ['host', 'target']) } },
      async ({ body: { host, target } }, reply) => {
        if (!(await isOnThisMachine(target)))
          throw new ApiError(400, 'A proxy leads to http:// and an address of this machine only.');
        people.proxy(host, target);
        return reply.code(201).send({ host, target });
      },
    );

    server.post<{ Body: { route: string; fault: Fault; times?: number } }>(
      '/faults',
      { schema: { body: faultOrder } },
      async ({ body }, reply) => {
        people.order(body.route, body.fault, body.times);
        return reply.code(201).send({ faults: people.state().faults });
      },
    );

    server.delete('/faults', async () => {
      people.clearOrders();
      return { faults: [] };
    });
  };
