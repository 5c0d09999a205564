import { namesIn } from '../../references.js';
import { scriptOf } from '../../script.js';
import { type Draft, nameOf, pointerOf, type Rule, stepsOf } from '../rule.js';

/** The scripts of Evaluate are JavaScript, and read variables as a script does. */
export const scripts: Rule = ({ flow, scripts: facts }) =>
  stepsOf(flow, 'evaluate').flatMap(({ place, step }): Draft[] => {
    const syntax = facts.get(place)?.syntax;
    const [filled] = namesIn(scriptOf(step));
    const pointer = `${pointerOf(place)}/script`;
    return [
      ...(syntax
        ? [
            {
              rule: 'evaluate.syntax',
              pointer: Array.isArray(step.script) ? `${pointer}/${syntax.line - 1}` : pointer,
              message: `The script of ${nameOf(step)} cannot be parsed as JavaScript: ${syntax.message} in its line ${syntax.line}.`,
              remedy: 'Correct the script.',
            },
          ]
        : []),
      ...(filled === undefined
        ? []
        : [
            {
              severity: 'warning' as const,
              rule: 'evaluate.reference',
              pointer,
              message: `$(${filled}) is not filled in in a script.`,
              remedy:
                'Read custom variables by their bare name; put an output into one with a transition action first.',
            },
          ]),
    ];
  });
