import type { FastifyRequest } from 'fastify';
import { ApiError } from '../envelopes.js';
import type { Task } from '../tasks.js';

export interface TaskRoute {
  Params: { id: string };
}

/** The task of the path, when path and body agree on it and on the organization. Throws ApiError. */
export const checkedTask = (
  { world, params }: FastifyRequest<TaskRoute>,
  body: { id: string },
  organization: string,
): Task => {
  checkOrganization(organization, world.orgId);
  if (params.id !== body.id) throw new ApiError(400, 'The id in the body is not the one in the path.');
  return knownTask(world.tasks, params.id);
};

export const checkOrganization = (sent: string, orgId: string): void => {
  if (sent !== orgId) throw new ApiError(400, 'The organization in the body is not the one in the header.');
};

export const knownTask = (tasks: ReadonlyMap<string, Task>, id: string): Task => {
  const task = tasks.get(id);
  if (!task) throw new ApiError(404, `There is no task ${id}.`);
  return task;
};

/** What the vendor's sample flows send where no node has told them the conversation (observed). */
const placeholder = /^0+$/;

/** Throws ApiError for another conversation's id. */
export const checkConversation = ({ id, conversationId }: Task, sent: string | undefined): void => {
  if (sent !== conversationId && !placeholder.test(sent ?? ''))
    throw new ApiError(400, `The conversation ${sent} is not that of the task ${id}.`);
};
