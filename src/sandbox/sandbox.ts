import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { adminApi } from './admin-api.js';
import { bodyProblem } from './body-problem.js';
import { installBrowserRules } from './browsers.js';
import { CallbackSender } from './callback-sender.js';
import { Agenda, type SandboxClock, systemClock } from './clock.js';
import { compileWhenUsed } from './compile-when-used.js';
import { publicRoutes } from './config-api/routes.js';
import { ApiError, errorBody } from './envelopes.js';
import { EventPoster } from './event-poster.js';
import type { TaskEvent } from './events.js';
import { Faults, installFaults } from './faults.js';
import { installGate } from './gate.js';
import { readJsonBodies } from './json-body.js';
import { type Access, type OAuthClient, OAuthServer } from './oauth/oauth-server.js';
import { oauthRoutes } from './oauth/routes.js';
import { knownScopes, type OAuthSettings } from './oauth/settings.js';
import { answerUnreadable, refuseOddExpect } from './odd-requests.js';
import { type CallLog, People } from './people.js';
import { httpPost, type Post } from './post.js';
import { publishTaskEvent } from './published-events.js';
import { defaultScenario, type Scenario } from './seed.js';
import { conversationRoutes } from './task-api/conversation-routes.js';
import { notificationRoutes } from './task-api/notification-routes.js';
import { taskRoutes } from './task-api/task-routes.js';
import { Webhooks } from './webhooks.js';
import { World } from './world.js';

export interface SandboxOptions {
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
  /** The time that the contact centre goes by; the system's when left out. The authorization server keeps to the system's. */
  clock?: SandboxClock;
  /** Delivers callbacks and events; over HTTP when left out. */
  post?: Post;
}

/** A request to a sandbox in this process; `path` with its query. */
interface SandboxRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

interface SandboxAnswer {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  text: string;
}

/** What the sandbox answers, and what an order of faults calls it; without a name it has none. */
export interface SandboxRoute {
  method: string;
  path: string;
  name?: string;
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
  /** Every route, in the order of the sources. */
  routes: readonly SandboxRoute[];
  /** What they do at the contact centre, and what tests arrange. */
  people: People;
  /** `change` when what the people see may be other than before, `end` when the sandbox has stopped. */
  changes: EventEmitter<{ change: []; end: [] }>;
  /** Whether it has stopped. */
  readonly hasEnded: boolean;
  /** Answers without a socket. Rejects where a connection would break. */
  request(request: SandboxRequest): Promise<SandboxAnswer>;
  /** Begins anew, as if just started: tasks, faults and logs are gone, tokens and authorizations stay. */
  begin(options?: {
    clock?: SandboxClock;
    /** Ids of tasks and conversations, for runs that must be repeatable; random when left out. */
    newId?: () => string;
  }): void;
  stop(): Promise<void>;
}

const rememberedCalls = 1000;

/** Where a sandbox without a socket is said to be: nobody can listen there. */
const noAddress = 'http://127.0.0.1:0';

/** Starts the stand-in for Webex Contact Center on this machine; the port 0 takes a free one. Its state lives as long as it runs. */
export const startSandbox = (options: SandboxOptions & { port?: number } = {}): Promise<Sandbox> =>
  createSandbox(options, async (server) => {
    await server.listen({ port: options.port ?? 0, host: '127.0.0.1' });
    return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  });

/** The same without a socket: only this process reaches it, by `request`. */
export const openSandbox = (options: SandboxOptions = {}): Promise<Sandbox> =>
  createSandbox(options, async (server) => {
    await server.ready();
    return noAddress;
  });

