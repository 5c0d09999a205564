import { type Draft, nameOf, pointerOf, type Rule } from '../rule.js';

/** Every step can be reached from the start. */
export const reachable: Rule = ({ flow, graph }) => {
  const reached = new Set<number>(graph.first === undefined ? [] : [graph.first]);
  for (const place of reached)
    for (const { to } of graph.leaving[place]!) if (to !== undefined) reached.add(to);
  return flow.steps.flatMap((step, place): Draft[] =>
    reached.has(place)
      ? []
      : [
          {
            severity: 'warning',
            rule: 'step.unreachable',
            pointer: pointerOf(place),
            message: `No path leads to the step ${nameOf(step)}.`,
            remedy: 'Remove it, or let a transition lead to it.',
          },
        ],
  );
};
