import type { FastifyInstance } from 'fastify';
import { ApiError } from '../envelopes.js';
import { accept, closeDirectly, reject } from '../notifications.js';
import { checkConversation, checkedTask, knownTask, type TaskRoute } from './checks.js';
import * as schemas from './request-schemas.js';

type Body = Record<'id' | 'orgid' | 'mediaType', string> & {
  agent?: string;
  queueid?: string;
  mediaResourceId?: string;
  mediaresource?: string;
};

interface Route {
  path: string;
  route: string;
  kind: 'routed' | 'modified' | 'closed';
  answer: typeof accept;
  body: object;
}

const routes: Route[] = [
  {
    path: 'routed/accept',
    route: 'routed-accepted',
    kind: 'routed',
    answer: accept,
    body: schemas.acceptAgent,
  },
  {
    path: 'routed/reject',
    route: 'routed-rejected',
    kind: 'routed',
    answer: reject,
    body: schemas.rejectAgent,
  },
  {
    path: 'modified/accept',
    route: 'modified-accepted',
    kind: 'modified',
    answer: accept,
    body: schemas.acceptAgent,
  },
  {
    path: 'modified/reject',
    route: 'modified-rejected',
    kind: 'modified',
    answer: reject,
    body: schemas.rejectAgent,
  },
  {
    path: 'closed/accept',
    route: 'close-task-accept',
    kind: 'closed',
    answer: accept,
    body: schemas.acceptClose,
  },
  {
    path: 'closed/reject',
    route: 'close-task-reject',
    kind: 'closed',
    answer: reject,
    body: schemas.rejectClose,
  },
];

/** Routed, Modified and Closed, accepted and rejected; Closed Task on WxCC; Screen Pop. */
export const notificationRoutes = async (server: FastifyInstance): Promise<void> => {
  for (const { path, route, kind, answer, body: schema } of routes)
    server.post<TaskRoute & { Body: Body }>(
      `/v1/tasks/:id/${path}`,
      { schema: { body: schema }, config: { route } },
      async (request, reply) => {
        const { body, world } = request;
        const task = checkedTask(request, body, body.orgid);
        request.effect = answer(world, task, {
          kind,
          conversation: body.mediaResourceId ?? body.mediaresource ?? '',
          ...(body.agent !== undefined && { agent: body.agent }),
          ...(body.queueid !== undefined && { queue: body.queueid }),
        });
        return reply.code(202).send({ id: task.id });
      },
    );

  server.post<TaskRoute & { Body: Body }>(
    '/v1/tasks/:id/close',
    { schema: { body: schemas.closeTask }, config: { route: 'closed-task-on-wxcc' } },
    async (request, reply) => {
      const { body } = request;
      const task = checkedTask(request, body, body.orgid);
      checkConversation(task, body.mediaResourceId);
      request.effect = closeDirectly(task);
      return reply.code(202).send({ id: task.id });
    },
  );

  server.post<{
    Params: { orgId: string };
    Body: { transid: string; agentId: string; screenPopUrl: string };
  }>(
    '/v1/organizations/:orgId/screen-pop',
    { schema: { body: schemas.screenPop }, config: { route: 'screen-pop' } },
    async (request, reply) => {
      const { body, params, world } = request;
      if (params.orgId !== world.orgId) throw new ApiError(403, 'The path names another organization.');
      const task = knownTask(world.tasks, body.transid);
      if (!task.agents.includes(body.agentId))
        throw new ApiError(409, `The agent ${body.agentId} is not in the conversation.`);
      task.screenPops.push(body);
      request.effect = `popped ${body.screenPopUrl}`;
      return reply.code(204).send();
    },
  );
};
