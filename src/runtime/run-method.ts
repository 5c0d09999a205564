import type { Connection, Result } from '../../schemas/types.js';
import { type Clock, sleep } from '../ground/clock.js';
import type { Diagnostic } from '../ground/diagnostic.js';
import { follow } from '../ground/pointer.js';
import { toldError } from '../ground/told-error.js';
import {
  builtInOutcomes,
  type CallContext,
  type EventBody,
  type Json,
  type OutcomeType,
} from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import { type EventKeys, isAwaited, isProof, otherType } from './awaited-event.js';
import type { Callbacks, PendingCallback } from './callbacks.js';
import { Deadline } from './deadline.js';
import type { Events } from './events.js';
import { type OnExchange, shownAnswer, shownRequest } from './exchange.js';
import { failedStep, noGrant } from './failed-step.js';
import { followingMethod } from './following-method.js';
import type { Mask } from './mask.js';
import { messageContext } from './message-context.js';
import { Phases } from './phases.js';
import type { PreparedInput } from './prepare-input.js';
import { type RateUse, sendWithin } from './public-rate.js';
import { readAnswer, readCallback, readEvent, type Step } from './read-answer.js';
import { readOutputs } from './read-outputs.js';
import { isAbout, otherEvents, strayNotes } from './stray-callbacks.js';
import type { TokenSource } from './token-source.js';
import { TokenUse } from './token-use.js';
import type { Answer, Way } from './transport.js';
import { buildCall, type WireCall } from './wire-call.js';

const connectionCallbackBase = toldError(
  'operator',
  'connection.callback-base',
  'The API has no way to reach this machine with its callbacks.',
);

/** What the runtime adds to a Result; the engine knows the rest. */
export type MethodResult = Pick<
  Result,
  'outcome' | 'type' | 'effect' | 'outputs' | 'intermediate' | 'diagnostics' | 'timings'
>;

export interface MethodCall {
  invocationId: string;
  method: CallableMethod;
  prepared: PreparedInput;
  connection: Connection;
  /** Undefined when the node calls without authorization: no token is asked for and no Authorization header sent. */
  tokens: TokenSource | undefined;
  transport: Way;
  clock: Clock;
  /** What keeps the calls of this wire within the API's rate; none where the API has none. */
  rate?: RateUse | undefined;
  callbacks: Callbacks;
  /** Of the organization, for a method whose outcome comes with one. */
  events: Events;
  /** What a callback's id is appended to; undefined when the API has no way to reach this process. */
  callbackBase: string | undefined;
  /** For all phases together, milliseconds. */
  deadlineMs: number;
  /** The node's lists as fetched, for the handler. */
  fetched?: CallContext['fetched'] | undefined;
  /** Outputs that do not fit are errors, not warnings. */
  strictOutputs: boolean;
  onExchange?: OnExchange | undefined;
}

/** Between two questions to a token server that wants no wait, milliseconds. */
const leastWaitMs = 1000;

/** Stands for the callback URL where it is shown. */
export const callbackMarker = 'https://callback.invalid/callbacks/<id>';

class Run {
  readonly #phases: Phases;
  readonly #notes: Diagnostic[] = [];
  readonly #intermediate: MethodResult['intermediate'] = [];
  /** The types of events about the call that it does not wait for. */
  readonly #otherTypes = new Set<string>();
  readonly #tokens: TokenUse | undefined;
  /** That the API has named while its event is waited for. */
  #taskId: string | undefined;

  constructor(
    private readonly call: MethodCall,
    private readonly callback: PendingCallback,
    private readonly deadline: Deadline,
  ) {
    this.#phases = new Phases(call.clock);
    this.#tokens = call.tokens && new TokenUse(call.tokens, deadline, (seconds) => this.#patience(seconds));
  }

