import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CallbackSender } from './callback-sender.js';
import { ApiError } from './envelopes.js';
import * as schemas from './request-schemas.js';
import type { SetVariable, Task } from './tasks.js';
import type { Refusal, World } from './world.js';

const taskOf = (world: World, id: string): Task => {
  const task = world.tasks.get(id);
  if (!task) throw new ApiError(404, `There is no task ${id}.`);
  return task;
};

const sameId = (inPath: string, inBody: string, org: { sent: string; orgId: string }) => {
  if (inPath !== inBody) throw new ApiError(400, 'The id in the body is not the one in the path.');
  if (org.sent !== org.orgId)
    throw new ApiError(400, 'The organization in the body is not the one in the header.');
};

const checkSkills = (text: string) => {
  let skills: unknown;
  try {
    skills = JSON.parse(text);
  } catch {
    throw new ApiError(400, 'skillRequirements is not JSON text.');
  }
  const keys = Object.keys(skills ?? {}).sort();
  if (keys.join() !== schemas.skillRequirementsKeys.join())
    throw new ApiError(
      400,
      `skillRequirements has ${keys.join(', ')} instead of ${schemas.skillRequirementsKeys.join(', ')}.`,
    );
};

interface Params {
  Params: { id: string };
}

/** The digital task API as CONTRACT assumes it. */
export const taskApi =
  (world: World, callbacks: CallbackSender) =>
  async (server: FastifyInstance): Promise<void> => {
    const report = (
      request: FastifyRequest,
      url: string,
      id: string,
      refused: Refusal,
      done: { status: string; [key: string]: unknown },
    ) =>
      callbacks.schedule(
        url,
        refused ? { id, status: 'failed', reason: refused } : { id, ...done },
        request.fault,
      );

    server.post<
      Params & {
        Body: Record<
          'id' | 'orgid' | 'queueid' | 'conversationid' | 'mediatype' | 'skillRequirements' | 'webhook',
          string
        > & { contactPriority?: string };
      }
    >(
      '/v1/tasks/:id/queue',
      { schema: { body: schemas.queueTask }, config: { route: 'queue-task' } },
      async (request, reply) => {
        const { body, params } = request;
        const task = taskOf(world, params.id);
        sameId(params.id, body.id, { sent: body.orgid, orgId: world.orgId });
        checkSkills(body.skillRequirements);
        const refused = world.queueTask(task, {
          queueId: body.queueid,
          conversationId: body.conversationid,
          mediaType: body.mediatype,
          priority: body.contactPriority ?? '',
        });
        await report(request, body.webhook, task.id, refused, {
          status: 'queued',
          data: { agentId: task.agentId ?? '' },
        });
        return reply.code(202).send({ id: task.id });
      },
    );

    server.post<Params & { Body: { id: string; orgId: string; vrbls: SetVariable[]; callbackURL: string } }>(
      '/v1/tasks/:id/variables',
      {
        schema: { body: schemas.setVariables },
        config: { route: 'set-variable' },
      },
      async (request, reply) => {
        const { body, params } = request;
        const task = taskOf(world, params.id);
        sameId(params.id, body.id, { sent: body.orgId, orgId: world.orgId });
        const refused = world.setVariables(task, body.vrbls);
        await report(request, body.callbackURL, task.id, refused, {
          status: 'updated',
          variables: body.vrbls.map(({ name }) => name),
        });
        return reply.code(202).send({ id: task.id });
      },
    );

    server.get<{ Params: { queueid: string; taskid: string; loopbackminutes: string } }>(
      '/v1/queues/:queueid/tasks/:taskid/position/:loopbackminutes',
      { config: { route: 'piq-and-ewt' } },
      async ({ params }) => {
        const minutes = Number(params.loopbackminutes);
        if (!/^[0-9]+$/.test(params.loopbackminutes) || minutes < 5 || minutes > 240)
          throw new ApiError(400, 'The look-back is 5 to 240 minutes.');
        const queue = world.queues.get(params.queueid);
        if (!queue) throw new ApiError(404, `There is no queue ${params.queueid}.`);
        return world.position(taskOf(world, params.taskid), queue, minutes);
      },
    );
  };
