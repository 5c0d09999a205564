import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Result } from '../../schemas/types.js';
import type { Engine, InvokeCall } from '../engine/engine.js';
import { problem } from '../ground/problem.js';
import type { StoredKey } from '../store/stores.js';
import type { KeptCalls } from './idempotency/kept-calls.js';
import type { Limits } from './limits.js';
import type { Metrics } from './metrics.js';

const serviceBusy = problem(503, 'service.busy', 'The service makes as many calls as it may.');
const serviceStopping = problem(503, 'service.stopping', 'The service is being stopped.');

/** A call that a caller with a key makes of a node version. */
export interface ServiceCall {
  key: StoredKey;
  node: string;
  version: string;
  method: string;
  input: unknown;
  /** Whether the input has just been read from JSON. */
  isRead?: boolean;
  idempotencyKey: string | undefined;
  invocationId: string;
}

export interface CallsOptions {
  engine: Engine;
  kept: KeptCalls;
  metrics: Metrics;
  /** The connection of keys that name none; the sandbox when left out. */
  connection: string | undefined;
  /** Calls at the same time. */
  limit: number;
  grant: Grant;
  /** Told of what goes over the wire. */
  onExchange?: InvokeCall['onExchange'];
}

/** With which grant a key's calls are made. */
export type Grant = (key: StoredKey) => Pick<InvokeCall, 'tokens' | 'authorization'>;

/** Runs the calls of the service: what REST and SOAP have in common. */
export class Calls {
  readonly #running = new Set<Promise<unknown>>();
  #isStopping = false;
  #isLeaving = false;

  constructor(private readonly options: CallsOptions) {}

  get count(): number {
    return this.#running.size;
  }

  /** Whether calls are no longer taken, or soon will not be. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /**
   * The Result of a call, whatever its outcome, and whether it is that of an earlier call with the same Idempotency-Key.
   * Throws Problem, or ToldError; nothing was sent then.
   */
  run(call: ServiceCall): Promise<{ result: Result; isRepeated: boolean }> {
    const { metrics, limit } = this.options;
    if (this.#isStopping) throw stopping();
    if (this.count >= limit)
      throw serviceBusy(`${limit} calls run already; nothing was sent.`, 'Try again after Retry-After.', 1);
    const started = performance.now();
    const running = this.#run(call).then((done) => {
      if (done.isRepeated) metrics.repeated();
      else metrics.invoked(done.result, performance.now() - started);
      return done;
    });
    this.#running.add(running);
    const end = () => this.#running.delete(running);
    running.then(end, end);
    return running;
  }

  /**
   * Tells who asks that no calls will be taken, takes none after `drainMs`, and resolves when the last one has ended, or
   * after `graceMs` more.
   */
  async stop({ drainMs, graceMs }: Pick<Limits, 'drainMs' | 'graceMs'>): Promise<void> {
    this.#isLeaving = true;
    if (drainMs > 0) await pause(drainMs);
    this.#isStopping = true;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([Promise.allSettled(this.#running), patience]);
    clearTimeout(timer);
  }

  async #run(call: ServiceCall): Promise<{ result: Result; isRepeated: boolean }> {
    const { engine, kept, onExchange } = this.options;
    const { key, node, version, method, input, isRead = false, idempotencyKey, invocationId } = call;
    const connection = key.connection ?? this.options.connection;
    const plan = await engine.plan({
      node,
      version,
      method,
      input,
      isRead,
      // Webex Connect has filled its variables: what looks like one now is what a customer wrote.
      literal: true,
      ...(connection !== undefined && { connection }),
      ...(onExchange && { onExchange }),
      ...this.options.grant(key),
    });
    if (idempotencyKey === undefined) return { result: await plan.run(invocationId), isRepeated: false };
    return kept.run(
      { apiKey: key.hash, node, version, method, idempotencyKey },
      {
        input: plan.asked,
        invocationId,
        package: plan.package,
        deadlineMs: plan.deadlineMs,
        invoke: (mayStill) => plan.run(invocationId, mayStill),
      },
    );
  }
}

export const newInvocationId = (): string => randomUUID();

const stopping = () =>
  serviceStopping('The service is being stopped; nothing was sent.', 'Try again after Retry-After.', 5);
