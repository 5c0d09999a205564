import { warningDiagnostic } from '../../../ground/diagnostic.js';
import { maxJsonBytes } from '../../../ground/json-limits.js';
import { toldError } from '../../../ground/told-error.js';
import type { Json } from '../../../node-kit/method.js';
import type { Method } from '../../../package/method.js';
import type { Exchange } from '../../../runtime/exchange.js';
import type { TokenSource } from '../../../runtime/token-source.js';
import { ExpansionTooLarge, fillVariables } from '../../../runtime/variables.js';
import { asText } from '../../event.js';
import type { FlowFault } from '../../faults/fault.js';
import { madeUpOutputs } from '../../faults/made-up-outputs.js';
import { provocationOf } from '../../faults/provoke.js';
import { type Way, wireFault } from '../../faults/wire-faults.js';
import { outcomesOf } from '../../outcomes.js';
import { attachmentWarning, refusedAttachments } from '../../refused-attachments.js';
import type { StepOf } from '../../types.js';
import { shownExchange } from '../shown-exchange.js';
import type { StepRecord, StepResult } from '../step-result.js';
import type { World } from '../world.js';

const faultLive = toldError(
  'caller',
  'fault.live',
  'A fault of the wire was ordered for a run that does not go to the sandbox.',
);

export interface NodeSurroundings {
  world: World;
  method: Method;
  variables: Record<string, string>;
  fault: FlowFault | undefined;
  newId: () => string;
  /** Leaves out what went over the wire. */
  brief: boolean;
}

type Forced = NonNullable<StepRecord['forced']>;

interface Plan {
  way: Way;
  forced?: Forced;
}

const planOf = async ({ fault, method, world }: NodeSurroundings): Promise<Plan> => {
  if (!fault) return { way: {} };
  const { text } = fault;
  if (fault.wire !== undefined) {
    const { way, how } = wireFault(fault.wire, fault.retryAfter)!;
    if (!world.stage)
      throw faultLive(
        `--fault ${text}: faults of the wire are ordered at the sandbox.`,
        'Run against the sandbox (without --connection), or force an outcome.',
      );
    return { way, forced: { fault: text, by: way.token ? 'token' : 'wire', how } };
  }
  const provocation = world.stage ? await provocationOf(method, fault.outcome!) : undefined;
  if (!provocation)
    return {
      way: {},
      forced: {
        fault: text,
        by: 'override',
        how: 'nothing was sent; the outcome was put in place, with outputs that fit it',
      },
    };
  const { way, by, how } = provocation;
  return { way, forced: { fault: text, by, how } };
};

const expired = (source: TokenSource): TokenSource => ({
  getToken: async (options) =>
    options.rejected === undefined ? 'an-expired-token' : source.getToken({ signal: options.signal }),
  remedy: source.remedy,
});

const tokensFor = (source: TokenSource, token: Way['token']): TokenSource => {
  if (token === 'expired') return expired(source);
  if (token === 'revoked')
    return { ...source, getToken: async ({ rejected }) => (rejected ? undefined : 'a-revoked-token') };
  return token === 'none' ? { ...source, getToken: async () => undefined } : source;
};

/** The world's own tokens, else the authorization that the engine knows. */
const grantOf = ({ authorization }: StepOf<'node'>, world: World, { token }: Way) => {
  const tokens = world.tokens(authorization);
  if (tokens) return { tokens: tokensFor(tokens, token) };
  return authorization === undefined ? {} : { authorization };
};

const typeOf = (step: StepOf<'node'>, method: Method, outcome: string) =>
  outcomesOf(step, method)?.find(({ name }) => name === outcome)?.type ?? 'error';

/** Empty when it is too large: the call itself says so. */
const filledInput = (input: Json, variables: Record<string, string>): Record<string, unknown> => {
  try {
    return fillVariables(input, variables, maxJsonBytes).value as Record<string, unknown>;
  } catch (error) {
    if (error instanceof ExpansionTooLarge) return {};
    throw error;
  }
};

const outputTexts = (outputs: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, asText(value)]));

/** An outcome that did not come about, with what the contract has it give. */
const putInPlace = async (
  step: StepOf<'node'>,
  { method, variables }: NodeSurroundings,
  outcome: string,
): Promise<Pick<StepResult, 'outcome' | 'type' | 'outputs'>> => {
  const type = typeOf(step, method, outcome);
  const input = filledInput(step.input as Json, variables);
  const outputs = await madeUpOutputs(await method.callable(), {
    outcome,
    isSuccess: type === 'success',
    input,
  });
  return { outcome, type, outputs: outputTexts(outputs) };
};

/** What only the values of a run show, and the platform tells too late. */
const warningsOf = ({ node, input }: StepOf<'node'>, variables: Record<string, string>) => {
  if (node !== 'resolve-conversation') return [];
  const filled = filledInput(input as Json, variables);
  const types = refusedAttachments(filled);
  if (types.length === 0) return [];
  const { message, remedy } = attachmentWarning(types, filled.mediaChannel);
  return [warningDiagnostic('resolve-conversation.attachment', message, remedy, '/details')];
};

/** Calls a node of the pack, with the fault that is ordered for this execution. Throws ToldError. */
export const runNodeStep = async (
  step: StepOf<'node'>,
  surroundings: NodeSurroundings,
): Promise<StepResult> => {
  const { world, variables, fault, newId, brief } = surroundings;
  const { way, forced } = await planOf(surroundings);
  const identity = { node: step.node, version: step.version, method: step.method };
  if (forced?.by === 'override')
    return { ...identity, ...(await putInPlace(step, surroundings, fault!.outcome!)), forced };
  const exchanges: Exchange[] = [];
  const warnings = warningsOf(step, variables);
  if (way.order) world.stage?.order(way.order);
  const call = world.engine.invoke({
    ...identity,
    input: way.noInput ? {} : step.input,
    variables,
    connection: world.connection,
    ...grantOf(step, world, way),
    invocationId: newId(),
    ...(!brief && { onExchange: (exchange: Exchange) => exchanges.push(exchange) }),
  });
  const result = await world.clock.wait(call).finally(() => {
    if (way.order) world.stage?.clearOrders();
  });
  const done: StepResult = {
    ...identity,
    package: result.package.digest,
    outcome: result.outcome,
    type: result.type,
    intermediate: result.intermediate.map(({ outcome }) => outcome),
    outputs: outputTexts(result.outputs),
    diagnostics: [...result.diagnostics, ...warnings],
    timings: result.timings,
    exchanges: exchanges.map((exchange) => shownExchange(exchange, world.connection)),
    ...(forced && { forced }),
  };
  const wanted = fault?.outcome;
  if (wanted === undefined || wanted === done.outcome || done.intermediate?.includes(wanted)) return done;
  return {
    ...done,
    ...(await putInPlace(step, surroundings, wanted)),
    forced: {
      fault: fault!.text,
      by: 'override',
      how: `${forced!.how}, but that led to ${done.outcome}; the outcome was put in its place, with outputs that fit it`,
    },
  };
};
