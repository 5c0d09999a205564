import type { Flow } from '../../schemas/types.js';
import { toldError } from '../ground/told-error.js';

export type { Flow } from '../../schemas/types.js';

export type Start = Flow['start'];
export type Step = Flow['steps'][number];
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
