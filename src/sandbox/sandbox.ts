import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyError } from 'fastify';
import { adminApi, type CallLog } from './admin-api.js';
import { CallbackSender } from './callback-sender.js';
import { ApiError, errorBody } from './envelopes.js';
import { EventPoster } from './event-poster.js';
import { Faults, installFaults } from './faults.js';
import { installGate } from './gate.js';
import { defaultScenario, type Scenario } from './seed.js';
import { conversationRoutes } from './task-api/conversation-routes.js';
import { notificationRoutes } from './task-api/notification-routes.js';
import { taskRoutes } from './task-api/task-routes.js';
import { World } from './world.js';

export interface SandboxOptions {
  /** 0 takes a free port. */
  port?: number;
  /** Between an answer and its callback, milliseconds. */
  callbackDelayMs?: number;
  /** What there is at the start; one organization with four queues and two agents when left out. */
  scenario?: Scenario;
  /** The token of the first organization, instead of a new one: for tours and scripts on this machine. */
  token?: string;
}

export interface Sandbox {
  /** Of the server; the task API is below /wxcc-task, the admin endpoints below /_sandbox. */
  url: string;
  /** Of the first organization. */
  orgId: string;
  /** A token that the task API takes for the first organization; a new one at each start unless given. */
  token: string;
  /** Organization → token. */
  tokens: ReadonlyMap<string, string>;
  stop(): Promise<void>;
}

const rememberedCalls = 1000;

/** Starts the stand-in for Webex Contact Center on this machine. Its state lives as long as it runs. */
export const startSandbox = async ({
  port = 0,
  callbackDelayMs = 20,
  scenario = defaultScenario(),
  token,
}: SandboxOptions = {}): Promise<Sandbox> => {
  const events = new EventPoster();
  const worlds = new Map(
    scenario.organizations.map((seed) => [seed.orgId, new World(seed, (event) => events.publish(event))]),
  );
  const newToken = () => `sandbox_${randomBytes(16).toString('hex')}`;
  const tokens = new Map([...worlds.keys()].map((id, index) => [id, (index === 0 && token) || newToken()]));
  const organizationOf = (sent: string) => [...tokens].find(([, one]) => one === sent)?.[0];
  const faults = new Faults();
  const callbacks = new CallbackSender(callbackDelayMs);
  const calls: CallLog[] = [];
  const server = fastify({
    bodyLimit: 2 * 1024 * 1024,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
  });
  server.setErrorHandler((error: FastifyError | ApiError, _request, reply) => {
    const status = error instanceof ApiError ? error.status : (error.statusCode ?? 500);
    reply.code(status).send(errorBody('A', status, error.message));
  });
  server.setNotFoundHandler((request, reply) => {
    reply.code(404).send(errorBody('A', 404, `There is no ${request.method} ${request.url}.`));
  });
  await server.register(
    async (scope) => {
      installGate(scope, { worlds, organizationOf });
      installFaults(scope, faults);
      scope.addHook('onResponse', async ({ method, url, body, effect }, { statusCode }) => {
        calls.push({
          method,
          url,
          status: statusCode,
          ...(effect && { effect }),
          ...(body !== undefined && { body }),
        });
        if (calls.length > rememberedCalls) calls.shift();
      });
      await scope.register(taskRoutes(callbacks));
      await scope.register(notificationRoutes);
      await scope.register(conversationRoutes(callbacks));
    },
    { prefix: '/wxcc-task' },
  );
  await server.register(adminApi({ worlds, faults, callbacks, events, calls }), { prefix: '/_sandbox' });
  await server.listen({ port, host: '127.0.0.1' });
  const orgId = scenario.organizations[0]!.orgId;
  return {
    url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    orgId,
    token: tokens.get(orgId)!,
    tokens,
    stop: async () => {
      callbacks.stop();
      for (const world of worlds.values()) world.stop();
      await server.close();
    },
  };
};
