import { randomUUID } from 'node:crypto';
import type { PackageManifest, Result } from '../../schemas/types.js';
import { systemClock } from '../ground/clock.js';
import { ConfigurationError } from '../ground/configuration-error.js';
import { jsonObject } from '../ground/json-limits.js';
import { loadMethod } from '../package/load.js';
import type { LoadedMethod } from '../package/loaded-method.js';
import { type FoundPackage, PackageSet } from '../package/package-set.js';
import { OwnCallbackDoor } from '../runtime/callback-door.js';
import { HttpTransport } from '../runtime/http-transport.js';
import { prepareInput } from '../runtime/prepare-input.js';
import { tokensOf } from './authorization-tokens.js';
import { loadConnection } from './connections.js';
import type { EngineOptions, InvokeCall } from './contract.js';
import { Plan, type PlanDetails, type Surroundings } from './plan.js';

export type {
  DryRun,
  EngineOptions,
  InputCheck,
  InvokeCall,
  KeptLists,
} from './contract.js';

/** Runs methods of node packages. Close it when done: it keeps connections and a callback listener open. */
export class Engine {
  readonly #surroundings: Surroundings;
  readonly #methods = new WeakMap<FoundPackage['verified'], Map<string, LoadedMethod>>();

  constructor(
    private readonly options: EngineOptions,
    /** The packages at hand. */
    readonly packages: PackageSet = new PackageSet(options.home, options.packDirectory),
  ) {
    const { transport, clock, callbacks, strictOutputs } = options;
    this.#surroundings = {
      transport: transport ?? new HttpTransport(),
      clock: clock ?? systemClock,
      callbacks: callbacks ?? new OwnCallbackDoor(),
      strictOutputs: strictOutputs ?? false,
    };
  }

  /** An engine with the same packages, connections and authorizations, whose calls travel another way. */
  with(changes: Partial<Pick<EngineOptions, 'transport' | 'clock' | 'callbacks'>>): Engine {
    return new Engine({ ...this.options, ...changes }, this.packages);
  }

  /**
   * Calls a method and gives a Result with one of its declared outcomes. Throws ConfigurationError, and nothing else,
   * for what only the author can mend; nothing has been sent then.
   */
  async invoke(call: InvokeCall): Promise<Result> {
    return (await this.plan(call)).run(call.invocationId ?? randomUUID());
  }

  /** Settles what a call would call; sends nothing. Throws ConfigurationError. */
  plan(call: InvokeCall): Promise<Plan> {
    return this.#surroundings.clock.work(async () => {
      const input = jsonObject(call.input, 'input');
      const variables = call.literal ? undefined : jsonObject(call.variables ?? {}, 'variables');
      const found = await this.#findPackage(call);
      const { manifest } = found.verified;
      const version = call.version ?? manifest.default;
      const method = this.#load(found, version, this.#methodId(manifest, version, call.method));
      const connection = await loadConnection(call.connection, this.options.home);
      const prepared = prepareInput(method, input, variables);
      const asked = { manifest, method: method.id, asked: call.connection, connection };
      const { authorizations, checkInput, keptLists } = this.options;
      const details: PlanDetails = {
        call,
        found,
        version,
        method,
        connection,
        prepared,
        fetched: manifest.lookups && (await keptLists?.(asked)),
        tokens: () => tokensOf(call, found.verified, authorizations),
        remarks: async () =>
          // An input that is invalid has diagnostics of its own.
          checkInput && manifest.lookups && prepared.input !== undefined
            ? checkInput({ ...asked, input: prepared.input })
            : [],
      };
      return new Plan(details, this.#surroundings);
    });
  }

  async close(): Promise<void> {
    const { transport, callbacks } = this.#surroundings;
    transport.close();
    await callbacks.close();
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
}
