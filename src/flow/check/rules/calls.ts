import { suggestion } from '../../../ground/nearest.js';
import { callsOf } from '../../called-flows.js';
import { customVariables } from '../../custom-variables.js';
import { type Draft, nameOf, pointerOf, type Rule, type Subject, stepsOf } from '../rule.js';

/** The way from a flow back to this one, or undefined. */
const wayBack = ({ called, fileName }: Subject, file: string): string[] | undefined => {
  const ways = new Map([[file, [file]]]);
  for (const [name, way] of ways) {
    if (name === fileName) return way;
    const flow = called.get(name)?.value;
    for (const next of flow ? callsOf(flow) : []) if (!ways.has(next)) ways.set(next, [...way, next]);
  }
  return undefined;
};

/** Called flows exist, can be read, take the variables that they are given, and do not call one another in a circle. */
export const calls: Rule = (subject) =>
  stepsOf(subject.flow, 'call').flatMap(({ place, step }): Draft[] => {
    const pointer = `${pointerOf(place)}/flow`;
    const read = subject.called.get(step.flow);
    const problem = read?.findings[0];
    if (problem)
      return [
        {
          rule: 'call.unreadable',
          pointer,
          message: `The flow ${step.flow}, called by ${nameOf(step)}, cannot be used: line ${problem.line}: ${problem.message}`,
          remedy: problem.remedy,
        },
      ];
    const way = wayBack(subject, step.flow);
    if (way)
      return [
        {
          rule: 'call.cycle',
          pointer,
          message: `The flows call one another in a circle: ${[subject.fileName, ...way].join(' → ')}.`,
          remedy: 'Let one of them end instead of calling.',
        },
      ];
    const known = read?.value ? customVariables(read.value) : undefined;
    return Object.keys(step.variables ?? {}).flatMap((name) =>
      !known || known.has(name)
        ? []
        : [
            {
              severity: 'warning' as const,
              rule: 'call.variable',
              pointer: `${pointerOf(place)}/variables/${name}`,
              message: `The flow ${step.flow} has no variable ${name}.`,
              remedy: suggestion(name, [...known]),
            },
          ],
    );
  });
