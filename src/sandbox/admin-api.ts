import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { CallbackSender } from './callback-sender.js';
import { ApiError, envelopes } from './envelopes.js';
import type { EventPoster } from './event-poster.js';
import { callbackChanges, type Fault, type FaultKind, type Faults } from './faults.js';
import { oauthAdmin } from './oauth/admin.js';
import type { OAuthServer } from './oauth/oauth-server.js';
import { actions } from './participants.js';
import type { TaskFields } from './tasks.js';
import type { World } from './world.js';

export interface CallLog {
  method: string;
  url: string;
  status: number;
  /** What the call did, or why nothing. */
  effect?: string;
  /** As received; headers are left out. */
  body?: unknown;
}

export interface AdminOptions {
  worlds: ReadonlyMap<string, World>;
  faults: Faults;
  callbacks: CallbackSender;
  events: EventPoster;
  calls: CallLog[];
  oauth: () => OAuthServer;
}

const object = (properties: Record<string, object>, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const text = { type: 'string', minLength: 1, maxLength: 200 };

const milliseconds = { type: 'integer', minimum: 0, maximum: 600_000 };

/** What each kind of fault needs and may have. */
const faultFields: Record<FaultKind, Record<string, object>> = {
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

const defaultTask = (): TaskFields => ({
  id: randomUUID(),
  conversationId: randomUUID(),
  mediaType: 'chat',
  mediaChannel: 'web',
  origin: 'customer-1',
  destination: 'OR06143228',
  customerId: 'customer-1',
  customerName: 'Ada',
  direction: 'inbound',
  overrideDefaultClose: true,
});

/** Looking at and arranging the sandbox's state: what a test or a person does, never a node. `?org=` names the organization. */
export const adminApi =
  ({ worlds, faults, callbacks, events, calls, oauth }: AdminOptions) =>
  async (server: FastifyInstance): Promise<void> => {
    const worldOf = (query: unknown): World => {
      const { org } = query as { org?: string };
      const world = org === undefined ? [...worlds.values()][0] : worlds.get(org);
      if (!world) throw new ApiError(404, `There is no organization ${org}.`);
      return world;
    };

    server.get('/state', async ({ query }) => ({
      ...worldOf(query).describe(),
      faults: faults.list(),
      subscriptions: events.subscriptions(),
      events: events.log,
      calls,
      callbacks: callbacks.log,
      oauth: oauth().describe(),
    }));

    await server.register(oauthAdmin(oauth), { prefix: '/oauth' });

    server.post<{ Body: Partial<TaskFields> }>(
      '/tasks',
      { schema: { body: object(taskFields) } },
      async ({ body, query }, reply) => {
        const { variables: _, ...task } = worldOf(query).addTask({ ...defaultTask(), ...body });
        return reply.code(201).send(task);
      },
    );

    server.post<{ Params: { id: string; action: string }; Body: { agentId?: string } | null }>(
      '/tasks/:id/:action',
      async ({ params, body, query }) => {
        const world = worldOf(query);
        const task = world.tasks.get(params.id);
        const act = Object.hasOwn(actions, params.action) ? actions[params.action] : undefined;
        if (!task) throw new ApiError(404, `There is no task ${params.id}.`);
        if (!act)
          throw new ApiError(
            404,
            `There is no action ${params.action}; known: ${Object.keys(actions).join(', ')}.`,
          );
        const refused = act(world, task, body?.agentId ?? [...world.agents.keys()][0]!);
        if (refused) throw new ApiError(409, refused);
        return { id: task.id, state: task.state, agents: task.agents };
      },
    );

    server.post<{ Body: { url: string } }>(
      '/subscriptions',
      {
        schema: {
          body: object(
            { url: { type: 'string', pattern: '^http://(127\\.0\\.0\\.1|localhost|\\[::1\\])[:/]' } },
            ['url'],
          ),
        },
      },
      async ({ body }, reply) => {
        events.subscribe(body.url);
        return reply.code(201).send({ subscriptions: events.subscriptions() });
      },
    );

    server.post<{ Body: { route: string; fault: Fault; times?: number } }>(
      '/faults',
      { schema: { body: faultOrder } },
      async ({ body }, reply) => {
        faults.order({ route: body.route, fault: body.fault, times: body.times ?? 1 });
        return reply.code(201).send({ faults: faults.list() });
      },
    );

    server.delete('/faults', async () => {
      faults.clear();
      return { faults: [] };
    });
  };
