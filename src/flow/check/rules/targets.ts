import { suggestion } from '../../../ground/nearest.js';
import { appendPointer } from '../../../ground/pointer.js';
import { type Step, type Transition, transitionsOf } from '../../types.js';
import { pointerOf, type Rule } from '../rule.js';

/** The references of a step to others, each once, where they stand first. */
const referencesOf = (step: Step, place: number): Map<string, string> => {
  const found = new Map<string, string>();
  const add = (transition: Transition | undefined, pointer: string) => {
    if (transition && 'to' in transition && !found.has(transition.to)) found.set(transition.to, pointer);
  };
  const base = pointerOf(place);
  for (const [outcome, transition] of Object.entries(transitionsOf(step)))
    add(transition, appendPointer(`${base}/transitions`, outcome));
  if (step.kind !== 'end') add(step.otherwise, `${base}/otherwise`);
  return found;
};

/** Start and transitions lead to steps that exist. */
export const targets: Rule = ({ written, graph }) => {
  const known = written.steps.flatMap(({ name, id }) => [name, id]);
  const references = [
    [written.start.to, '/start/to'] as const,
    ...written.steps.flatMap((step, place) => [...referencesOf(step, place)]),
  ];
  return references
    .filter(([reference]) => graph.placeOf(reference) === undefined)
    .map(([reference, pointer]) => ({
      rule: 'step.unknown',
      pointer,
      message: `There is no step ${JSON.stringify(reference)}.`,
      remedy: suggestion(reference, known),
    }));
};
