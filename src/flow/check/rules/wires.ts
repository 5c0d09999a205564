import { wireProblem } from '../../../runtime/wire.js';
import { type Draft, foundMethod, nameOf, pointerOf, type Rule, stepsOf } from '../rule.js';

/** Every node can be called over the wire of the connection. */
export const wires: Rule = (subject) => {
  const { connection, flow } = subject;
  if (!connection) return [];
  return stepsOf(flow, 'node').flatMap(({ place, step }): Draft[] => {
    const method = foundMethod(subject, place);
    const problem = method && wireProblem(connection, method);
    if (!problem) return [];
    return [
      {
        rule: 'wire.unavailable',
        pointer: `${pointerOf(place)}/method`,
        message: `${nameOf(step)}: ${problem.message}`,
        remedy: problem.remedy,
      },
    ];
  });
};
