import type { FastifyInstance } from 'fastify';
import type { GateOptions } from '../gate.js';
import type { Webhooks } from '../webhooks.js';
import { auditLogRoute } from './audit-logs.js';
import { listRoutes } from './list-routes.js';
import { messageTaskRoutes } from './message-tasks.js';
import { publicGate } from './public-gate.js';
import { subscriptionRoutes } from './subscriptions.js';
import { taskListRoute } from './task-list.js';
import { taskMutationRoutes } from './task-mutations.js';
import { waitTimeRoute } from './wait-time.js';

/** The public, documented APIs: configuration lists, Get Tasks, estimated wait time, changes of a task, tasks of messages, subscriptions. */
export const publicRoutes =
  (options: GateOptions, webhooks: Webhooks) =>
  async (server: FastifyInstance): Promise<void> => {
    const gate = publicGate(options);
    await server.register(listRoutes(gate));
    await server.register(async (scope) => {
      gate(scope);
      taskListRoute(scope);
      waitTimeRoute(scope);
      taskMutationRoutes(scope);
      messageTaskRoutes(scope, webhooks);
      auditLogRoute(scope);
    });
    await server.register(subscriptionRoutes(gate, webhooks));
  };
