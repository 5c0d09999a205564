import type { FastifyInstance } from 'fastify';
import type { CallbackSender } from '../callback-sender.js';
import { jsonInText } from '../doubled-key.js';
import { ApiError } from '../envelopes.js';
import { position, queueTask, setVariables } from '../queueing.js';
import type { SetVariable } from '../tasks.js';
import { checkConversation, checkedTask, checkOrganization, knownTask, type TaskRoute } from './checks.js';
import * as schemas from './request-schemas.js';

type CreateBody = Record<
  | 'id'
  | 'orgId'
  | 'mediaResourceId'
  | 'destination'
  | 'mediaType'
  | 'mediaChannel'
  | 'origin'
  | 'customerName'
  | 'customerId'
  | 'webhook',
  string
> & { direction?: string };

type QueueBody = Record<
  'id' | 'orgid' | 'queueid' | 'conversationid' | 'mediatype' | 'skillRequirements' | 'webhook',
  string
> & {
  contactPriority?: string;
};

const checkSkills = (text: string) => {
  const skills = jsonInText(text, 'skillRequirements');
  const keys = Object.keys(skills ?? {}).sort();
  if (keys.join() !== schemas.skillRequirementsKeys.join())
    throw new ApiError(
      400,
      `skillRequirements has ${keys.join(', ')} instead of ${schemas.skillRequirementsKeys.join(', ')}.`,
    );
};

const failed = (id: string, reason: string) => ({ id, status: 'failed', reason });

/** Create Task, Queue Task, Set Variable, PIQ and EWT. */
export const taskRoutes =
  (callbacks: CallbackSender) =>
  async (server: FastifyInstance): Promise<void> => {
    server.post<{ Body: CreateBody }>(
      '/v1/tasks',
      { schema: { body: schemas.createTask }, config: { route: 'create-task' } },
      async (request, reply) => {
        const { body, world } = request;
        checkOrganization(body.orgId, world.orgId);
        const exists = world.tasks.has(body.id);
        if (!exists)
          world.addTask({
            id: body.id,
            conversationId: body.mediaResourceId,
            mediaType: body.mediaType,
            mediaChannel: body.mediaChannel,
            origin: body.origin,
            destination: body.destination,
            customerId: body.customerId,
            customerName: body.customerName,
            direction: body.direction ?? 'inbound',
            overrideDefaultClose: true,
          });
        const done = { id: body.id, status: 'created' };
        const told = exists ? failed(body.id, 'A task with this id exists.') : done;
        request.effect = told.status;
        await callbacks.schedule(body.webhook, told, request.fault);
        return reply.code(201).send({ id: body.id });
      },
    );

    server.post<TaskRoute & { Body: QueueBody }>(
      '/v1/tasks/:id/queue',
      { schema: { body: schemas.queueTask }, config: { route: 'queue-task' } },
      async (request, reply) => {
        const { body, world } = request;
        const task = checkedTask(request, body, body.orgid);
        checkConversation(task, body.conversationid);
        checkSkills(body.skillRequirements);
        const refused = queueTask(world, task, {
          queueId: body.queueid,
          mediaType: body.mediatype,
          priority: body.contactPriority ?? '',
        });
        request.effect = refused ?? `queued in ${world.queues.get(body.queueid)?.name}`;
        const done = { id: task.id, status: 'queued', data: { agentId: task.agents[0] ?? '' } };
        await callbacks.schedule(body.webhook, refused ? failed(task.id, refused) : done, request.fault);
        return reply.code(202).send({ id: task.id });
      },
    );

    server.post<
      TaskRoute & { Body: { id: string; orgId: string; vrbls: SetVariable[]; callbackURL: string } }
    >(
      '/v1/tasks/:id/variables',
      { schema: { body: schemas.setVariables }, config: { route: 'set-variable' } },
      async (request, reply) => {
        const { body, world } = request;
        const task = checkedTask(request, body, body.orgId);
        const refused = setVariables(world, task, body.vrbls);
        const names = body.vrbls.map(({ name }) => name);
        request.effect = refused ?? `set ${names.join(', ')}`;
        const done = { id: task.id, status: 'updated', variables: names };
        await callbacks.schedule(body.callbackURL, refused ? failed(task.id, refused) : done, request.fault);
        return reply.code(202).send({ id: task.id });
      },
    );

    server.get<{ Params: { queueid: string; taskid: string; loopbackminutes: string } }>(
      '/v1/queues/:queueid/tasks/:taskid/position/:loopbackminutes',
      { config: { route: 'piq-and-ewt' } },
      async (request) => {
        const { params, world } = request;
        const minutes = Number(params.loopbackminutes);
        if (!/^[0-9]+$/.test(params.loopbackminutes) || minutes < 5 || minutes > 240)
          throw new ApiError(400, 'The look-back is 5 to 240 minutes.');
        const queue = world.queues.get(params.queueid);
        if (!queue) throw new ApiError(404, `There is no queue ${params.queueid}.`);
        const answer = position(world, knownTask(world.tasks, params.taskid), queue, minutes);
        request.effect = `position ${answer.piq}`;
        return answer;
      },
    );
  };
