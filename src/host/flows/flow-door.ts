import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { mostEventValues, overfullPlace } from '../../flow/event.js';
import { flowEventOf, startingTypes } from '../../flow/published-event.js';
import { shownPointer } from '../../ground/json-limits.js';
import { problem } from '../../ground/problem.js';
import { jsonValue } from '../../ground/read-json.js';
import { type ToldError, toldError } from '../../ground/told-error.js';
import { refusedEvent } from '../../runtime/callback-listener.js';
import { isObject } from '../../schema/schema.js';
import type { KeptEvent, StoredKey } from '../../store/stores.js';
import type { Workspace } from '../../workspace/workspace.js';
import { installAccess, installStrangers } from '../access.js';
import { keyRates } from '../keys/key-rates.js';
import { ServiceKeys } from '../keys/service-keys.js';
import { type Limits, settledLimits } from '../limits.js';
import { Metrics } from '../metrics.js';
import { installJson } from '../rest.js';
import { createServer } from '../server.js';
import { FlowRuns, type FlowRunsOptions } from './flow-runs.js';

const flowKey = problem(403, 'flow.key', 'The key may not start flows here.');
const flowBody = problem(422, 'flow.body', 'The body of a webhook is no JSON object.');
const flowValues = problem(422, 'flow.values', 'The body of a webhook holds too many names and items.');
const flowDoorStart = toldError('operator', 'flow.serve', 'The server that starts flows cannot listen.');

/** Until the store is asked again, when it does not answer; milliseconds. */
const claimAgainMs = 250;

/** For answers that are being written when it closes; milliseconds. */
const flushMs = 500;

export interface FlowDoorOptions extends Omit<FlowRunsOptions, 'packages' | 'runs'> {
  workspace: Workspace;
  /** The organization whose events start flows. */
  orgId: string;
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  /** Events that came so many milliseconds before the start, or later, and started nothing, start their flows; none when left out. */
  missedMs?: number;
  limits?: Partial<Limits>;
  log: FastifyBaseLogger;
  lostLogLines?: () => number;
}

export interface FlowDoor {
  url: string;
  /** Takes nothing more, and lets what runs end within the limit. */
  stop(): Promise<void>;
}

/** A flow may call every node, over one connection. Throws Problem. */
const checkKey = ({ nodes, connection }: StoredKey, to: string): void => {
  if (!nodes.includes('*') || (connection !== undefined && connection !== to))
    throw flowKey(
      `The key is for ${connection === undefined || connection === to ? 'some nodes alone' : 'another connection'}, and a flow calls any node of ${to}.`,
      'Use a key for all nodes that names this connection or none.',
    );
};

const holdsTooMuch = (place: string) =>
  `holds over ${mostEventValues} names and items, counted up to ${place === '' ? 'its top' : shownPointer(place)}`;

const installWebhooks = (scope: FastifyInstance, flows: FlowRuns, to: string): void => {
  installJson(scope);
  scope.addHook('onRequest', async ({ apiKey }) => checkKey(apiKey, to));
  scope.post<{ Params: { flow: string } }>('/flows/:flow', async (request, reply) => {
    const { params, body } = request;
    if (!isObject(body))
      throw flowBody('The body of a webhook is a JSON object; nothing was started.', 'Send a JSON object.');
    const place = overfullPlace(body);
    if (place !== undefined)
      throw flowValues(`The body ${holdsTooMuch(place)}; nothing was started.`, 'Send what the flow reads.');
    const run = await flows.startFlow(params.flow, { kind: 'webhook', body });
    request.about = { run, flow: params.flow };
    return reply.code(202).send({ flow: params.flow, run });
  });
};

const installEvents = (scope: FastifyInstance, { events }: Workspace, metrics: Metrics): void => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
  // Bodies are read for connections alone that have a subscription.
  scope.addHook('onRequest', async ({ params }) => {
    if (await events.isKnown((params as { connection: string }).connection)) return;
    metrics.receivedEvent('unknown');
    throw refusedEvent('unknown');
  });
  scope.post<{ Params: { connection: string } }>('/events/:connection', async (request, reply) => {
    const { params, headers, body } = request;
    const received = await events.receive({
      ...{ connection: params.connection, headers },
      body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    });
    metrics.receivedEvent(received);
    request.about = { event: received };
    const refused = refusedEvent(received);
    if (refused) throw refused;
    return reply.send();
  });
};

