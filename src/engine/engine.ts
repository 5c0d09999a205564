import { randomUUID } from 'node:crypto';
import type { Result } from '../../schemas/types.js';
import { systemClock } from '../ground/clock.js';
import { jsonObject, readObject } from '../ground/json-limits.js';
import type { PackageSet } from '../package/package-set.js';
import { OwnCallbackDoor } from '../runtime/callback-door.js';
import { withEndpoint } from '../runtime/endpoint.js';
import { Events } from '../runtime/events.js';
import { HttpTransport } from '../runtime/http-transport.js';
import { prepareInput } from '../runtime/prepare-input.js';
import { PublicRate } from '../runtime/public-rate.js';
import { wayOf } from '../runtime/transport.js';
import { onWire } from '../runtime/wire.js';
import { tokensOf } from './authorization-tokens.js';
import type { Connections } from './connections.js';
import type { EngineOptions, InvokeCall } from './contract.js';
import { Plan, type PlanDetails, type Surroundings } from './plan.js';
import type { DefaultVersion, MethodOf, TypedCall, TypedResult, VersionOf } from './typed-call.js';

export type {
  DryRun,
  EngineOptions,
  InputCheck,
  InvokeCall,
  KeptLists,
} from './contract.js';

/**
 * Runs methods of node packages. Close it when done: it keeps connections and a callback listener open.
 * @typeParam Nodes the types of the nodes, by which calls are checked; without them any input is taken
 */
export class Engine<Nodes = object> {
  readonly #surroundings: Surroundings;

  constructor(private readonly options: EngineOptions) {
    const { transport, clock, callbacks, events = new Events(), rates, strictOutputs } = options;
    this.#surroundings = {
      transport: transport ? wayOf(transport) : new HttpTransport(),
      clock: clock ?? systemClock,
      callbacks: callbacks ?? new OwnCallbackDoor(events),
      events,
      // On virtual time a minute of others is none of ours.
      publicRate: new PublicRate(clock ?? systemClock, clock ? undefined : rates),
      strictOutputs: strictOutputs ?? false,
    };
  }

  get packages(): PackageSet {
    return this.options.packages;
  }

  get connections(): Connections {
    return this.options.connections;
  }

  /** What keeps calls within the rate of the published APIs: for whoever else calls them. */
  get publicRate(): PublicRate {
    return this.#surroundings.publicRate;
  }

  /** The share of the published APIs' rate that is used now, as far as this engine knows: 0 to 1. */
  get publicRateShare(): number {
    return this.#surroundings.publicRate.share;
  }

  /** An engine with the same connections and authorizations, whose calls travel another way, or with other packages. */
  with(
    changes: Partial<
      Pick<EngineOptions, 'transport' | 'clock' | 'callbacks' | 'events' | 'packages' | 'rates'>
    >,
  ): Engine<Nodes> {
    return new Engine({ ...this.options, ...changes });
  }

  /**
   * Calls a method and gives a Result with one of its declared outcomes. Throws ToldError, and nothing else,
   * for what only the author can mend; nothing has been sent then.
   */
  async invoke<
    const Node extends string,
    const Version extends VersionOf<Nodes, Node> = DefaultVersion<Nodes, Node>,
    const Method extends MethodOf<Nodes, Node, Version> = MethodOf<Nodes, Node, Version>,
  >(call: TypedCall<Nodes, Node, Version, Method>): Promise<TypedResult<Nodes, Node, Version, Method>> {
    const { newId = randomUUID } = this.options;
    const result: Result = await (await this.plan(call)).run(call.invocationId ?? newId());
    return result as TypedResult<Nodes, Node, Version, Method>;
  }

  /** Settles what a call would call; sends nothing. Throws ToldError. */
  plan(call: InvokeCall): Promise<Plan> {
    return this.#surroundings.clock.work(async () => {
      const input = call.isRead ? readObject(call.input, 'input') : jsonObject(call.input, 'input');
      const variables = call.literal ? undefined : jsonObject(call.variables ?? {}, 'variables');
      const { node, packageFile } = call;
      const version = await (packageFile === undefined
        ? this.packages.find(node, call.version)
        : this.packages.fromFile(packageFile, node, call.version));
      const method = version.method(call.method);
      const connection = await this.connections.load(call.connection);
      const { manifest, auth } = version.package;
      // What the endpoint of a connection gets wrong is told before anything is sent.
      const called = withEndpoint(connection, await onWire(connection, method));
      const prepared = await prepareInput(called, input, variables);
      const asked = { manifest, method: method.id, asked: call.connection, connection };
      const { authorizations, checkInput, keptLists } = this.options;
      const details: PlanDetails = {
        call,
        version,
        signer: await this.packages.signerOf(version.package),
        method: called,
        connection,
        prepared,
        fetched: manifest.lookups && (await keptLists?.(asked)),
        tokens: () => tokensOf(call, { auth, manifest }, authorizations, connection),
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
}