  async execute(): Promise<MethodResult> {
    const { prepared } = this.call;
    if (prepared.input === undefined) return this.#finish({ outcome: 'onInvalidData' }, prepared.diagnostics);
    const context = this.#context(prepared.input);
    const { method, connection } = this.call;
    const wireCall = await buildCall(method, prepared.input, connection, context);
    if ('failed' in wireCall)
      return this.#finish({ outcome: wireCall.outcome, reason: wireCall.failed }, [
        ...(wireCall.others ?? []),
        ...prepared.diagnostics,
      ]);
    return this.#finish(
      await this.#exchange(wireCall, prepared.input, context),
      [...prepared.diagnostics, ...wireCall.notes],
      prepared.input,
    );
  }

  #context(input: unknown): BuildContext {
    const { method, connection, invocationId, callbackBase, fetched, clock } = this.call;
    const { callback } = this;
    const message = messageContext(method, input, connection, clock.now());
    return {
      invocationId,
      orgId: connection.orgId,
      ...(fetched && { fetched }),
      ...(message && { message }),
      get callbackUrl() {
        return callbackUrl(callbackBase, callback);
      },
    };
  }

  async #exchange(wireCall: WireCall, input: unknown, context: BuildContext): Promise<Step> {
    const { method, events } = this.call;
    // Before anything is sent: a callback or an event may be here before the answer is.
    this.callback.expect(isAbout(wireCall));
    try {
      if (!method.definition.events) return await this.#request(method, wireCall, () => this.#callback());
      const end = await events.end();
      const aliasId = context.message?.aliasId;
      const step = await this.#request(method, wireCall, ({ body }) =>
        this.#event(method, { aliasId, taskId: follow(body, ['data', 'id']) }, end),
      );
      return await this.#follow(step, input, context, end);
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Sends a request and reads the answer; where that announces more, what comes of it. */
  async #request(
    { definition }: CallableMethod,
    wireCall: WireCall,
    wait: (announced: Step) => Promise<Step>,
  ): Promise<Step> {
    const answer = await (this.#tokens ? this.#sendRenewing(wireCall, this.#tokens) : this.#send(wireCall));
    if (!answer) return noGrant(definition, this.call.tokens?.remedy ?? '');
    const step = await readAnswer(definition, answer, this.#mask);
    if (!step.waiting) return this.#tokens ? step : withoutGrant(step, answer);
    if (step.waiting.intermediate)
      this.#intermediate.push({ outcome: step.waiting.intermediate, at: this.#phases.elapsed });
    this.#notes.push(...(step.notes ?? []));
    return wait(step);
  }

  async #callback(): Promise<Step> {
    const { method, onExchange } = this.call;
    const body = await this.#phases.timed('wait', () => this.callback.wait(this.deadline));
    onExchange?.({ callback: this.#mask(body as Json) });
    return withNotes(
      await readCallback(method.definition, body, this.#mask, method.callbackField),
      this.#noted(),
    );
  }

  async #event({ definition }: CallableMethod, keys: EventKeys, end: number): Promise<Step> {
    const { events, connection, onExchange } = this.call;
    const types = Object.keys(definition.events!);
    if (typeof keys.taskId === 'string') this.#taskId = keys.taskId.slice(0, 60);
    const isAwaitedOne = isAwaited(types, keys);
    const isOurs = (body: EventBody) => {
      const other = otherType(types, keys, body);
      if (other !== undefined) this.#otherTypes.add(other);
      return isAwaitedOne(body);
    };
    const event = await this.#phases.timed('wait', () =>
      events.wait({ orgId: connection.orgId, end, isOurs, signal: this.deadline.signal }),
    );
    onExchange?.({ callback: this.#mask(event) });
    return readEvent(definition, event, { mask: this.#mask, isProven: isProof(event, keys) });
  }

  /** The second request that the first one's event asks for, if it does. */
  async #follow(step: Step, input: unknown, context: BuildContext, end: number): Promise<Step> {
    const { method, connection } = this.call;
    const next = await followingMethod(method, input, context, step);
    if (!next) return step;
    const wireCall = await buildCall(next.method, input, connection, context);
    if ('failed' in wireCall) return { outcome: wireCall.outcome, effect: 'none', reason: wireCall.failed };
    this.#notes.push(...wireCall.notes);
    const keys = { aliasId: context.message?.aliasId, taskId: next.taskId };
    return this.#request(next.method, wireCall, () => this.#event(next.method, keys, end));
  }

  async #sendRenewing(wireCall: WireCall, tokens: TokenUse): Promise<Answer | undefined> {
    return tokens.sendRenewing(
      (token) => this.#send(wireCall, token),
      (rejected) => this.#phases.timed('token', () => tokens.get(rejected)),
    );
  }

  async #send(wireCall: WireCall, token?: string): Promise<Answer> {
    const { rate, deadlineMs } = this.call;
    const send = () => this.#phases.timed('send', () => this.#sendShowing(wireCall, token));
    if (!rate) return send();
    // Nothing is sent yet: as while waiting for a token, there is no effect.
    const take = (leftMs: number) => this.#phases.timed('token', () => rate.take(leftMs));
    return sendWithin({ ...rate, take }, deadlineMs - this.#phases.elapsed, send);
  }

  async #sendShowing(wireCall: WireCall, token: string | undefined): Promise<Answer> {
    const { transport, onExchange, callbackBase } = this.call;
    if (!onExchange) return transport.send(wireCall, token, this.deadline);
    const mask = this.#mask;
    const url = callbackBase === undefined ? undefined : callbackBase + this.callback.id;
    const shown = { isAuthorized: token !== undefined, url, marker: callbackMarker };
    const request = shownRequest(wireCall, mask, shown);
    try {
      const answer = await transport.send(wireCall, token, this.deadline);
      onExchange({ request, answer: shownAnswer(answer, mask) });
      return answer;
    } catch (error) {
      const timedOut = this.deadline.aborted;
      onExchange({ request, error: timedOut ? 'No answer within the deadline.' : (error as Error).message });
      throw error;
    }
  }

  /** As long as the deadline allows. */
  async #patience(seconds: number): Promise<boolean> {
    const { clock, deadlineMs } = this.call;
    // Not at once, whatever the token server says: it was just asked.
    const waitMs = Math.max(seconds * 1000, leastWaitMs);
    if (this.#phases.elapsed + waitMs >= deadlineMs) return false;
    await sleep(clock, waitMs);
    return true;
  }

  #failed(error: unknown): Step {
    const { call, deadline } = this;
    const { deadlineMs, method } = call;
    const step = failedStep(error, {
      ...{ phases: this.#phases, deadlineMs, isOver: deadline.aborted },
      ...{ taskId: this.#taskId, definition: method.definition },
    });
    return deadline.aborted ? withNotes(step, this.#missed()) : step;
  }

  /** What was noted until now, with what came for the call and was not its callback. */
  #noted(): Diagnostic[] {
    return [...this.#notes, ...strayNotes(this.callback.strays)];
  }

  /** The same, for a call whose event did not come. */
  #missed(): Diagnostic[] {
    const { events, follow } = this.call.method.definition;
    const known = Object.keys({ ...events, ...follow?.events });
    return [
      ...this.#noted(),
      ...otherEvents(
        [...this.#otherTypes].filter((one) => !known.includes(one)),
        known,
      ),
    ];
  }

  async #finish(step: Step, before: Diagnostic[], input?: unknown): Promise<MethodResult> {
    const { method, strictOutputs } = this.call;
    const outcome = step.outcome ?? 'onError';
    const own = method.definition.outcomes as Record<string, OutcomeType> | undefined;
    const type = own?.[outcome] ?? builtInOutcomes[outcome as keyof typeof builtInOutcomes];
    const isSuccess = type === 'success';
    const { outputs, diagnostics } = await readOutputs(method, {
      body: step.body,
      input,
      outcome,
      isSuccess,
      strict: strictOutputs,
    });
    return {
      outcome,
      type,
      effect: step.effect ?? 'none',
      outputs,
      intermediate: this.#intermediate,
      diagnostics: [...(step.reason ? [step.reason] : []), ...(step.notes ?? []), ...before, ...diagnostics],
      timings: this.#phases.timings,
    };
  }

  /** Hides every token that was used. */
  get #mask(): Mask {
    return this.#tokens?.mask ?? ((value) => value);
  }
}

type BuildContext = CallContext & { invocationId: string };

const withNotes = (step: Step, notes: Diagnostic[]): Step =>
  notes.length > 0 ? { ...step, notes: [...(step.notes ?? []), ...notes] } : step;

/** An API that asks a node without authorization for one: to authorize again, as is the remedy elsewhere, would not help. */
const withoutGrant = (step: Step, { status }: Answer): Step =>
  step.reason && (status === 401 || status === 403)
    ? { ...step, reason: { ...step.reason, remedy: openRemedy } }
    : step;

const openRemedy =
  "The node's auth binding (auth.json) has the type none, so it calls without authorization; the API wants one: set the binding to oauth2.";

const callbackUrl = (base: string | undefined, callback: Pick<PendingCallback, 'id'>): string => {
  if (base !== undefined) return base + callback.id;
  throw connectionCallbackBase(
    'The method needs a callback, and the API cannot reach this machine by itself.',
    'Set callbackBase (and callbackPort) in the connection: the public address of the callback listener.',
  );
};

/** Runs one call of a method under its deadline. Throws ToldError for what the connection lacks; else an outcome. */
export const runMethod = async (call: MethodCall): Promise<MethodResult> => {
  const deadline = new Deadline();
  const cancel = call.clock.after(call.deadlineMs, () => deadline.pass());
  const callback = call.callbacks.open();
  try {
    return await new Run(call, callback, deadline).execute();
  } finally {
    cancel();
    callback.close();
  }
};
