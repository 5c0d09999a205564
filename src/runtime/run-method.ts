import type { Connection, Result } from '../../schemas/types.js';
import { ConfigurationError } from '../node-kit/configuration-error.js';
import { type Diagnostic, errorDiagnostic } from '../node-kit/diagnostic.js';
import type { LoadedMethod } from '../node-kit/loaded-method.js';
import {
  authorizationOutcome,
  builtInOutcomes,
  type CallContext,
  type Json,
  type OutcomeType,
} from '../node-kit/method.js';
import type { Callbacks, PendingCallback } from './callbacks.js';
import { type OnExchange, shownAnswer, shownRequest } from './exchange.js';
import { prepareInput } from './prepare-input.js';
import { readAnswer, readCallback, type Step } from './read-answer.js';
import { readOutputs } from './read-outputs.js';
import { type Answer, SendError, type Sender } from './send.js';
import { TokenServerError, type TokenSource } from './token-source.js';
import { TokenUse } from './token-use.js';
import type { Variables } from './variables.js';
import { buildCall, type WireCall } from './wire-call.js';

/** What the runtime adds to a Result; the engine knows the rest. */
export type MethodResult = Pick<
  Result,
  'outcome' | 'type' | 'outputs' | 'intermediate' | 'diagnostics' | 'timings'
>;

export interface MethodCall {
  invocationId: string;
  method: LoadedMethod;
  input: { [key: string]: Json };
  /** Undefined where texts are to stay as they are. */
  variables: Variables | undefined;
  connection: Connection;
  tokens: TokenSource;
  sender: Sender;
  callbacks: Callbacks;
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

/** Stands for the callback URL where it is shown. */
export const callbackMarker = 'https://callback.invalid/callbacks/<id>';

type Phase = 'token' | 'send' | 'wait';

const phaseText: Record<Phase, string> = {
  token: 'for a token',
  send: "for the API's answer",
  wait: "for the API's callback",
};

class Run {
  readonly #started = performance.now();
  readonly #timings = { token: 0, send: 0, wait: 0 };
  readonly #intermediate: MethodResult['intermediate'] = [];
  readonly #tokens: TokenUse;
  #phase: Phase = 'token';

  constructor(
    private readonly call: MethodCall,
    private readonly callback: PendingCallback,
    private readonly signal: AbortSignal,
  ) {
    this.#tokens = new TokenUse(call.tokens, signal);
  }

  async execute(): Promise<MethodResult> {
    const { method, input, variables } = this.call;
    const prepared = prepareInput(method, input, variables);
    if (prepared.input === undefined) return this.#finish({ outcome: 'onInvalidData' }, prepared.diagnostics);
    const wireCall = this.#build(prepared.input);
    if (!('url' in wireCall)) return this.#finish(wireCall, prepared.diagnostics);
    return this.#finish(
      await this.#exchange(wireCall),
      [...prepared.diagnostics, ...wireCall.notes],
      prepared.input,
    );
  }

