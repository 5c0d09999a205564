import type { Graph } from '../../graph.js';
import { type Draft, nameOf, pointerOf, type Rule } from '../rule.js';

/** The places that can be reached from some of them, these included. */
const reachedFrom = (places: number[], { leaving }: Graph): Set<number> => {
  const reached = new Set(places);
  for (const place of reached) for (const { to } of leaving[place]!) if (to !== undefined) reached.add(to);
  return reached;
};

/**
 * Every step can be reached from the start. Of steps that can only be reached from one another the first one is told;
 * where a reference leads to no step, that is the mistake, and what is behind it follows from it.
 */
export const reachable: Rule = ({ flow, graph }) => {
  const first = graph.first === undefined ? [] : [graph.first];
  const reached = reachedFrom(first, graph);
  const isBroken = graph.edges.some(({ to, leadsTo }) => to === undefined && leadsTo !== undefined);
  if (isBroken || graph.first === undefined) return [];
  const heads: number[] = [];
  const told = new Set(reached);
  const entered = new Set(
    graph.edges.flatMap(({ from, to }) => (to === undefined || to === from || reached.has(from) ? [] : [to])),
  );
  const places = [...flow.steps.keys()].filter((place) => !reached.has(place));
  // Those that nothing leads to come first; what is left goes round in circles.
  for (const place of [...places.filter((one) => !entered.has(one)), ...places]) {
    if (told.has(place)) continue;
    heads.push(place);
    for (const one of reachedFrom([place], graph)) told.add(one);
  }
  return heads.map((place): Draft => {
    const step = flow.steps[place]!;
    return {
      severity: 'warning',
      rule: 'step.unreachable',
      pointer: pointerOf(place),
      message: `No path leads to the step ${nameOf(step)}.`,
      remedy: 'Remove it, or let a transition lead to it.',
    };
  });
};
