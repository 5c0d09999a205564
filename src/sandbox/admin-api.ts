import type { FastifyInstance } from 'fastify';
import type { CallbackSender } from './callback-sender.js';
import { ApiError, envelopes } from './envelopes.js';
import { callbackChanges, type Fault, type Faults, faultKinds } from './faults.js';
import type { World } from './world.js';

export interface CallLog {
  method: string;
  url: string;
  status: number;
  /** As received; Authorization is left out. */
  body?: unknown;
}

const faultOrder = {
  type: 'object',
  additionalProperties: false,
  required: ['route', 'fault'],
  properties: {
    route: { type: 'string' },
    times: { type: 'integer', minimum: 0 },
    fault: {
      type: 'object',
      required: ['kind'],
      additionalProperties: false,
      properties: {
        kind: { enum: faultKinds },
        status: { type: 'integer', minimum: 200, maximum: 599 },
        envelope: { enum: envelopes },
        retryAfter: { type: 'integer', minimum: 0 },
        ms: { type: 'integer', minimum: 0, maximum: 600_000 },
        change: { enum: callbackChanges },
        body: {},
      },
    },
  },
};

const newTask = {
  type: 'object',
  additionalProperties: false,
  properties: {
    id: { type: 'string', minLength: 1, maxLength: 200 },
    conversationId: { type: 'string', minLength: 1, maxLength: 200 },
    mediaType: { enum: ['chat', 'email', 'social'] },
    mediaChannel: { type: 'string' },
  },
};

/** Looking at and arranging the sandbox's state: what a test or a person does, never a node. */
export const adminApi =
  (world: World, faults: Faults, callbacks: CallbackSender, calls: CallLog[]) =>
  async (server: FastifyInstance): Promise<void> => {
    server.get('/state', async () => ({
      ...world.describe(),
      faults: faults.list(),
      calls,
      callbacks: callbacks.log,
    }));

    server.post<{
      Body: { id?: string; conversationId?: string; mediaType?: string; mediaChannel?: string };
    }>('/tasks', { schema: { body: newTask } }, async ({ body }, reply) => {
      const { variables: _, ...task } = world.createTask(body);
      return reply.code(201).send(task);
    });

    for (const change of ['connect', 'close'] as const)
      server.post<{ Params: { id: string }; Body: { agentId?: string } | undefined }>(
        `/tasks/:id/${change}`,
        async ({ params, body }) => {
          const task = world.tasks.get(params.id);
          if (!task) throw new ApiError(404, `There is no task ${params.id}.`);
          const refused =
            change === 'close' ? world.closeTask(task) : world.connectTask(task, body?.agentId ?? 'agent-1');
          if (refused) throw new ApiError(409, refused);
          return { id: task.id, state: task.state };
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