const createSandbox = async (
  {
    callbackDelayMs = 20,
    scenario = defaultScenario(),
    token,
    oauth: settings,
    redirectUris,
    clock: firstClock = systemClock,
    post = httpPost,
  }: SandboxOptions,
  /** Gives the server's address. */
  open: (server: FastifyInstance) => Promise<string>,
): Promise<Sandbox> => {
  const changes: Sandbox['changes'] = new EventEmitter();
  const changed = () => changes.emit('change');
  const agenda = new Agenda(firstClock, changed);
  // What a receiver has answered is to be seen too.
  const watchedPost: Post = (...given) => post(...given).finally(changed);
  const callbacks = new CallbackSender(callbackDelayMs, agenda, watchedPost);
  const faults = new Faults(agenda);
  const events = new EventPoster(watchedPost, agenda);
  const webhooks = new Webhooks(callbackDelayMs, agenda, watchedPost);
  const calls: CallLog[] = [];
  const worlds = new Map<string, World>();
  const tell = (orgId: string, event: TaskEvent) => {
    const fault = faults.takeEvent();
    events.publish(event, fault);
    publishTaskEvent(webhooks, orgId, event, fault);
  };
  const begin: Sandbox['begin'] = ({ clock = firstClock, newId } = {}) => {
    agenda.clear();
    agenda.clock = clock;
    faults.clear();
    events.clear();
    webhooks.clear();
    callbacks.log.length = 0;
    calls.length = 0;
    for (const seed of scenario.organizations)
      worlds.set(seed.orgId, new World(seed, (event) => tell(seed.orgId, event), agenda, newId));
  };
  begin();
  const newToken = () => `sandbox_${randomBytes(16).toString('hex')}`;
  const tokens = new Map([...worlds.keys()].map((id, index) => [id, (index === 0 && token) || newToken()]));
  let oauth: OAuthServer;
  const access = async (sent: string): Promise<Access | undefined> => {
    const [orgId] = [...tokens].find(([, one]) => one === sent) ?? [];
    return orgId === undefined ? oauth.access(sent) : { orgId, scopes: new Set(knownScopes) };
  };
  const server = fastify({
    bodyLimit: 2 * 1024 * 1024,
    // What has no Host is refused in the words of its API.
    // Whoever sends slowly holds a connection for so long and no longer.
    http: { requireHostHeader: false, headersTimeout: 7500, connectionsCheckingInterval: 1000 },
    requestTimeout: 15_000,
    clientErrorHandler: answerUnreadable,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (_error, _request, reply) => {
      (reply as unknown as FastifyReply).code(400).send(errorBody('A', 400, 'The path cannot be read.'));
    },
    // The schemas are constants of these sources: to hold them against JSON Schema would be a third of the start.
    ajv: {
      customOptions: {
        removeAdditional: false,
        coerceTypes: false,
        useDefaults: false,
        validateSchema: false,
        discriminator: true,
      },
      plugins: [compileWhenUsed],
    },
  }) as unknown as FastifyInstance;
  server.setErrorHandler((error: FastifyError | ApiError, request, reply) => {
    const status = error instanceof ApiError ? error.status : (error.statusCode ?? 500);
    const problems = error instanceof ApiError ? undefined : error.validation;
    const told = problems?.map(bodyProblem).join('; ') ?? error.message;
    reply.code(status).send(errorBody('A', status, told, request.headers.trackingid));
  });
  server.setNotFoundHandler((request, reply) => {
    reply.code(404).send(errorBody('A', 404, `There is no ${request.method} ${request.url}.`));
  });
  const routes: SandboxRoute[] = [];
  server.addHook('onRoute', ({ method, url, config }) => {
    if (method !== 'HEAD')
      routes.push({ method: String(method), path: url, ...(config?.route && { name: config.route }) });
  });
  refuseOddExpect(server);
  readJsonBodies(server);
  installBrowserRules(server);
  server.addHook('onResponse', async () => {
    changed();
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
    await scope.register(publicRoutes({ worlds, access }, webhooks));
  });
  const theOAuth = () => oauth;
  await server.register(oauthRoutes({ oauth: theOAuth, organizations: [...worlds.keys()], faults }));
  const people = new People({
    ...{ worlds, faults, callbacks, events, webhooks, calls, routes, changed },
    oauth: theOAuth,
  });
  await server.register(adminApi(people, theOAuth), { prefix: '/_sandbox' });
  const url = await open(server);
  oauth = new OAuthServer(url, {
    ...(settings && { settings }),
    ...(redirectUris && { redirectUris }),
  });
  const orgId = scenario.organizations[0]!.orgId;
  let hasEnded = false;
  return {
    url,
    changes,
    get hasEnded() {
      return hasEnded;
    },
    orgId,
    token: tokens.get(orgId)!,
    tokens,
    get oauth() {
      return oauth.client;
    },
    routes,
    people,
    request: async ({ method, path, headers, body }) => {
      const answer = await server.inject({
        method: method as 'GET',
        url: path,
        ...(headers && { headers }),
        ...(body !== undefined && { payload: body }),
      });
      return { status: answer.statusCode, headers: flat(answer.headers), text: answer.payload };
    },
    begin,
    stop: async () => {
      agenda.clear();
      await server.close();
      hasEnded = true;
      changes.emit('end');
    },
  };
};

const flat = (headers: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
