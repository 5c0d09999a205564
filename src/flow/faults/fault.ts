import { suggestion } from '../../ground/nearest.js';
import { toldError } from '../../ground/told-error.js';
import type { Method } from '../../package/method.js';
import { expandStep } from '../expand.js';
import { canonicalOutcome, outcomesOf } from '../outcomes.js';
import type { StepMethod } from '../step-methods.js';
import { type Flow, findStep, type Step } from '../types.js';
import { wireFault, wireFaultNames } from './wire-faults.js';

const faultSyntax = toldError('caller', 'fault.syntax', 'An ordered fault is not written as a fault is.');

/** What goes wrong when a step is executed. */
export interface FlowFault {
  /** As it was ordered. */
  text: string;
  /** The id of the step. */
  step: string;
  /** The outcome to force, or the fault of the wire. */
  outcome?: string;
  wire?: string;
  /** Seconds, with wire=429. */
  retryAfter?: number;
  /** For how many executions of the step. */
  times: number;
}

export const wrongFault = (text: string, message: string, remedy: string) =>
  faultSyntax(`--fault ${text}: ${message}`, remedy);

const form =
  'Write step=<step>,outcome=<outcome> or step=<step>,wire=<fault>, and times=<number> or times=all.';

const partsOf = (text: string, ordered: string): Map<string, string> => {
  const parts = new Map<string, string>();
  for (const part of text === '' ? [] : text.split(',')) {
    const at = part.indexOf('=');
    const key = part.slice(0, Math.max(at, 0)).trim();
    if (at < 1 || !['step', 'outcome', 'wire', 'times', 'retry-after'].includes(key))
      throw wrongFault(ordered, `${JSON.stringify(part)} is not understood.`, form);
    if (parts.has(key)) throw wrongFault(ordered, `${key} is there twice.`, form);
    parts.set(key, part.slice(at + 1).trim());
  }
  return parts;
};

const numberOf = (text: string, key: string, value: string): number => {
  if (!/^[0-9]{1,6}$/.test(value)) throw wrongFault(text, `${key}=${value} is not a whole number.`, form);
  return Number(value);
};

/** A fault that happens no time at all would be told of nowhere. */
const timesOf = (text: string, value: string): number => {
  const times = numberOf(text, 'times', value);
  if (times === 0)
    throw wrongFault(text, 'times=0 is never.', 'Leave the fault out, or give times=1 or more.');
  return times;
};

/** Throws ToldError for an outcome that the step does not have; nobody can tell for a node that is not known. */
const checkOutcome = (text: string, outcome: string, step: Step, method: Method | undefined): void => {
  const known = step.kind === 'end' ? [] : outcomesOf(step, method)?.map(({ name }) => name);
  if (known?.includes(canonicalOutcome(outcome)) === false)
    throw wrongFault(
      text,
      `the step ${step.name} has no outcome ${JSON.stringify(outcome)}.`,
      suggestion(outcome, known),
    );
};

/**
 * `step=queue,outcome=onTimeout` → the fault. `methods` are those of the flow's steps, by place; `ordered` is the whole of what
 * was ordered, where this is a part of it. Throws ToldError.
 */
export const parseFault = (
  text: string,
  flow: Flow,
  methods: ReadonlyMap<number, StepMethod> = new Map(),
  ordered = text,
): FlowFault => {
  const parts = partsOf(text, ordered);
  const reference = parts.get('step');
  const [outcome, wire] = [parts.get('outcome'), parts.get('wire')];
  if (reference === undefined || (outcome === undefined) === (wire === undefined))
    throw wrongFault(ordered, 'It needs a step, and either an outcome or a fault of the wire.', form);
  const step = findStep(flow, reference);
  if (!step)
    throw wrongFault(
      ordered,
      `the flow has no step ${JSON.stringify(reference)}.`,
      suggestion(
        reference,
        flow.steps.map(({ name }) => name),
      ),
    );
  if (step.kind === 'end') throw wrongFault(ordered, 'an End has no outcome.', 'Name another step.');
  if (wire !== undefined && !wireFault(wire))
    throw wrongFault(
      ordered,
      `there is no fault ${JSON.stringify(wire)}.`,
      `Known: ${wireFaultNames.join(', ')}.`,
    );
  if (wire !== undefined && step.kind !== 'node')
    throw wrongFault(
      ordered,
      `the step ${step.name} sends nothing over the wire.`,
      'Force an outcome instead.',
    );
  if (outcome !== undefined) {
    const place = flow.steps.indexOf(step);
    const method = methods.get(place)?.found;
    checkOutcome(ordered, outcome, expandStep(flow, place, method), method);
  }
  const times = parts.get('times') ?? '1';
  const retryAfter = parts.get('retry-after');
  return {
    text: ordered,
    step: step.id,
    ...(outcome !== undefined && { outcome: canonicalOutcome(outcome) }),
    ...(wire !== undefined && { wire }),
    ...(retryAfter !== undefined && { retryAfter: numberOf(ordered, 'retry-after', retryAfter) }),
    times: times === 'all' ? Number.POSITIVE_INFINITY : timesOf(ordered, times),
  };
};

/** The faults of a run, used up one by one. */
export class FaultPlan {
  readonly #left: { fault: FlowFault; times: number }[];

  constructor(faults: FlowFault[]) {
    this.#left = faults.map((fault) => ({ fault, times: fault.times }));
  }

  /** The fault for this execution of a step, if there is one. */
  take(step: string): FlowFault | undefined {
    const entry = this.#left.find(({ fault, times }) => fault.step === step && times > 0);
    if (!entry) return undefined;
    entry.times -= 1;
    return entry.fault;
  }
}
