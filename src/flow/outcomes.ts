import { builtInOutcomes, type OutcomeType } from '../node-kit/method.js';
import type { Method } from '../package/method.js';
import { type Channel, messageOutcome } from './channel-outputs.js';
import { conditionTests } from './condition-tests.js';
import { documentedOf, isPaletteStep } from './palette.js';
import type { GoingStep, StepOf } from './types.js';

/** An outcome that a step can have. */
export interface Outcome {
  name: string;
  type: OutcomeType;
  /** The step tells it and goes on until the final one. */
  isIntermediate?: true;
}

const success = (name: string): Outcome => ({ name, type: 'success' });
const error = (name: string): Outcome => ({ name, type: 'error' });

export const onSuccess = 'onSuccess';
/** Of a Branch, when no branch holds (observed). */
export const noneOfTheAbove = 'None of the above';

const builtIn = Object.entries(builtInOutcomes).map(([name, type]): Outcome => ({ name, type }));

const ownEvaluate = new Set(['onInvalidChoice', 'onError']);

const ofMethod = ({ outcomes, wire }: Method): Outcome[] => [
  ...outcomes.map(
    ({ name, type }): Outcome => ({
      name,
      type,
      ...(wire.waits?.intermediate === name && { isIntermediate: true as const }),
    }),
  ),
  ...builtIn,
];

const isWired = ({ transitions }: GoingStep, outcome: string) =>
  Object.keys(transitions).some((name) => canonicalOutcome(name) === outcome);

/** The vendor's designer puts a name of the channel's own in the place of onSuccess (documented). */
const outcomeOfMessage = (step: StepOf<'receive'>): string => {
  const own = messageOutcome(step.channel);
  return own !== undefined && isWired(step, own) ? own : onSuccess;
};

/** What a node of the channel has besides onSuccess and onError, where it is to wait for a report (documented). */
const reports: Partial<Record<Channel, Outcome[]>> = {
  rcs: [
    success('onSubmit'),
    success('onDeliveryReportSuccess'),
    { name: 'onTimeout', type: 'timeout' },
    error('onPolicyFail'),
    error('onDeliveryReportFail'),
  ],
};

/** A local run waits for no report: those outcomes come by force. RCS has no onInvalidData on its page. */
const ofSend = (step: StepOf<'send'>): Outcome[] => {
  const own = reports[step.channel];
  const invalid = error('onInvalidData');
  if (!own) return [success(onSuccess), invalid, error('onError')];
  return [
    success(onSuccess),
    error('onError'),
    ...[invalid, ...own].filter(({ name }) => isWired(step, name)),
  ];
};

const mayBeUnreadable = ({ branches }: StepOf<'branch'>) =>
  branches.some(({ when }) => conditionTests(when, '').some(({ test }) => test.operator === 'regex'));

/**
 * Every outcome of a step. A node's are those of its method's package; an Evaluate has those that its transitions name
 * besides onInvalidChoice and onError. Undefined for a node whose method is not known.
 */
export const outcomesOf = (step: GoingStep, method?: Method): Outcome[] | undefined => {
  if (isPaletteStep(step)) {
    const { successes, errors, timeout } = documentedOf(step);
    return [
      ...successes.map(success),
      ...errors.map(error),
      ...(timeout === undefined ? [] : [{ name: timeout, type: 'timeout' as const }]),
    ];
  }
  switch (step.kind) {
    case 'node':
      return method && ofMethod(method);
    case 'evaluate':
      return [
        ...Object.keys(step.transitions)
          .filter((name) => !ownEvaluate.has(canonicalOutcome(name)))
          .map(success),
        error('onInvalidChoice'),
        error('onError'),
      ];
    case 'branch':
      return [
        ...step.branches.map(({ outcome }) => success(outcome)),
        success(noneOfTheAbove),
        // Only an expression that cannot be read leads there.
        ...(mayBeUnreadable(step) || isWired(step, 'onError') ? [error('onError')] : []),
      ];
    case 'delay':
      return [
        // The first is documented, the second is what flow files had before.
        success(isWired(step, 'onTimeout') ? 'onTimeout' : onSuccess),
        ...(step.until !== undefined || isWired(step, 'onError') ? [error('onError')] : []),
      ];
    case 'receive':
      return [
        success(outcomeOfMessage(step)),
        { name: 'onTimeout', type: 'timeout' },
        ...(isWired(step, 'onError') ? [error('onError')] : []),
      ];
    case 'send':
      return ofSend(step);
    case 'call':
      return [success(onSuccess), error('onError')];
  }
};

const canonicalNames = new Map(
  [...Object.keys(builtInOutcomes), onSuccess].map((name) => [name.toLowerCase(), name]),
);

/** The built-in outcomes in lower case, as the platform stores them, mean the ones that people read. */
export const canonicalOutcome = (name: string): string =>
  name === name.toLowerCase() ? (canonicalNames.get(name) ?? name) : name;
