import { randomUUID } from 'node:crypto';
import type { Connection, PackageManifest, Result } from '../../schemas/types.js';
import { ConfigurationError } from '../ground/configuration-error.js';
import { jsonObject } from '../ground/json-limits.js';
import { isLoopback } from '../network/loopback.js';
import type { CallContext } from '../node-kit/method.js';
import { loadMethod } from '../package/load.js';
import type { LoadedMethod } from '../package/loaded-method.js';
import { type FoundPackage, PackageSet } from '../package/package-set.js';
import { CallbackListener } from '../runtime/callback-listener.js';
import { Callbacks } from '../runtime/callbacks.js';
import { shownHeaders } from '../runtime/exchange.js';
import { type PreparedInput, prepareInput } from '../runtime/prepare-input.js';
import { callbackMarker, runMethod } from '../runtime/run-method.js';
import { Sender } from '../runtime/send.js';
import { buildCall } from '../runtime/wire-call.js';
import { needsToken, tokensOf } from './authorization-tokens.js';
import { defaultDeadlineMs, loadConnection } from './connections.js';
import type { DryRun, EngineOptions, InvokeCall } from './contract.js';

export type {
  DryRun,
  EngineOptions,
  ExternalCallbacks,
  InputCheck,
  InvokeCall,
  KeptLists,
} from './contract.js';

interface Plan {
  found: FoundPackage;
  version: string;
  method: LoadedMethod;
  connection: Connection;
  prepared: PreparedInput;
}

/** Runs methods of node packages. Close it when done: it keeps connections and a callback listener open. */
export class Engine {
  /** @internal */
  readonly packages: PackageSet;
  readonly #callbacks: Callbacks;
  readonly #sender = new Sender();
  readonly #listeners = new Map<number, Promise<CallbackListener>>();
  readonly #methods = new WeakMap<FoundPackage['verified'], Map<string, LoadedMethod>>();

  constructor(private readonly options: EngineOptions) {
    this.packages = new PackageSet(options.home, options.packDirectory);
    this.#callbacks = options.callbacks?.receiver ?? new Callbacks();
  }

  /**
   * Calls a method and gives a Result with one of its declared outcomes. Throws ConfigurationError, and nothing else,
   * for what only the author can mend; nothing has been sent then.
   */
  async invoke(call: InvokeCall): Promise<Result> {
    const plan = await this.#plan(call);
    const { found, version, method, connection, prepared } = plan;
    const invocationId = call.invocationId ?? randomUUID();
    const { manifest, digest } = found.verified;
    const tokens = await tokensOf(call, found.verified, this.options.authorizations);
    const remarks = await this.#remarks(call, plan);
    const fetched = await this.#fetched(call, plan);
    const result = await runMethod({
      invocationId,
      method,
      prepared,
      connection,
      tokens,
      sender: this.#sender,
      callbackBase: await this.#callbackBase(connection),
      callbacks: this.#callbacks,
      deadlineMs: connection.deadlineMs ?? defaultDeadlineMs,
      strictOutputs: this.options.strictOutputs ?? false,
      onExchange: call.onExchange,
      fetched,
    });
    return {
      invocationId,
      node: manifest.node.id,
      version,
      method: method.id,
      package: { name: manifest.node.id, version: manifest.pack.version, digest, origin: found.origin },
      ...result,
      diagnostics: [...result.diagnostics, ...remarks, ...(tokens?.diagnostics?.() ?? [])],
    };
  }

  /** What `invoke` would send, with Authorization masked and a marker for the callback URL; or why nothing would be. */
  async dryRun(call: InvokeCall): Promise<{ call: DryRun } | { diagnostics: Result['diagnostics'] }> {
    const plan = await this.#plan(call);
    const { found, method, connection, prepared } = plan;
    const fetched = await this.#fetched(call, plan);
    if (call.authorization !== undefined) await tokensOf(call, found.verified, this.options.authorizations);
    if (prepared.input === undefined) return { diagnostics: prepared.diagnostics };
    const {
      method: verb,
      url,
      headers,
      body,
    } = buildCall(method, prepared.input, connection, {
      invocationId: '<invocation id>',
      orgId: connection.orgId,
      callbackUrl: callbackMarker,
      ...(fetched && { fetched }),
    });
    return {
      call: {
        method: verb,
        url,
        headers: shownHeaders(headers, needsToken(found.verified)),
        ...(body !== undefined && { body }),
      },
    };
  }

