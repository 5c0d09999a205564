import { appendPointer } from '../../../ground/pointer.js';
import { suggestion } from '../../nearest.js';
import { transitionsOf } from '../../types.js';
import { type Draft, pointerOf, type Rule } from '../rule.js';

/** Start and transitions lead to steps that exist. */
export const targets: Rule = ({ flow, graph }) => {
  const known = flow.steps.flatMap(({ name, id }) => [name, id]);
  const missing = (reference: string, pointer: string): Draft[] =>
    graph.placeOf(reference) === undefined
      ? [
          {
            rule: 'step.unknown',
            pointer,
            message: `There is no step ${JSON.stringify(reference)}.`,
            remedy: suggestion(reference, known),
          },
        ]
      : [];
  return [
    ...missing(flow.start.to, '/start/to'),
    ...flow.steps.flatMap((step, place) =>
      Object.entries(transitionsOf(step)).flatMap(([outcome, transition]) =>
        'to' in transition
          ? missing(transition.to, appendPointer(`${pointerOf(place)}/transitions`, outcome))
          : [],
      ),
    ),
  ];
};
