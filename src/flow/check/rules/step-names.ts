import { type Draft, pointerOf, type Rule } from '../rule.js';

/** Ids and names mean one step each. */
export const stepNames: Rule = ({ flow }) =>
  (['id', 'name'] as const).flatMap((key) => {
    const seen = new Map<string, number>();
    return flow.steps.flatMap((step, place): Draft[] => {
      const first = seen.get(step[key]);
      if (first === undefined) {
        seen.set(step[key], place);
        return [];
      }
      return [
        {
          rule: `step.duplicate-${key}`,
          pointer: `${pointerOf(place)}/${key}`,
          message: `The ${key} ${JSON.stringify(step[key])} belongs to step ${first + 1} of the file already.`,
          remedy: `Give the step ${key === 'id' ? 'an id' : 'a name'} of its own.`,
        },
      ];
    });
  });
