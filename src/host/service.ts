import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import type { Engine, InvokeCall } from '../engine/engine.js';
import { ToldError, toldError } from '../ground/told-error.js';
import { openCallbackDoor } from '../runtime/callback-door.js';
import { CallbackListener } from '../runtime/callback-listener.js';
import type { Received } from '../runtime/callbacks.js';
import { openCallbacks } from '../runtime/open-callbacks.js';
import type { StoreAddress, StoredKey } from '../store/stores.js';
import { openWorkspace } from '../workspace/workspace.js';
import { installAccess, installStrangers } from './access.js';
import { Calls, type Grant } from './calls.js';
import { KeptCalls, keptLimits } from './idempotency/kept-calls.js';
import { keyRates } from './keys/key-rates.js';
import { ServiceKeys } from './keys/service-keys.js';
import { type Limits, settledLimits } from './limits.js';
import { Metrics } from './metrics.js';
import { installPages } from './pages.js';
import { describeReach } from './reach.js';
import { installRest } from './rest.js';
import { createServer } from './server.js';
import { installSoap, installWsdl } from './soap/soap.js';
import type { Siblings } from './workers.js';

const serviceStart = toldError('operator', 'service.start', 'The service cannot listen.');
const serviceHome = toldError('operator', 'service.home', 'The results of calls cannot be kept.');

export interface ServiceOptions {
  /** Catalog, connections, keys and kept calls. */
  home: string;
  /** A database that keeps what the home would. */
  store?: StoreAddress;
  /** The pack's own packages. */
  packDirectory: string;
  /** The address that API and callback listener listen on; this machine only when left out. */
  host?: string;
  /** Of the API; 0 takes a free one. */
  port?: number;
  /** Of the callback listener; 0 takes a free one. */
  callbackPort?: number;
  /** Where the platform reaches the callback listener. Never taken from a request. */
  callbackBase?: string;
  /** Where callers reach the service, for WSDL and OpenAPI; its own address when left out. */
  serviceUrl?: string;
  /** The connection of keys that name none; the sandbox when left out. */
  connection?: string;
  /** Whether only packages are run that a trusted publisher signed, the pack's own as well. */
  signedOnly?: boolean;
  limits?: Partial<Limits>;
  /** Where WXCC_NODES_KEY may stand. */
  environment: NodeJS.ProcessEnv;
  /** With which grant a key's calls are made; its authorization, or the default one, when left out. */
  grant?: Grant;
  /** The other processes behind the same port. */
  siblings?: Pick<Siblings, 'rates' | 'metrics'>;
  /** Lets the calls travel another way, for example to a simulated sandbox. */
  through?: (engine: Engine) => Engine;
  /** Told of what goes over the wire, tokens masked. */
  onExchange?: InvokeCall['onExchange'];
  log: FastifyBaseLogger;
  /** Lines of the log that could not be written. */
  lostLogLines?: () => number;
}

export interface Service {
  url: string;
  callbackUrl: string;
  /** Takes no new call, lets the running ones finish within the limit, and closes everything. */
  stop(): Promise<void>;
}

/** For answers that are being written when the service closes; milliseconds. */
const flushMs = 500;

const cannotListen =
  (what: string, option: string) =>
  (error: Error): never => {
    throw serviceStart(
      `${what} cannot listen: ${error.message}`,
      `Give another address or port with --host and ${option}.`,
    );
  };

const grantOf = ({ authorization }: StoredKey) => (authorization === undefined ? {} : { authorization });

const shown = (host: string) => (host.includes(':') ? `[${host}]` : host);

