import type { Method } from '../package/method.js';
import { canonicalOutcome, type Outcome, outcomesOf } from './outcomes.js';
import { scriptOf } from './script.js';
import { scriptFacts } from './script-facts.js';
import type { GoingStep, StepOf } from './types.js';

const ownOutcomes = new Set(['onInvalidChoice', 'onError']);

/** A script is looked into once, however often its step is expanded. */
const seen = new WeakMap<StepOf<'evaluate'>, string[]>();

/** The outcomes that the script of an Evaluate gives, as far as its text tells: its own, not onInvalidChoice and onError. */
const givenBy = (step: StepOf<'evaluate'>): string[] => {
  const known = seen.get(step);
  if (known) return known;
  const given = (scriptFacts(scriptOf(step)).results ?? []).filter(
    (name) => /^[^,\p{Cc}]{1,80}$/u.test(name) && !ownOutcomes.has(canonicalOutcome(name)),
  );
  seen.set(step, given);
  return given;
};

/** Every outcome that a transition of a step can be for: those that it has, and of an Evaluate what its script gives. */
export const wirableOutcomes = (step: GoingStep, method?: Method): Outcome[] => {
  const declared = outcomesOf(step, method) ?? [];
  if (step.kind !== 'evaluate') return declared;
  const isNew = (name: string) => !declared.some((one) => one.name === name);
  return [
    ...givenBy(step)
      .filter(isNew)
      .map((name): Outcome => ({ name, type: 'success' })),
    ...declared,
  ];
};
