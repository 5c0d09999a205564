import type { FastifyInstance } from 'fastify';
import { ApiError } from '../envelopes.js';
import { endByAgent } from '../queueing.js';
import { checkScope } from './public-gate.js';

const byteLength = (text: string) => Buffer.byteLength(text, 'utf8');

const maxAttributes = 30;
const maxNameBytes = 200;
const maxValueBytes = 1024;

/** `attributes` of the body: names and texts. Throws ApiError for what the API documents as too much. */
const attributesOf = (body: unknown): [string, string][] => {
  const { attributes, ...others } = (body ?? {}) as { attributes?: unknown };
  if (Object.keys(others).length > 0) throw new ApiError(400, `There is no ${Object.keys(others)[0]}.`);
  if (attributes === null || typeof attributes !== 'object' || Array.isArray(attributes))
    throw new ApiError(400, 'attributes: missing.');
  const entries = Object.entries(attributes);
  if (entries.length > maxAttributes) throw new ApiError(400, `attributes: over ${maxAttributes}.`);
  return entries.map(([name, value]): [string, string] => {
    if (typeof value !== 'string') throw new ApiError(400, `attributes: ${name} is not text.`);
    if (byteLength(name) > maxNameBytes || byteLength(value) > maxValueBytes)
      throw new ApiError(400, `attributes: ${name} is too long.`);
    return [name, value];
  });
};

/**
 * PATCH /v1/tasks/{id} and POST /v1/tasks/{id}/end: 202 without a body, for an unknown task too, since what comes of it
 * is told to agents' desktops alone (documented).
 */
export const taskMutationRoutes = (server: FastifyInstance): void => {
  server.patch<{ Params: { id: string } }>(
    '/v1/tasks/:id',
    { config: { route: 'update-task' } },
    async (request, reply) => {
      const { params, body, world } = request;
      checkScope(request, ['cjp:user', 'cloud-contact-center:pod_conv']);
      const attributes = attributesOf(body);
      const task = world.tasks.get(params.id);
      for (const [name, value] of task?.state === 'closed' ? [] : attributes)
        task?.variables.set(name, {
          ...{ name, type: 'String', value, agentViewable: false, desktopLabel: '', agentEditable: false },
          ...{ global: world.globalVariables.has(name), reportable: false },
        });
      request.effect = task ? `set ${attributes.map(([name]) => name).join(', ')}` : 'no such task';
      return reply.code(202).send();
    },
  );

  server.post<{ Params: { id: string } }>(
    '/v1/tasks/:id/end',
    { config: { route: 'end-task' } },
    async (request, reply) => {
      const { params, world } = request;
      checkScope(request, ['cjp:user', 'cloud-contact-center:pod_conv']);
      const task = world.tasks.get(params.id);
      request.effect = task ? (endByAgent(world, task) ?? 'ended') : 'no such task';
      return reply.code(202).send();
    },
  );
};