/** Starts the service that Webex Connect calls. Throws ToldError for what the operator can mend. */
export const startService = async (options: ServiceOptions): Promise<Service> => {
  const { home, packDirectory, host = '127.0.0.1', port = 0, callbackPort = 0, connection, log } = options;
  const limits = settledLimits(options.limits);
  const { siblings } = options;
  const metrics = new Metrics(
    () => calls.count,
    siblings,
    options.lostLogLines,
    () => engine.publicRateShare,
  );
  const workspace = await openWorkspace({
    home,
    packDirectory,
    ...(options.store && { store: options.store }),
    signedOnly: options.signedOnly ?? false,
    environment: options.environment,
    onRefresh: (outcome) => metrics.refreshed(outcome),
  });
  const { stores, connections } = workspace;
  const keys = new ServiceKeys(stores.keys);
  const names = [connection, ...(await keys.list()).map((key) => key.connection ?? connection)];
  const reach = await describeReach(names, connections);
  const cannotKeep = (error: Error): never => {
    if (error instanceof ToldError) throw error;
    throw serviceHome(
      `The results of calls cannot be kept: ${error.message}`,
      'Make the home folder writable, or set WXCC_NODES_HOME to one that is.',
    );
  };
  const kept = await KeptCalls.open(
    stores.keptCalls,
    (error) => log.error({ err: error }, 'the result of a call could not be kept'),
    keptLimits,
    async () => (await keys.list()).length,
  ).catch(cannotKeep);
  const onReceived = (received: Received) => {
    metrics.received(received);
    if (received === 'unreadable' || received === 'foreign')
      log.warn({ callback: received }, 'a callback came that is not one of the call');
  };
  const onError = (error: Error) => log.error({ err: error }, 'callbacks of other instances are held up');
  const shared = await openCallbacks(stores.mailbox, onReceived, onError).catch(cannotKeep);
  const listener = await CallbackListener.start(shared.callbacks, {
    port: callbackPort,
    host,
    onReceived,
    events: workspace.events,
    onEvent: (received) => {
      metrics.receivedEvent(received);
      if (received !== 'taken' && received !== 'repeated')
        log.warn({ event: received }, 'an event came that was not taken');
    },
    connections: limits.connections,
    onRefused: ({ statusCode, code }) => {
      metrics.refused(statusCode);
      log.info({ door: 'callbacks', status: statusCode, refused: code }, 'answered');
    },
    onError,
  }).catch(async (error: Error) => {
    kept.close();
    await shared.close();
    await workspace.close();
    return cannotListen('The callback listener', '--callback-port')(error);
  });
  const { callbackBase } = options;
  const callbacks = openCallbackDoor(shared.callbacks, listener.port, callbackBase);
  const { through = (same) => same } = options;
  // A database counts for all, and for what has the same port too.
  const rates = options.store || !siblings ? stores.rates : siblings.rates;
  const engine: Engine = through(workspace.engine.with({ callbacks, rates }));
  const calls: Calls = new Calls({
    engine,
    kept,
    metrics,
    connection,
    limit: limits.calls,
    grant: options.grant ?? grantOf,
    ...(options.onExchange && { onExchange: options.onExchange }),
  });
  const app = createServer({ limits, metrics, log, isLeaving: () => calls.isLeaving });
  const serviceUrl = () => options.serviceUrl?.replace(/\/$/, '') ?? url();
  const url = () => `http://${shown(host)}:${(app.server.address() as AddressInfo).port}`;
  await app.register(async (scope) => {
    await installStrangers(scope);
    installPages(scope, {
      engine,
      calls,
      keys,
      metrics,
      checkStore: () => workspace.checkStore(),
      serviceUrl,
    });
    installWsdl(scope, engine.packages, serviceUrl);
  });
  await app.register(async (scope) => {
    const uncounted = (error: Error) =>
      log.error({ err: error }, 'the calls of a key are counted here alone');
    await installAccess(scope, keys, keyRates(rates, uncounted));
    installRest(scope, calls, engine.packages);
    await scope.register(async (soap) => installSoap(soap, calls, engine.packages));
  });
  const stop = async () => {
    listener.leave();
    await calls.stop(limits);
    // Calls that still wait for an answer end as cut, which their callers may yet be told.
    await engine.close();
    const closing = app.close();
    const end = setTimeout(() => app.server.closeAllConnections(), flushMs);
    await Promise.all([closing, listener.stop()]);
    clearTimeout(end);
    kept.close();
    await shared.close();
    await workspace.close();
  };
  log.info({ reach }, `What this service reaches: ${reach}`);
  await app.listen({ port, host }).catch(async (error: Error) => {
    await stop();
    return cannotListen('The service', '--port')(error);
  });
  const callbackUrl = `http://${shown(host)}:${listener.port}`;
  log.info({ url: url(), callbackUrl }, `Serving at ${url()}`);
  return { url: url(), callbackUrl, stop };
};
