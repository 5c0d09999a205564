import type { Flow as FlowFile } from '../../schemas/types.js';
import { toldError } from '../ground/told-error.js';

type WrittenStep = FlowFile['steps'][number];
type Transitions = NonNullable<Exclude<WrittenStep, { kind: 'end' }>['transitions']>;
type WithTransitions<Written> = Written extends { kind: 'end' }
  ? Written
  : Omit<Written, 'transitions'> & { transitions: Transitions };

export type Start = FlowFile['start'];
/** A step as it was read: one that goes on has transitions, if only an empty object. */
export type Step = WithTransitions<WrittenStep>;
export type Flow = Omit<FlowFile, 'steps'> & { steps: Step[] };
type StepKind = Step['kind'];
/** A step of one kind, for example `StepOf<'node'>`. */
export type StepOf<Kind extends StepKind> = Extract<Step, { kind: Kind }>;
/** A step that goes on: every kind but End. */
export type GoingStep = Exclude<Step, StepOf<'end'>>;
export type Transition = GoingStep['transitions'][string];
export type Action = NonNullable<Step['actions']>[number];
export type Conditions = StepOf<'branch'>['branches'][number]['when'];
export type ExitResult = 100 | 101 | 102 | 103;

export const stepUnknown = toldError('caller', 'step.unknown', 'The flow has no step of that name.');

/** The id of the start, as on the platform; its outputs are `$(n2.<name>)`. */
export const startId = 'n2';

/** The step that a transition or the command line names: by name, else by id. */
export const findStep = (flow: Flow, reference: string): Step | undefined =>
  flow.steps.find(({ name }) => name === reference) ?? flow.steps.find(({ id }) => id === reference);

/** The transitions of a step; an End has none. */
export const transitionsOf = (step: Step): Record<string, Transition> =>
  step.kind === 'end' ? {} : step.transitions;

/** Where a transition leads, for people: a step, or an End with its exit result. */
export const leadsTo = (transition: Transition): string => {
  if ('to' in transition) return transition.to;
  const { exitResult } = transition.end;
  return exitResult === undefined ? 'End' : `End ${exitResult}`;
};
