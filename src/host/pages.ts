import type { FastifyInstance } from 'fastify';
import type { Engine } from '../engine/engine.js';
import type { Calls } from './calls.js';
import { KeptPages } from './kept-page.js';
import type { ServiceKeys } from './keys/service-keys.js';
import type { Metrics } from './metrics.js';
import { openApi } from './openapi.js';

export interface PagesOptions {
  engine: Engine;
  calls: Calls;
  keys: ServiceKeys;
  metrics: Metrics;
  /** Throws ToldError when what is kept cannot be asked. */
  checkStore: () => Promise<void>;
  /** Where callers reach the service; known once it listens. */
  serviceUrl: () => string;
}

/** What needs no key: the description of the API, and what watches the service. */
export const installPages = (app: FastifyInstance, options: PagesOptions): void => {
  const { engine, calls, keys, metrics, checkStore, serviceUrl } = options;
  const pages = new KeptPages();
  app.get('/openapi.json', async (request, reply) => {
    const served = await engine.packages.served();
    const digests = served.map(({ version, package: from }) => `${from.digest} ${version}`);
    const page = {
      name: 'openapi',
      type: 'application/json; charset=utf-8',
      digest: [serviceUrl(), ...digests].join('\n'),
    };
    return pages.send(request, reply, page, () => JSON.stringify(openApi(served, serviceUrl())));
  });
  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (request, reply) => {
    if (calls.isLeaving) return reply.code(503).send({ status: 'stopping' });
    try {
      const { packages } = engine;
      const [served, damaged, , isAway] = await Promise.all([
        packages.served(),
        packages.damaged(),
        keys.list(),
        checkStore().then(
          () => false,
          () => true,
        ),
      ]);
      return {
        status: 'ready',
        // Calls without an Idempotency-Key go on with what is known.
        ...(isAway && { store: 'away' }),
        versions: served.length,
        // Without the message, which may name a folder: strangers may read this page.
        ...(damaged.length > 0 && {
          damaged: damaged.map(({ node, version, problem: { code, remedy } }) => ({
            node,
            version,
            code,
            remedy,
          })),
        }),
      };
    } catch (error) {
      request.log.error({ err: error }, 'not ready');
      return reply.code(503).send({ status: 'not ready' });
    }
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.text()));
};
