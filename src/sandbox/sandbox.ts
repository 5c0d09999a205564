import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyError } from 'fastify';
import { adminApi, type CallLog } from './admin-api.js';
import { CallbackSender } from './callback-sender.js';
import { ApiError, errorBody } from './envelopes.js';
import { Faults, installFaults } from './faults.js';
import { installGate } from './gate.js';
import { defaultSeed } from './seed.js';
import { taskApi } from './task-api.js';
import { World } from './world.js';

export interface SandboxOptions {
  /** 0 takes a free port. */
  port?: number;
  /** Between an answer and its callback, milliseconds. */
  callbackDelayMs?: number;
}

export interface Sandbox {
  /** Of the server; the task API is below /wxcc-task, the admin endpoints below /_sandbox. */
  url: string;
  orgId: string;
  /** A token that the task API takes; a new one at each start. */
  token: string;
  stop(): Promise<void>;
}

const rememberedCalls = 1000;

/** Starts the stand-in for Webex Contact Center on this machine. Its state lives as long as it runs. */
export const startSandbox = async ({
  port = 0,
  callbackDelayMs = 20,
}: SandboxOptions = {}): Promise<Sandbox> => {
  const world = new World(defaultSeed());
  const token = `sandbox_${randomBytes(16).toString('hex')}`;
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
      installGate(scope, { orgId: world.orgId, isValidToken: (candidate) => candidate === token });
      installFaults(scope, faults);
      scope.addHook('onResponse', async ({ method, url, body }, { statusCode }) => {
        calls.push({ method, url, status: statusCode, ...(body !== undefined && { body }) });
        if (calls.length > rememberedCalls) calls.shift();
      });
      await scope.register(taskApi(world, callbacks));
    },
    { prefix: '/wxcc-task' },
  );
  await server.register(adminApi(world, faults, callbacks, calls), { prefix: '/_sandbox' });
  await server.listen({ port, host: '127.0.0.1' });
  return {
    url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    orgId: world.orgId,
    token,
    stop: async () => {
      callbacks.stop();
      await server.close();
    },
  };
};
