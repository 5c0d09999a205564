import type { FastifyInstance } from 'fastify';
import type { GateOptions } from '../gate.js';
import { listRoutes } from './list-routes.js';
import { publicGate } from './public-gate.js';
import { taskListRoute } from './task-list.js';
import { taskMutationRoutes } from './task-mutations.js';
import { waitTimeRoute } from './wait-time.js';

/** The public, documented APIs: configuration lists, Get Tasks, estimated wait time, changes of a task. */
export const publicRoutes =
  (options: GateOptions) =>
  async (server: FastifyInstance): Promise<void> => {
    const gate = publicGate(options);
    await server.register(listRoutes(gate));
    await server.register(async (scope) => {
      gate(scope);
      taskListRoute(scope);
      waitTimeRoute(scope);
      taskMutationRoutes(scope);
    });
  };
