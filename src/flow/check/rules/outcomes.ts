import { suggestion } from '../../../ground/nearest.js';
import { appendPointer } from '../../../ground/pointer.js';
import { canonicalOutcome, outcomesOf } from '../../outcomes.js';
import type { Step } from '../../types.js';
import { type Draft, foundMethod, nameOf, pointerOf, type Rule } from '../rule.js';

/** Every outcome leads somewhere, and no transition is for an outcome that the step does not have. */
export const outcomes: Rule = (subject) =>
  subject.flow.steps.flatMap((step, place): Draft[] => {
    if (step.kind === 'end') return [];
    const declared = outcomesOf(step, foundMethod(subject, place))?.map(({ name }) => name);
    if (!declared) return [];
    const what = step.kind === 'node' ? `${step.node} ${step.version}` : `the kind ${step.kind}`;
    const wired = new Map(Object.keys(step.transitions).map((name) => [canonicalOutcome(name), name]));
    const pointer = `${pointerOf(place)}/transitions`;
    const unwired = [...new Set(declared)].filter((name) => !wired.has(name) && !(name in step.transitions));
    const unknown = [...wired].filter(
      ([name, written]) => !declared.includes(name) && !declared.includes(written),
    );
    return [
      ...(unwired.length > 0 ? [leadNowhere(step, unwired, pointer)] : []),
      ...unknown.map(([, written]) => ({
        rule: 'outcome.unknown',
        pointer: appendPointer(pointer, written),
        message: `The step ${nameOf(step)} has no outcome ${JSON.stringify(written)}: ${what} does not have it.`,
        remedy: suggestion(written, declared),
      })),
      ...doubled(Object.keys(step.transitions), pointer),
    ];
  });

const leadNowhere = (step: Step, names: string[], pointer: string): Draft => {
  const quoted = names.map((name) => JSON.stringify(name));
  const [last, ...others] = [quoted.at(-1), ...quoted.slice(0, -1)];
  const isOne = others.length === 0;
  return {
    rule: 'outcome.unwired',
    pointer,
    message: `The outcome${isOne ? '' : 's'} ${isOne ? last : `${others.join(', ')} and ${last}`} of the step ${nameOf(step)} lead${isOne ? 's' : ''} nowhere.`,
    remedy:
      'Add transitions, {"to": "<step>"} or {"end": {"exitResult": 102}}; "otherwise" on the step is one for all that have none. `flow check --fix` adds them.',
  };
};

/** `onError` and `onerror` are one outcome. */
const doubled = (names: string[], pointer: string): Draft[] => {
  const seen = new Set<string>();
  return names.flatMap((name) => {
    const canonical = canonicalOutcome(name);
    const isSecond = seen.has(canonical);
    seen.add(canonical);
    return isSecond
      ? [
          {
            rule: 'outcome.doubled',
            pointer: appendPointer(pointer, name),
            message: `The outcome ${canonical} has two transitions.`,
            remedy: 'Remove one of the two.',
          },
        ]
      : [];
  });
};
