import type { FastifyInstance } from 'fastify';
import { ApiError } from '../envelopes.js';
import type { Task } from '../tasks.js';
import type { World } from '../world.js';
import { integerParameter, type Query, textParameter } from './page.js';
import { checkScope } from './public-gate.js';

const channels = ['email', 'chat', 'telephony', 'social'];

/** The sandbox's states in the API's words; a task that closes without an agent was abandoned (assumed). */
const statusOf = ({ state, agents }: Task): string => {
  if (state === 'connected' || state === 'closing') return 'assigned';
  if (state === 'closed') return agents.length > 0 ? 'completed' : 'abandoned';
  return state;
};

/** Owner and queue must be there (documented); empty texts stand for none (assumed). */
const describe = (task: Task, { agents, queues }: World) => ({
  id: task.id,
  attributes: {
    owner: { id: task.agents[0] ?? '', name: agents.get(task.agents[0] ?? '')?.name ?? '' },
    queue: { id: task.queueId ?? '', name: queues.get(task.queueId ?? '')?.name ?? '' },
    channelType: task.mediaType,
    status: statusOf(task),
    createdTime: task.createdAt,
    lastUpdatedTime: task.queuedAt ?? task.createdAt,
    captureRequested: false,
    origin: task.origin,
    destination: task.destination,
    direction: task.direction,
  },
});

const channelsOf = (query: Query): string[] => {
  const asked = [query.channelTypes ?? []].flat().flatMap((text) => text.split(','));
  const unknown = asked.find((channel) => !channels.includes(channel));
  if (unknown !== undefined) throw new ApiError(400, `channelTypes: there is no ${unknown}.`);
  return asked;
};

/** Throws ApiError when the query names another organization than the token. */
export const checkQueryOrganization = (query: Query, { orgId }: World): void => {
  if ((textParameter(query, 'orgId') ?? orgId) !== orgId)
    throw new ApiError(403, 'The token is not for the organization in the query.');
};

/** GET /v1/tasks: open and closed tasks, the oldest first. */
export const taskListRoute = (server: FastifyInstance): void => {
  server.get<{ Querystring: Query }>('/v1/tasks', { config: { route: 'tasks' } }, async (request) => {
    const { query, world } = request;
    checkScope(request, ['cjp:config_read', 'cjp:config']);
    checkQueryOrganization(query, world);
    const from = integerParameter(query, 'from', { minimum: 0 });
    if (from === undefined) throw new ApiError(400, 'from: missing; milliseconds since 1970.');
    const to = integerParameter(query, 'to', { minimum: 0 }) ?? Number.MAX_SAFE_INTEGER;
    const pageSize = integerParameter(query, 'pageSize', { minimum: 1, maximum: 1000 }) ?? 100;
    const asked = channelsOf(query);
    const found = [...world.tasks.values()]
      .filter(({ createdAt }) => createdAt >= from && createdAt <= to)
      .filter(({ mediaType }) => asked.length === 0 || asked.includes(mediaType))
      .sort((a, b) => a.createdAt - b.createdAt);
    request.effect = `${found.length} tasks`;
    return {
      meta: { orgId: world.orgId },
      data: found.slice(0, pageSize).map((task) => describe(task, world)),
    };
  });
};
