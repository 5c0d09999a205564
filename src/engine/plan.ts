import type { Connection, Result } from '../../schemas/types.js';
import type { Clock } from '../ground/clock.js';
import type { CallContext } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import type { NodeVersion } from '../package/node-package.js';
import type { CallbackDoor } from '../runtime/callback-door.js';
import type { Events } from '../runtime/events.js';
import { type OnExchange, shownBody, shownHeaders } from '../runtime/exchange.js';
import { messageContext } from '../runtime/message-context.js';
import type { PreparedInput } from '../runtime/prepare-input.js';
import type { PublicRate } from '../runtime/public-rate.js';
import { callbackMarker, runMethod } from '../runtime/run-method.js';
import { unlessOvertaken, type Way } from '../runtime/transport.js';
import { buildCall } from '../runtime/wire-call.js';
import { needsToken, type ReportingTokens } from './authorization-tokens.js';
import { checkGrant } from './check-grant.js';
import { defaultDeadlineMs } from './connections.js';
import type { DryRun, InvokeCall } from './contract.js';

/** What a plan runs with. */
export interface Surroundings {
  transport: Way;
  clock: Clock;
  callbacks: CallbackDoor;
  events: Events;
  /** Of Cisco's published APIs. */
  publicRate: PublicRate;
  strictOutputs: boolean;
}

export interface PlanDetails {
  call: InvokeCall;
  version: NodeVersion;
  /** Who signed its package. */
  signer: Pick<Result['package'], 'signedBy'>;
  /** As the connection's endpoint has it. */
  method: CallableMethod;
  connection: Connection;
  prepared: PreparedInput;
  /** The node's lists as fetched, for the handler. */
  fetched: CallContext['fetched'];
  /** Where the call's tokens come from; undefined for a node that calls without authorization. */
  tokens: () => Promise<ReportingTokens | undefined>;
  /** What there is to say of the input beside its validity. */
  remarks: () => Promise<Result['diagnostics']>;
}

/** What will be called: package, method and connection are settled, the input is ready, nothing has been sent. */
export class Plan {
  constructor(
    private readonly details: PlanDetails,
    private readonly surroundings: Surroundings,
  ) {}

  get node(): string {
    return this.details.version.node.id;
  }

  get version(): string {
    return this.details.version.version;
  }

  /** The method's id. */
  get method(): string {
    return this.details.method.id;
  }

  get package(): Result['package'] {
    return { ...this.details.version.package.identity, ...this.details.signer };
  }

  get connection(): Connection {
    return this.details.connection;
  }

  /**
   * By what a call that is repeated is known again: its input, or what is said of one that is refused, however much there
   * is of it.
   */
  get asked(): unknown {
    const { call, prepared } = this.details;
    return prepared.input === undefined ? prepared.diagnostics : call.input;
  }

  /** For token, answer and callback together, milliseconds. */
  get deadlineMs(): number {
    return this.connection.deadlineMs ?? defaultDeadlineMs;
  }

  /**
   * Makes the call, once. Gives a Result with one of the method's declared outcomes; throws ToldError, and
   * nothing else, for what only the author can mend: nothing has been sent then.
   * @param invocationId a UUID.
   * @param mayStill asked right before anything is sent; where it says no, nothing is.
   */
  run(invocationId: string, mayStill?: () => Promise<boolean>): Promise<Result> {
    const { clock } = this.surroundings;
    return clock.work(async () => {
      const { method, connection, prepared, fetched } = this.details;
      const { callbacks, events, transport, publicRate, strictOutputs } = this.surroundings;
      const tokens = await this.details.tokens();
      const warned = prepared.input === undefined ? [] : this.#granted(tokens);
      if (method.definition.events && prepared.input !== undefined)
        await events.checkSubscribed(connection.orgId);
      const remarks = await this.details.remarks();
      const result = await runMethod({
        invocationId,
        method,
        prepared,
        connection,
        tokens,
        transport: mayStill ? unlessOvertaken(transport, mayStill) : transport,
        clock,
        // A token that was typed by hand says nothing of its client: those of an organization share one rate.
        ...(method.wireName === 'public' && { rate: publicRate.of(tokens?.client ?? connection.orgId) }),
        callbackBase: await callbacks.baseFor(connection),
        callbacks: callbacks.receiver,
        events,
        deadlineMs: this.deadlineMs,
        strictOutputs,
        onExchange: this.#onExchange(invocationId),
        fetched,
      });
      const { node, version, package: from } = this;
      return {
        invocationId,
        node,
        version,
        method: method.id,
        package: from,
        ...result,
        diagnostics: [...result.diagnostics, ...warned, ...remarks, ...(tokens?.diagnostics?.() ?? [])],
      };
    });
  }

  /** For a dry run: an authorization that is named must be there, and the published APIs take some grants alone. Throws ToldError. */
  async #checkGrant(): Promise<Result['diagnostics']> {
    const { call, method, prepared } = this.details;
    if (call.authorization === undefined && method.wireName !== 'public') return [];
    const tokens = await this.details.tokens();
    return prepared.input === undefined ? [] : this.#granted(tokens);
  }

  #granted(tokens: ReportingTokens | undefined): Result['diagnostics'] {
    const { method, version } = this.details;
    return checkGrant({ method, auth: version.package.auth }, tokens?.grant);
  }

  #onExchange(invocationId: string): OnExchange | undefined {
    const { call, method } = this.details;
    const { onExchange } = call;
    if (!onExchange) return undefined;
    const owner = {
      invocationId,
      node: this.node,
      version: this.version,
      method: method.id,
      wire: method.wireName ?? 'task',
    };
    return (exchange) => onExchange(exchange, owner);
  }

  /**
   * The request as it would be sent, Authorization masked and a marker for the callback URL, with its warnings if there
   * are any; or why nothing would be. Throws ToldError for a grant that does not do.
   */
  async show(): Promise<
    { call: DryRun; warnings?: Result['diagnostics'] } | { diagnostics: Result['diagnostics'] }
  > {
    const { version, method, connection, prepared, fetched } = this.details;
    const warned = await this.#checkGrant();
    if (prepared.input === undefined) return { diagnostics: prepared.diagnostics };
    const message = messageContext(method, prepared.input, connection, this.surroundings.clock.now());
    const built = await buildCall(method, prepared.input, connection, {
      ...(message && { message }),
      invocationId: '<invocation id>',
      orgId: connection.orgId,
      callbackUrl: callbackMarker,
      ...(fetched && { fetched }),
    });
    if ('failed' in built)
      return { diagnostics: [...prepared.diagnostics, built.failed, ...(built.others ?? [])] };
    const { method: verb, url, headers, body } = built;
    const warnings = [...prepared.diagnostics, ...built.notes, ...warned];
    return {
      ...(warnings.length > 0 && { warnings }),
      call: {
        method: verb,
        url,
        headers: shownHeaders(headers, needsToken(version.package)),
        ...(body !== undefined && { body: shownBody(body) }),
      },
    };
  }
}

/** What a dry run shows, as every door gives it to programs. */
export const dryRunView = (
  shown: Awaited<ReturnType<Plan['show']>>,
):
  | { outcome: string; diagnostics: Result['diagnostics'] }
  | (DryRun & { warnings?: Result['diagnostics'] }) => {
  if ('diagnostics' in shown) return { outcome: 'onInvalidData', diagnostics: shown.diagnostics };
  const { call, warnings = [] } = shown;
  return { ...call, ...(warnings.length > 0 && { warnings }) };
};
