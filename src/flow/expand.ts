import type { Method } from '../package/method.js';
import { canonicalOutcome, type Outcome } from './outcomes.js';
import { wirableOutcomes } from './script-outcomes.js';
import type { StepMethod } from './step-methods.js';
import type { Flow, GoingStep, Step, Transition } from './types.js';

/** The step's own transition for an outcome. */
export const writtenTransition = ({ transitions }: GoingStep, outcome: string): Transition | undefined =>
  Object.entries(transitions).find(([name]) => canonicalOutcome(name) === outcome || name === outcome)?.[1];

/**
 * Where an outcome without a transition leads: a success to the next step of a flow in listed order, everything else
 * where `otherwise` says. An intermediate outcome is never meant.
 */
export const unwrittenTransition = (
  { order, steps }: Flow,
  place: number,
  { type, isIntermediate }: Outcome,
): Transition | undefined => {
  if (isIntermediate) return undefined;
  const next = order === 'listed' && type === 'success' ? steps[place + 1] : undefined;
  if (next) return { to: next.id };
  return (steps[place] as GoingStep).otherwise;
};

/** The plain form of a step. */
export const expandStep = (flow: Flow, place: number, method: Method | undefined): Step => {
  const step = flow.steps[place]!;
  if (step.kind === 'end' || (step.otherwise === undefined && flow.order === undefined)) return step;
  const { otherwise: _, ...plain } = step;
  const added = wirableOutcomes(step, method).flatMap((outcome): [string, Transition][] => {
    if (writtenTransition(step, outcome.name)) return [];
    const transition = unwrittenTransition(flow, place, outcome);
    return transition ? [[outcome.name, transition]] : [];
  });
  return { ...plain, transitions: { ...step.transitions, ...Object.fromEntries(added) } } as Step;
};

/** The plain form of a flow: every outcome that leads somewhere has a transition that says so. */
export const expandFlow = (flow: Flow, methods: ReadonlyMap<number, StepMethod>): Flow => {
  const { order: _, ...plain } = flow;
  return {
    ...plain,
    steps: flow.steps.map((_step, place) => expandStep(flow, place, methods.get(place)?.found)),
  };
};