/**
 * Events start flows, each flow once, in the order in which they come, wherever they arrive over the same store: also
 * those that came before the start, if they are not too old.
 */
const startByEvents = async (
  { workspace: { events }, orgId, log, missedMs = 0 }: FlowDoorOptions,
  flows: FlowRuns,
  signal: AbortSignal,
): Promise<void> => {
  const onError = (error: Error) => log.error({ err: error }, 'events are held up');
  const end = await events.end(missedMs);
  const missed = new Set((missedMs > 0 ? await events.kept({ orgId, end }) : []).map(({ id }) => id));
  const claim = async (kept: KeptEvent, flow: string): Promise<boolean> => {
    while (!signal.aborted) {
      const isFirst = await events.claim(kept, `flow ${flow}`).catch(onError);
      if (isFirst !== undefined) return isFirst;
      await pause(claimAgainMs, undefined, { signal }).catch(() => {});
    }
    return false;
  };
  for await (const kept of events.after({ orgId, end, signal }, onError)) {
    const body = jsonValue(kept.body);
    const event = body === undefined ? undefined : flowEventOf(body);
    if (!event) continue;
    const place = overfullPlace(event);
    if (place !== undefined) {
      log.warn({ event: kept.id }, `An event starts nothing: it ${holdsTooMuch(place)}.`);
      continue;
    }
    const isFirst = (flow: string) => claim(kept, flow);
    await flows.startAll({ event, isMissed: missed.has(kept.id), isFirst });
  }
};

const tellSubscription = async ({ workspace: { events }, orgId, log }: FlowDoorOptions): Promise<void> => {
  await events
    .checkSubscribed(orgId)
    .catch(({ code }: ToldError) =>
      log.warn(
        { code },
        'Nobody has subscribed to the events of the organization, so that webhooks alone start flows: `wxcc-nodes subscription add`.',
      ),
    );
};

/**
 * Starts flows for the events of an organization (`POST /events/<connection>`, and those that a service over the same
 * store takes) and for webhooks (`POST /flows/<id>`, with a key of the service). Throws ToldError when it cannot listen.
 */
export const startFlowDoor = async (options: FlowDoorOptions): Promise<FlowDoor> => {
  const { workspace, host = '127.0.0.1', port = 0, log, to } = options;
  const { packages, runs, stores } = workspace;
  const limits = settledLimits(options.limits);
  const flows = new FlowRuns({ ...options, packages, runs });
  const ending = new AbortController();
  const metrics = new Metrics(
    () => flows.count,
    undefined,
    options.lostLogLines,
    () => workspace.engine.publicRateShare,
  );
  const app = createServer({ limits, metrics, log, isLeaving: () => ending.signal.aborted });
  const uncounted = (error: Error) => log.error({ err: error }, 'the calls of a key are counted here alone');
  await app.register(async (scope) => {
    await installStrangers(scope);
    scope.get('/healthz', async () => ({ status: 'alive' }));
    scope.get('/metrics', async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.text()),
    );
  });
  await app.register(async (scope) => {
    await installAccess(scope, new ServiceKeys(stores.keys), keyRates(stores.rates, uncounted));
    installWebhooks(scope, flows, to);
  });
  await app.register(async (scope) => installEvents(scope, workspace, metrics));
  await app.listen({ port, host }).catch((error: Error) => {
    throw flowDoorStart(`The server that starts flows cannot listen: ${error.message}`, 'Try --port 0.');
  });
  const watching = startByEvents(options, flows, ending.signal).catch((error: Error) =>
    log.error({ err: error, code: 'failed' }, 'events start nothing any more'),
  );
  await tellSubscription(options);
  const shown = host.includes(':') ? `[${host}]` : host;
  const url = `http://${shown}:${(app.server.address() as AddressInfo).port}`;
  log.info({ url }, `Starting flows at ${url}/flows/<id>, and by events (${startingTypes.join(', ')}).`);
  const stop = async () => {
    ending.abort();
    const closing = app.close();
    const end = setTimeout(() => app.server.closeAllConnections(), flushMs);
    await Promise.all([closing, watching, flows.stop(limits.graceMs)]);
    clearTimeout(end);
  };
  return { url, stop };
};
