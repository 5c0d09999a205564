import rateLimit, { type FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { problem } from '../ground/problem.js';
import type { StoredKey } from '../store/stores.js';
import { findKey, mayCall } from './keys/check-key.js';
import type { ServiceKeys } from './keys/service-keys.js';

const keyWrong = problem(401, 'key.wrong', 'The request has no key, or a wrong one.');
const originForeign = problem(403, 'origin.foreign', 'The request comes from a page of another site.');
const keyRate = problem(429, 'key.rate', 'The key has made too many calls.');
const keyNode = problem(403, 'key.node', 'The key is not for this node.');

declare module 'fastify' {
  interface FastifyRequest {
    /** The key that the caller brought; set where one is asked for. */
    apiKey: StoredKey;
  }
}

const strangerRate = problem(429, 'stranger.rate', 'Too many requests without a key came from one address.');

const minuteMs = 60_000;

/** Requests without a key, from one address. */
export const strangersPerMinute = 300;

const noKey = () =>
  keyWrong(
    'There is no key in the request, or not a right one.',
    'Send Basic authorization with the name of the key and the key, or X-Api-Key: <name>.<key>. Keys are made with `wxcc-nodes key add`.',
  );

/** What only browsers send. */
const isBrowser = ({ headers }: FastifyRequest) =>
  headers['sec-fetch-site'] !== undefined ||
  headers.origin !== undefined ||
  (headers.accept ?? '').includes('text/html');

/** A page of another site can make a browser post a form with a key that the browser knows. */
const refuseForeignPages = ({ headers }: FastifyRequest): void => {
  const { origin, host, 'sec-fetch-site': site } = headers;
  const isSame = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
  if (isSame && (site === undefined || site === 'same-origin' || site === 'none')) return;
  throw originForeign(
    'The request comes from a page of another site.',
    'Call the service from a program, not from a page.',
  );
};

/** Every route of the scope asks for a key, and for no more calls than the key may make. */
export const installAccess = async (
  scope: FastifyInstance,
  keys: ServiceKeys,
  rates: FastifyRateLimitStoreCtor,
): Promise<void> => {
  scope.addHook('onRequest', async (request, reply) => {
    const key = findKey(request.headers, await keys.list());
    if (!key) {
      // A browser would ask its user for the key, keep it, and send it along wherever a page leads it.
      if (!isBrowser(request)) reply.header('WWW-Authenticate', 'Basic realm="wxcc-nodes", charset="UTF-8"');
      throw noKey();
    }
    refuseForeignPages(request);
    request.apiKey = key;
  });
  await scope.register(rateLimit, {
    store: rates,
    timeWindow: minuteMs,
    keyGenerator: ({ apiKey }) => apiKey.hash,
    max: ({ apiKey }) => apiKey.callsPerMinute,
    errorResponseBuilder: ({ apiKey }, { ttl }) =>
      keyRate(
        `The key may make ${apiKey.callsPerMinute} calls a minute; nothing was sent.`,
        'Try again after Retry-After, or ask the operator for a higher rate.',
        Math.max(1, Math.ceil(ttl / 1000)),
      ),
  });
  // Before the body is read: what costs something is for those who may have it.
  scope.addHook('onRequest', checkNode);
};

/** What needs no key is for everybody, but nobody gets more of it than programs that watch and designers ask for. */
export const installStrangers = (scope: FastifyInstance): Promise<void> =>
  scope.register(rateLimit, {
    timeWindow: minuteMs,
    max: strangersPerMinute,
    errorResponseBuilder: (_request, { ttl }) =>
      strangerRate(
        `Without a key there are ${strangersPerMinute} requests a minute from one address.`,
        'Try again after Retry-After; keep what was answered, and ask with its ETag.',
        Math.max(1, Math.ceil(ttl / 1000)),
      ),
  }) as unknown as Promise<void>;

/** Throws Problem when the key is for other nodes. */
const checkNode = ({ apiKey, params }: FastifyRequest, _reply: unknown, done: () => void): void => {
  const { node } = params as { node?: string };
  if (node !== undefined && !mayCall(apiKey, node))
    throw keyNode('The key is not for this node.', `It is for ${apiKey.nodes.join(', ')}; use another key.`);
  done();
};