  async close(): Promise<void> {
    this.#sender.close();
    await Promise.all([...this.#listeners.values()].map(async (listener) => (await listener).stop()));
  }

  async #plan(call: InvokeCall): Promise<Plan> {
    const input = jsonObject(call.input, 'input');
    const variables = call.literal ? undefined : jsonObject(call.variables ?? {}, 'variables');
    const found = await this.#findPackage(call);
    const { manifest } = found.verified;
    const version = call.version ?? manifest.default;
    const methodId = this.#methodId(manifest, version, call.method);
    const connection = await loadConnection(call.connection, this.options.home);
    const method = this.#load(found, version, methodId);
    return { found, version, method, connection, prepared: prepareInput(method, input, variables) };
  }

  /** Of the input as it will be sent; one that is invalid has diagnostics of its own. */
  async #remarks(
    { connection: asked }: InvokeCall,
    { found, method, connection, prepared: { input } }: Plan,
  ): Promise<Result['diagnostics']> {
    const { manifest } = found.verified;
    const { checkInput } = this.options;
    if (!checkInput || !manifest.lookups || input === undefined) return [];
    return checkInput({ manifest, method: method.id, input, asked, connection });
  }

  async #fetched(
    { connection: asked }: InvokeCall,
    { found, method, connection }: Plan,
  ): Promise<CallContext['fetched']> {
    const { manifest } = found.verified;
    if (!manifest.lookups) return undefined;
    return this.options.keptLists?.({ manifest, method: method.id, asked, connection });
  }

  async #findPackage({ node, version, packageFile }: InvokeCall): Promise<FoundPackage> {
    if (packageFile === undefined) return this.packages.find(node, version);
    const found = await this.packages.fromFile(packageFile);
    const { node: inside, versions } = found.verified.manifest;
    if (inside.id !== node)
      throw new ConfigurationError(
        'node.unknown',
        `${packageFile} holds ${inside.id}, not ${node}.`,
        `Ask for ${inside.id}.`,
      );
    const names = versions.map((one) => one.version);
    if (version !== undefined && !names.includes(version))
      throw new ConfigurationError(
        'version.unknown',
        `${packageFile} has no version ${JSON.stringify(version)}.`,
        `Known versions: ${names.join(', ')}.`,
      );
    return found;
  }

  #methodId({ node, versions }: PackageManifest, version: string, asked: string | undefined): string {
    const ids = versions.find((one) => one.version === version)?.methods.map(({ id }) => id) ?? [];
    const [only] = ids;
    if (asked === undefined && only !== undefined && ids.length === 1) return only;
    if (asked !== undefined && ids.includes(asked)) return asked;
    throw new ConfigurationError(
      asked === undefined ? 'method.missing' : 'method.unknown',
      asked === undefined
        ? `${node.id} ${version} has several methods; name one.`
        : `${node.id} ${version} has no method ${JSON.stringify(asked)}.`,
      `Known methods: ${ids.join(', ')}.`,
    );
  }

  #load({ verified }: FoundPackage, version: string, methodId: string): LoadedMethod {
    const methods = this.#methods.get(verified) ?? new Map<string, LoadedMethod>();
    this.#methods.set(verified, methods);
    const key = `${version}/${methodId}`;
    const method = methods.get(key) ?? loadMethod(verified, version, methodId)!;
    methods.set(key, method);
    return method;
  }

  /** Where the API reaches this process; undefined when the connection does not say and it is not this machine. */
  async #callbackBase({ callbackBase, callbackPort, taskApi }: Connection): Promise<string | undefined> {
    const external = this.options.callbacks;
    const base = callbackBase ?? external?.base;
    if (base === undefined && !isLoopback(taskApi)) return undefined;
    const { port } = external ?? (await this.#listen(callbackPort ?? 0));
    return `${base?.replace(/\/$/, '') ?? `http://127.0.0.1:${port}`}/callbacks/`;
  }

  #listen(port: number): Promise<CallbackListener> {
    const present = this.#listeners.get(port);
    if (present) return present;
    const starting = CallbackListener.start(this.#callbacks, { port }).catch((error: Error) => {
      this.#listeners.delete(port);
      throw new ConfigurationError(
        'callback.port',
        `The callback listener cannot start: ${error.message}`,
        'Choose another callbackPort.',
      );
    });
    this.#listeners.set(port, starting);
    return starting;
  }
}
