import { RE2JS } from 're2js';
import { conditionTests, misfit } from '../../condition-tests.js';
import { namesIn, outputReference, startConditionReads } from '../../references.js';
import { startId } from '../../types.js';
import { type Draft, pointerOf, type Rule, stepsOf } from '../rule.js';

const regexProblem = (value: string | string[]): string | undefined => {
  if (typeof value !== 'string' || namesIn(value).length > 0) return undefined;
  try {
    RE2JS.compile(value);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

/** Regular expressions can be read, and the conditions of the start read the start alone. */
export const conditions: Rule = ({ flow }) => {
  const places = [
    ...(flow.start.conditions ? [{ pointer: '/start/conditions', conditions: flow.start.conditions }] : []),
    ...stepsOf(flow, 'branch').flatMap(({ place, step }) =>
      step.branches.map(({ when }, index) => ({
        pointer: `${pointerOf(place)}/branches/${index}/when`,
        conditions: when,
      })),
    ),
  ];
  const wrong = places.flatMap(({ pointer, conditions: one }) =>
    conditionTests(one, pointer).flatMap(({ test, pointer: at }): Draft[] => {
      const unfit = misfit(test);
      if (unfit) return [{ rule: 'condition.value', pointer: `${at}/value`, ...unfit }];
      const problem = test.operator === 'regex' ? regexProblem(test.value) : undefined;
      return problem === undefined
        ? []
        : [
            {
              rule: 'condition.regex',
              pointer: `${at}/value`,
              message: `Not a regular expression of RE2: ${problem}.`,
              remedy: 'RE2 has no backreferences and no look-around, so that no expression takes long.',
            },
          ];
    }),
  );
  const tooEarly = startConditionReads(flow)
    .filter(({ name }) => {
      const output = outputReference(name);
      return output ? output.step !== startId : name !== 'emptystring';
    })
    .map(({ name, pointer }) => ({
      rule: 'condition.start',
      pointer,
      message: `$(${name}) has no value before the flow has started.`,
      remedy: `Compare outputs of the start: $(${startId}.<name>).`,
    }));
  return [...wrong, ...tooEarly];
};
