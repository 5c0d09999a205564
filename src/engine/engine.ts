import { randomUUID } from 'node:crypto';
import type { Connection, PackageManifest, Result } from '../../schemas/types.js';
import { ConfigurationError } from '../node-kit/configuration-error.js';
import type { LoadedMethod } from '../node-kit/loaded-method.js';
import { isLoopback } from '../node-kit/loopback.js';
import type { CallContext } from '../node-kit/method.js';
import { loadMethod } from '../package/load.js';
import { CallbackListener } from '../runtime/callback-listener.js';
import { Callbacks } from '../runtime/callbacks.js';
import { jsonObject } from '../runtime/json-limits.js';
import { prepareInput } from '../runtime/prepare-input.js';
import { callbackMarker, runMethod } from '../runtime/run-method.js';
import { Sender } from '../runtime/send.js';
import { fixedToken } from '../runtime/token-source.js';
import { buildCall } from '../runtime/wire-call.js';
import { authorizationTokens, type ReportingTokens } from './authorization-tokens.js';
import { defaultDeadlineMs, loadConnection } from './connections.js';
import type { DryRun, EngineOptions, InvokeCall } from './contract.js';
import { type FoundPackage, PackageSet } from './package-set.js';

export type {
  DryRun,
  EngineOptions,
  ExternalCallbacks,
  InputCheck,
  InvokeCall,
  KeptLists,
} from './contract.js';

interface Prepared {
  found: FoundPackage;
  version: string;
  method: LoadedMethod;
  connection: Connection;
  input: ReturnType<typeof jsonObject>;
  variables: ReturnType<typeof jsonObject> | undefined;
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
    const prepared = await this.#prepare(call);
    const { found, version, method, connection, input, variables } = prepared;
    const invocationId = call.invocationId ?? randomUUID();
    const { manifest, digest } = found.verified;
    const authorized = await this.#authorized(call, found);
    const remarks = await this.#remarks(call, prepared);
    const fetched = await this.#fetched(call, prepared);
    const result = await runMethod({
      invocationId,
      method,
      input,
      variables,
      connection,
      tokens: call.tokens ?? authorized ?? fixedToken(undefined),
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
      diagnostics: [...result.diagnostics, ...remarks, ...(authorized?.diagnostics() ?? [])],
    };
  }

  /** What `invoke` would send, with Authorization masked and a marker for the callback URL; or why nothing would be. */
  async dryRun(call: InvokeCall): Promise<{ call: DryRun } | { diagnostics: Result['diagnostics'] }> {
    const planned = await this.#prepare(call);
    const { found, method, connection, input, variables } = planned;
    const fetched = await this.#fetched(call, planned);
    if (call.authorization !== undefined) await this.#authorized(call, found);
    const prepared = prepareInput(method, input, variables);
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
        headers: { Authorization: 'Bearer •••', ...headers },
        ...(body !== undefined && { body }),
      },
    };
  }

  async close(): Promise<void> {
    this.#sender.close();
    await Promise.all([...this.#listeners.values()].map(async (listener) => (await listener).stop()));
  }

  async #prepare(call: InvokeCall): Promise<Prepared> {
    const input = jsonObject(call.input, 'input');
    const variables = call.literal ? undefined : jsonObject(call.variables ?? {}, 'variables');
    const found = await this.#findPackage(call);
    const { manifest } = found.verified;
    const version = call.version ?? manifest.default;
    const methodId = this.#methodId(manifest, version, call.method);
    const connection = await loadConnection(call.connection, this.options.home);
    return { found, version, method: this.#load(found, version, methodId), connection, input, variables };
  }

  /** Of the input as it will be sent; one that is invalid has diagnostics of its own. */
  async #remarks(
    { connection: asked }: InvokeCall,
    { found, method, connection, input, variables }: Prepared,
  ): Promise<Result['diagnostics']> {
    const { manifest } = found.verified;
    const { checkInput } = this.options;
    if (!checkInput || !manifest.lookups) return [];
    const { input: valid } = prepareInput(method, input, variables);
    return valid === undefined
      ? []
      : checkInput({ manifest, method: method.id, input: valid, asked, connection });
  }

  async #fetched(
    { connection: asked }: InvokeCall,
    { found, method, connection }: Prepared,
  ): Promise<CallContext['fetched']> {
    const { manifest } = found.verified;
    if (!manifest.lookups) return undefined;
    return this.options.keptLists?.({ manifest, method: method.id, asked, connection });
  }

  /** The tokens of the named or the default authorization; undefined when the call brings its own. */
  async #authorized(call: InvokeCall, { verified }: FoundPackage): Promise<ReportingTokens | undefined> {
    const { authorizations } = this.options;
    if (call.tokens) return undefined;
    if (authorizations)
      return authorizationTokens(authorizations, {
        integration: verified.manifest.integration,
        ...(call.authorization !== undefined && { authorization: call.authorization }),
      });
    if (call.authorization === undefined) return undefined;
    throw new ConfigurationError(
      'authorization.unknown',
      'This engine was given no authorizations.',
      'Give it some (EngineOptions.authorizations), or a token with the call.',
    );
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
