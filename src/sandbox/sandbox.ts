import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { adminApi, type CallLog } from './admin-api.js';
import { CallbackSender } from './callback-sender.js';
import { publicRoutes } from './config-api/routes.js';
import { ApiError, errorBody } from './envelopes.js';
import { EventPoster } from './event-poster.js';
import { Faults, installFaults } from './faults.js';
import { installGate } from './gate.js';
import { type Access, type OAuthClient, OAuthServer } from './oauth/oauth-server.js';
import { oauthRoutes } from './oauth/routes.js';
import { knownScopes, type OAuthSettings } from './oauth/settings.js';
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
  /** Lifetimes and habits of the authorization server; Webex's when left out. */
  oauth?: Partial<OAuthSettings>;
  /** Redirect addresses besides the usual one. */
  redirectUris?: string[];
  /** Ids of tasks and conversations; random when left out. */
  newId?: () => string;
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
  /** The client that the authorization server knows; its secret is a new one at each start. */
  oauth: OAuthClient;
  stop(): Promise<void>;
}

const rememberedCalls = 1000;

/** Starts the stand-in for Webex Contact Center on this machine. Its state lives as long as it runs. */
export const startSandbox = async ({
  port = 0,
  callbackDelayMs = 20,
  scenario = defaultScenario(),
  token,
  oauth: settings,
  redirectUris,
  newId,
}: SandboxOptions = {}): Promise<Sandbox> => {
  const events = new EventPoster();
  const worlds = new Map(
    scenario.organizations.map((seed) => [
      seed.orgId,
      new World(seed, (event) => events.publish(event), newId),
    ]),
  );
  const newToken = () => `sandbox_${randomBytes(16).toString('hex')}`;
  const tokens = new Map([...worlds.keys()].map((id, index) => [id, (index === 0 && token) || newToken()]));
  let oauth: OAuthServer;
  const access = async (sent: string): Promise<Access | undefined> => {
    const [orgId] = [...tokens].find(([, one]) => one === sent) ?? [];
    return orgId === undefined ? oauth.access(sent) : { orgId, scopes: new Set(knownScopes) };
  };
  const faults = new Faults();
  const callbacks = new CallbackSender(callbackDelayMs);
  const calls: CallLog[] = [];
  const server = fastify({
    bodyLimit: 2 * 1024 * 1024,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    // The schemas are constants of these sources: to hold them against JSON Schema would be a third of the start.
    ajv: {
      customOptions: {
        removeAdditional: false,
        coerceTypes: false,
        useDefaults: false,
        validateSchema: false,
      },
    },
  });
  server.setErrorHandler((error: FastifyError | ApiError, request, reply) => {
    const status = error instanceof ApiError ? error.status : (error.statusCode ?? 500);
    reply.code(status).send(errorBody('A', status, error.message, request.headers.trackingid));
  });
  server.setNotFoundHandler((request, reply) => {
    reply.code(404).send(errorBody('A', 404, `There is no ${request.method} ${request.url}.`));
  });
  const watch = (scope: FastifyInstance) => {
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
  };
  await server.register(
    async (scope) => {
      installGate(scope, { worlds, access });
      watch(scope);
      await scope.register(taskRoutes(callbacks));
      await scope.register(notificationRoutes);
      await scope.register(conversationRoutes(callbacks));
    },
    { prefix: '/wxcc-task' },
  );
  await server.register(async (scope) => {
    watch(scope);
    await scope.register(publicRoutes({ worlds, access }));
  });
  const theOAuth = () => oauth;
  await server.register(oauthRoutes({ oauth: theOAuth, organizations: [...worlds.keys()], faults }));
  await server.register(adminApi({ worlds, faults, callbacks, events, calls, oauth: theOAuth }), {
    prefix: '/_sandbox',
  });
  await server.listen({ port, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  oauth = new OAuthServer(url, {
    ...(settings && { settings }),
    ...(redirectUris && { redirectUris }),
  });
  const orgId = scenario.organizations[0]!.orgId;
  return {
    url,
    orgId,
    token: tokens.get(orgId)!,
    tokens,
    get oauth() {
      return oauth.client;
    },
    stop: async () => {
      callbacks.stop();
      for (const world of worlds.values()) world.stop();
      await server.close();
    },
  };
};
