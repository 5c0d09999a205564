import type { Diagnostic } from '../../ground/diagnostic.js';
import { ToldError, toldError } from '../../ground/told-error.js';
import type { Note } from '../../node-kit/method.js';
import type { Configuration } from '../../node-kit/upgrade.js';
import type { Method } from '../../package/method.js';
import type { Packages } from '../../package/package-set.js';
import { compareVersions } from '../../package/version-order.js';
import { coerce } from '../../runtime/coerce.js';
import { applyUpgrades } from '../../versions/apply-upgrade.js';
import { type Change, type ChangeClass, worstClass } from '../../versions/change.js';
import { compareRequests, type RequestDifference, requestOf } from '../../versions/compare-requests.js';
import type { ConfigurationPair } from '../../versions/configuration-pairs.js';
import { compareForStep } from '../../versions/diff-versions.js';
import { inputFindings } from '../check/rules/inputs.js';
import { writtenTransition } from '../expand.js';
import { canonicalOutcome, type Outcome, outcomesOf } from '../outcomes.js';
import type { StepOf, Transition } from '../types.js';

const upgradeUnwired = toldError(
  'caller',
  'upgrade.unwired',
  'The newer version has an outcome that the step does not lead anywhere.',
);

export type NodeStep = StepOf<'node'>;

interface WiredOutcome {
  outcome: string;
  transition: Transition;
  /** Why it leads there. */
  as: 'onError' | 'end of the branch';
}

/** What moving a step to a version means; nothing is written yet. */
export interface StepPlan {
  /** Its place in the flow's list. */
  index: number;
  id: string;
  name: string;
  node: string;
  method: string;
  from: string;
  to: string;
  status: 'moves' | 'stays' | 'refused';
  /** Why it stays or is refused. */
  reason?: { code: string; message: string; remedy: string };
  /** The step's input in the version that it moves to. */
  input: Configuration;
  /** Values that the upgrades moved or changed. */
  notes: Note[];
  /** Values that the author has to give, or that cannot stay. */
  missing: Diagnostic[];
  /** New outcomes and where they lead now. */
  wired: WiredOutcome[];
  /** Transitions on outcomes that the version does not have; they stay and are never taken. */
  unused: string[];
  /** The worst of the changes, as `diff` has them; left out where the step does not move. */
  class?: ChangeClass;
  /** What differs between the versions, tried with this step's own input, but for what is safe. */
  changes: Change[];
  /** What differs in the request of this step, references as they stand; left out where only the run can tell. */
  request?: RequestDifference[];
}

const outcomesIn = (step: NodeStep, method: Method) => outcomesOf(step, method) ?? [];

/** Where an outcome leads that no transition names; undefined when nowhere. */
type Unwritten = (outcome: Outcome) => Transition | undefined;

/**
 * Leads the outcomes that are new where onError leads; an intermediate one ends its own branch, the flow goes on. What
 * leads somewhere without a transition needs none.
 */
const wireOutcomes = (
  step: NodeStep,
  before: Method,
  after: Method,
  unwritten: Unwritten,
): WiredOutcome[] => {
  const known = new Set(outcomesIn(step, before).map(({ name }) => name));
  return outcomesIn(step, after)
    .filter(
      (outcome) => !known.has(outcome.name) && !writtenTransition(step, outcome.name) && !unwritten(outcome),
    )
    .map(({ name: outcome, isIntermediate }): WiredOutcome => {
      if (isIntermediate) return { outcome, transition: { end: {} }, as: 'end of the branch' };
      const transition = writtenTransition(step, 'onError');
      if (transition) return { outcome, transition, as: 'onError' };
      throw upgradeUnwired(
        `The outcome ${outcome} is new, and the step has no transition onError to follow.`,
        `Add a transition for onError or for ${outcome}.`,
      );
    });
};

/** Transitions on outcomes that a version does not have. */
const unusedTransitions = (step: NodeStep, after: Method): string[] => {
  const declared = new Set(outcomesIn(step, after).map(({ name }) => name));
  return Object.keys(step.transitions).filter((name) => !declared.has(canonicalOutcome(name)));
};

/** What both versions send; undefined where a reference stands for a list or an object: only the run can tell. */
const ownRequests = async (
  [before, old]: [Method, Configuration],
  [after, now]: [Method, Configuration],
): Promise<ConfigurationPair['requests']> => {
  const send = async (method: Method, input: Configuration) =>
    requestOf(await method.callable(), coerce(input, method.input));
  try {
    return [await send(before, old), await send(after, now)];
  } catch {
    return undefined;
  }
};

const stays = (code: string, message: string, remedy: string) => ({
  status: 'stays' as const,
  reason: { code: `upgrade.${code}`, message, remedy },
});

const orderCheck = (step: NodeStep, to: string, asked: string | undefined): Partial<StepPlan> | undefined => {
  const order = compareVersions(step.version, to);
  if (order === 0) return stays('there', `It is at ${to}.`, 'Nothing to do.');
  if (order < 0) return undefined;
  if (asked === undefined)
    return stays('newer', `It is newer than the default version ${to}.`, 'Nothing to do.');
  return {
    status: 'refused',
    reason: {
      code: 'upgrade.backwards',
      message: `${to} is older than ${step.version}; upgrades run forwards only, for an older version may lack what the newer one holds.`,
      remedy: `See wxcc-nodes diff ${step.node} ${step.version} ${to}; --undo takes an upgrade back.`,
    },
  };
};

/**
 * Plans to move a step to a version, by default the node's default one. What stands in the way is the plan's reason;
 * never throws but for packages that do not load.
 */
export const planStep = async (
  packages: Packages,
  step: NodeStep,
  index: number,
  asked?: string,
  unwritten: Unwritten = ({ isIntermediate }) => (isIntermediate ? undefined : step.otherwise),
): Promise<StepPlan> => {
  const input = step.input as Configuration;
  const { id, name, node, method, version: from } = step;
  const plan: StepPlan = {
    ...{ index, id, name, node, method, from, to: asked ?? from, status: 'moves' },
    ...{ input, notes: [], missing: [], wired: [], unused: [], changes: [] },
  };
  try {
    // Also of a step that stays: a version that does not exist runs nowhere.
    const source = await packages.find(node, from);
    const before = source.method(method);
    const target = await packages.find(node, asked);
    const { version: to } = target;
    const halt = orderCheck(step, to, asked);
    if (halt) return { ...plan, to, ...halt };
    const after = target.method(method);
    const { configuration, applied } = await applyUpgrades(target.package, method, from, to, input);
    const { certain: missing } = await inputFindings(after, configuration);
    const requests = await ownRequests([before, input], [after, configuration]);
    const pair = { before: input, problems: missing, ...(requests && { requests }) };
    const changes = compareForStep(source, target, method, pair);
    return {
      ...plan,
      to,
      input: configuration,
      notes: applied.flatMap(({ notes }) => notes),
      missing,
      wired: wireOutcomes(step, before, after, unwritten),
      unused: unusedTransitions(step, after),
      class: worstClass(changes),
      changes: changes.filter((change) => change.class !== 'safe'),
      ...(requests && { request: compareRequests(...requests) }),
      ...(missing.length > 0 && {
        status: 'refused',
        reason: {
          code: 'upgrade.missing',
          message: `${to} needs values that the step does not have.`,
          remedy: 'Put them into the step; what the older version does not know, together with the version.',
        },
      }),
    };
  } catch (error) {
    if (!(error instanceof ToldError)) throw error;
    return { ...plan, status: 'refused', reason: error.toJSON() };
  }
};