  #build(input: unknown): WireCall | Step {
    const { method, connection, invocationId, callbackBase, fetched } = this.call;
    const { id } = this.callback;
    try {
      return buildCall(method, input, connection, {
        invocationId,
        orgId: connection.orgId,
        ...(fetched && { fetched }),
        get callbackUrl() {
          return callbackUrl(callbackBase, id);
        },
      });
    } catch (error) {
      if (error instanceof ConfigurationError) throw error;
      return {
        outcome: 'onError',
        reason: errorDiagnostic(
          'handler.failed',
          `The handler failed: ${(error as Error).message}`,
          'Report it to the pack.',
        ),
      };
    }
  }

  async #exchange(wireCall: WireCall): Promise<Step> {
    const { definition } = this.call.method;
    try {
      const token = await this.#timed('token', () => this.#tokens.get());
      if (token === undefined) return this.#noGrant();
      const step = readAnswer(definition, await this.#sendRenewing(wireCall, token), this.#tokens.mask);
      if (!step.waiting) return step;
      if (step.waiting.intermediate)
        this.#intermediate.push({ outcome: step.waiting.intermediate, at: this.#elapsed() });
      const body = await this.#timed('wait', () => this.callback.wait(this.signal));
      this.call.onExchange?.({ callback: this.#tokens.mask(body as Json) });
      return readCallback(definition, body, this.#tokens.mask);
    } catch (error) {
      return this.#failed(error as Error);
    }
  }

  /** As on the platform there is no retry, but for one: a 401 renews the token and sends once more. */
  async #sendRenewing(wireCall: WireCall, token: string): Promise<Answer> {
    const send = (one: string) => this.#timed('send', () => this.#sendShowing(wireCall, one));
    const answer = await send(token);
    if (answer.status !== 401) return answer;
    const renewed = await this.#timed('token', () => this.#tokens.get(token));
    return renewed === undefined ? answer : send(renewed);
  }

  async #sendShowing(wireCall: WireCall, token: string): Promise<Answer> {
    const { sender, onExchange, callbackBase } = this.call;
    if (!onExchange) return sender.send(wireCall, token, this.signal);
    const { mask } = this.#tokens;
    const url = callbackBase === undefined ? undefined : callbackBase + this.callback.id;
    const request = shownRequest(wireCall, mask, { url, marker: callbackMarker });
    try {
      const answer = await sender.send(wireCall, token, this.signal);
      onExchange({ request, answer: shownAnswer(answer, mask) });
      return answer;
    } catch (error) {
      const timedOut = this.signal.aborted;
      onExchange({ request, error: timedOut ? 'No answer within the deadline.' : (error as Error).message });
      throw error;
    }
  }

  #noGrant(): Step {
    const declared = Object.hasOwn(this.call.method.definition.outcomes, authorizationOutcome);
    return {
      outcome: declared ? authorizationOutcome : 'onError',
      reason: errorDiagnostic(
        'authorization.missing',
        'There is no usable authorization.',
        this.call.tokens.remedy,
      ),
    };
  }

  #failed(error: Error): Step {
    if (this.signal.aborted) return { outcome: 'onTimeout', reason: this.#deadlinePassed() };
    if (error instanceof SendError)
      return {
        outcome: 'onError',
        reason: errorDiagnostic(
          `send.${error.code}`,
          error.message,
          'Check the connection and whether the API is up.',
        ),
      };
    if (error instanceof TokenServerError)
      return {
        outcome: 'onError',
        reason: errorDiagnostic(
          'authorization.server',
          error.message,
          'Try again later; the authorization is kept.',
        ),
      };
    throw error;
  }

  #deadlinePassed() {
    return errorDiagnostic(
      'deadline',
      `The deadline of ${this.call.deadlineMs} ms passed while waiting ${phaseText[this.#phase]}.`,
      'The call may have had its effect all the same: look at the task before trying again.',
    );
  }

  #finish(step: Step, before: Diagnostic[], input?: unknown): MethodResult {
    const { method, strictOutputs } = this.call;
    const outcome = step.outcome ?? 'onError';
    const own = method.definition.outcomes as Record<string, OutcomeType>;
    const type = own[outcome] ?? builtInOutcomes[outcome as keyof typeof builtInOutcomes];
    const isSuccess = type === 'success';
    const { outputs, diagnostics } = readOutputs(method, {
      body: step.body,
      input,
      isSuccess,
      strict: strictOutputs,
    });
    return {
      outcome,
      type,
      outputs,
      intermediate: this.#intermediate,
      diagnostics: [...(step.reason ? [step.reason] : []), ...before, ...diagnostics],
      timings: { ...this.#timings, total: this.#elapsed() },
    };
  }

  async #timed<Type>(phase: Phase, work: () => Promise<Type>): Promise<Type> {
    this.#phase = phase;
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.#timings[phase] = round(this.#timings[phase] + performance.now() - start);
    }
  }

  #elapsed() {
    return round(performance.now() - this.#started);
  }
}

const round = (milliseconds: number) => Math.round(milliseconds * 10) / 10;

const callbackUrl = (base: string | undefined, id: string): string => {
  if (base !== undefined) return base + id;
  throw new ConfigurationError(
    'connection.callback-base',
    'The method needs a callback, and the API cannot reach this machine by itself.',
    'Set callbackBase (and callbackPort) in the connection: the public address of the callback listener.',
  );
};

/** Runs one call of a method under its deadline. Throws ConfigurationError for what the connection lacks; else an outcome. */
export const runMethod = async (call: MethodCall): Promise<MethodResult> => {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error('deadline')), call.deadlineMs);
  const callback = call.callbacks.open();
  try {
    return await new Run(call, callback, deadline.signal).execute();
  } finally {
    clearTimeout(timer);
    callback.close();
  }
};
