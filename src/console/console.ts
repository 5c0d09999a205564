import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { problem } from '../ground/problem.js';
import { toldError } from '../ground/told-error.js';
import { Refusals } from '../network/refusals.js';
import { maxHeaderBytes, slowest, Threshold } from '../network/threshold.js';
import { jsonText } from '../node-kit/json-text.js';
import { authorizationRoutes } from './authorization-routes.js';
import { Changes } from './changes.js';
import { flowRoutes } from './flow-routes.js';
import { Guard } from './guard.js';
import { nodeRoutes } from './node-routes.js';
import { Page, pageHeaders } from './page.js';
import type { Place } from './place.js';
import { answerOf } from './refusal.js';
import { Asked, readBody } from './route.js';
import { runRoutes } from './run-routes.js';
import { sandboxRoutes } from './sandbox-routes.js';

const consoleStart = toldError('operator', 'console.start', 'The console cannot start.');
const consolePath = problem(404, 'console.path', 'The console has nothing at this path.');

export interface ConsoleOptions extends Place {
  /** 0 takes a free one. */
  port: number;
  /** Of the pack that was built, with the page in its folder console/. */
  packDirectory: string;
}

export interface RunningConsole {
  /** Opens it in a browser, once. */
  launchUrl: string;
  url: string;
  /** What it has refused until now. */
  refusals: Refusals;
  close(): Promise<void>;
}

/** The loopback address and no other: whoever reaches the console may do what its user may. */
const host = '127.0.0.1';

/** Some windows of a browser, and what opens one in vain. */
const maxConnections = 128;

const maxBodyBytes = 2 * 1024 * 1024;

const isPagePath = (url: string) => url === '/' || url.startsWith('/launch?');

const answerError = (error: Error, reply: FastifyReply): FastifyReply => {
  const { status, told } = answerOf(error);
  return reply
    .code(status)
    .type('application/json')
    .send(`${jsonText({ error: told }, '  ')}\n`);
};

/** Starts the console. Throws ToldError when the port is taken. */
export const startConsole = async ({
  port,
  packDirectory,
  ...place
}: ConsoleOptions): Promise<RunningConsole> => {
  const refusals = new Refusals();
  const threshold = new Threshold({
    connections: maxConnections,
    onRefused: ({ statusCode }) => refusals.take(statusCode),
  });
  const app = fastify({
    bodyLimit: maxBodyBytes,
    http: { requireHostHeader: false, maxHeaderSize: maxHeaderBytes, ...slowest() },
    requestTimeout: slowest().requestTimeout,
    clientErrorHandler: (error, socket) => threshold.unreadable(error, socket),
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    // What the router cannot read reaches no hook.
    frameworkErrors: (_error, _request, reply) => {
      answerError(nothingHere(), reply.headers(pageHeaders) as unknown as FastifyReply);
    },
  }) as unknown as FastifyInstance;
  const page = new Page(join(packDirectory, 'console'));
  let guard: Guard | undefined;
  const guarded = (): Guard => guard!;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: unknown, text: string) => readBody(text),
  );
  const nothingHere = () => consolePath('The console has nothing here.', `Open ${guarded().origin}.`);
  app.setErrorHandler((error: Error, _request, reply) => answerError(error, reply));
  app.setNotFoundHandler(() => {
    throw nothingHere();
  });
  threshold.guard(app.server);
  const pageFiles = ['/', ...page.names.map((name) => `/${name}`)];
  const check = ({ method, headers, url, raw, routeOptions }: FastifyRequest, reply: FastifyReply) => {
    const refused = threshold.refusalOf(raw, reply.raw);
    if (refused) throw refused;
    guarded().checkPlace(method, headers, { url, isPage: isPagePath(url) });
    if (url.startsWith('/launch?')) return;
    guarded().checkCookie(headers);
    // By the route that answers: a path can be written in other ways, /%61pi/ for one.
    if (routeOptions.url !== undefined && !pageFiles.includes(routeOptions.url)) guarded().checkKey(headers);
  };
  app.addHook('onRequest', async (request: FastifyRequest, reply) => {
    reply.headers(pageHeaders);
    try {
      check(request, reply);
    } catch (error) {
      refusals.take(answerOf(error as Error).status);
      throw error;
    }
  });
  app.get<{ Querystring: { token?: string } }>('/launch', async ({ query }, reply) => {
    const cookie = guarded().launch(typeof query.token === 'string' ? query.token : undefined);
    return reply.code(303).header('Set-Cookie', cookie).header('Location', '/').send();
  });
  app.get('/', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(page.html(guarded().key)),
  );
  for (const name of page.names)
    app.get(`/${name}`, async (_request, reply) => {
      const { type, bytes } = await page.file(name);
      return reply.type(type).send(bytes);
    });
  const changes = new Changes(place.flows, packDirectory, place.sandbox);
  app.get('/api/changes', async (_request, reply) =>
    reply.type('text/event-stream').send(await changes.open()),
  );
  const routes = [
    ...nodeRoutes(place),
    ...flowRoutes(place),
    ...authorizationRoutes(place),
    ...sandboxRoutes(place),
    ...runRoutes(place),
  ];
  for (const { verb, path, run } of routes)
    app.route({
      method: verb,
      url: `/api${path}`,
      handler: async ({ params, body }, reply) => {
        const gone = new AbortController();
        reply.raw.once('close', () => gone.abort());
        const given = await run(new Asked(params as Record<string, string>, body, gone.signal));
        if ('json' in given)
          return reply
            .headers(given.headers ?? {})
            .type('application/json')
            .send(`${jsonText(given.json, '  ')}\n`);
        return reply.type(given.type).send(given.bytes);
      },
    });
  await app.listen({ port, host }).catch((error: Error) => {
    throw consoleStart(`The console cannot start: ${error.message}`, 'Try --port 0.');
  });
  const close = async () => {
    await changes.close();
    await app.close();
  };
  guard = new Guard((app.server.address() as AddressInfo).port);
  return { launchUrl: guard.launchUrl, url: guard.origin, refusals, close };
};
