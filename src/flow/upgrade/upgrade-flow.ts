import { ToldError, toldError } from '../../ground/told-error.js';
import type { Json } from '../../node-kit/method.js';
import type { Packages } from '../../package/package-set.js';
import { unwrittenTransition } from '../expand.js';
import { readFlow } from '../read-flow.js';
import { type Flow, findStep, type Step, stepUnknown } from '../types.js';
import { replaceWithBackup } from './backup.js';
import { editFlowText } from './edit-text.js';
import { type NodeStep, planStep, type StepPlan } from './plan-step.js';

const stepNoNode = toldError('caller', 'step.no-node', 'The step calls no node, so that it has no version.');
const flowInvalid = toldError(
  'caller',
  'flow.invalid',
  'The flow file has errors that keep it from being upgraded.',
);
const upgradeNoVersion = toldError(
  'caller',
  'upgrade.no-version',
  'No node of the flow has the version that its steps should move to.',
);

export interface UpgradeRequest {
  file: string;
  /** Ids or names of steps; all steps with a node when empty. */
  steps: string[];
  /** Means the steps whose node has it, unless steps are named; the default version of each node when left out. */
  to?: string;
}

export interface UpgradePlan {
  file: string;
  flow: Flow;
  /** The file as it is, byte order mark included. */
  text: string;
  plans: StepPlan[];
}

export interface UpgradeReport {
  file: string;
  /** False for a dry run, when a step is refused (then none moves), and when none moves. */
  written: boolean;
  backup?: string;
  steps: Omit<StepPlan, 'index'>[];
}

const readOrThrow = async (file: string): Promise<{ flow: Flow; text: string }> => {
  const { value, findings, source } = await readFlow(file);
  const [first] = findings;
  if (!value || first)
    throw flowInvalid(
      `${file}:${first?.line ?? 1}:${first?.column ?? 1} ${first?.pointer ?? ''} ${first?.message ?? 'No flow.'}`,
      `${first?.remedy ?? ''} wxcc-nodes flow check lists all that is wrong.`.trim(),
    );
  // Not read a second time: another upgrade may have written since.
  return { flow: value, text: source };
};

const chosenSteps = (flow: Flow, asked: string[]): NodeStep[] => {
  if (asked.length === 0) return flow.steps.filter((step): step is NodeStep => step.kind === 'node');
  return asked.map((reference) => {
    const step = findStep(flow, reference);
    if (step?.kind === 'node') return step;
    const known = flow.steps.filter(({ kind }) => kind === 'node').map(({ id, name }) => `${id} (${name})`);
    const remedy = `Steps with a node: ${known.join(', ') || 'none'}.`;
    if (step)
      throw stepNoNode(`Step ${reference} does not run a node of the pack, so it has no version.`, remedy);
    throw stepUnknown(`There is no step ${JSON.stringify(reference)}.`, remedy);
  });
};

/** A flow may have thousands of steps with the same few nodes. */
const withMemory = (packages: Packages): Packages => {
  const found = new Map<string, ReturnType<Packages['find']>>();
  return {
    find: (node, version) => {
      const key = JSON.stringify([node, version]);
      const finding = found.get(key) ?? packages.find(node, version);
      found.set(key, finding);
      return finding;
    },
  };
};

/** The steps whose node has a version, when no steps are named. Throws ToldError when there is none. */
const withVersion = async (packages: Packages, steps: NodeStep[], to: string): Promise<NodeStep[]> => {
  const nodes = [...new Set(steps.map(({ node }) => node))];
  const having = new Set<string>();
  const known: string[] = [];
  for (const node of nodes)
    await packages.find(node, to).then(
      () => having.add(node),
      (error: unknown) => known.push(remedyOf(error)),
    );
  if (having.size === 0)
    throw upgradeNoVersion(
      `No node of the flow has the version ${to}.`,
      known.join(' ') || 'The flow runs no node.',
    );
  return steps.filter(({ node }) => having.has(node));
};

const remedyOf = (error: unknown): string => {
  if (!(error instanceof ToldError)) throw error;
  return error.remedy;
};

/** Plans to move the steps of a flow file. Throws ToldError for a file, step or version that is none. */
export const planUpgrade = async (
  packages: Packages,
  { file, steps, to }: UpgradeRequest,
): Promise<UpgradePlan> => {
  const { flow, text } = await readOrThrow(file);
  const cached = withMemory(packages);
  const named = chosenSteps(flow, steps);
  const chosen = to === undefined || steps.length > 0 ? named : await withVersion(cached, named, to);
  const places = new Map(flow.steps.map((step, place) => [step as Step, place]));
  const plans: StepPlan[] = [];
  for (const step of chosen) {
    const place = places.get(step)!;
    plans.push(await planStep(cached, step, place, to, (one) => unwrittenTransition(flow, place, one)));
  }
  return { file, flow, text, plans };
};

/**
 * Carries a plan out, all of it or, with a step refused, nothing. The old file stays beside the new one. Throws
 * ToldError when the file cannot be written.
 */
export const carryOut = async (
  { file, flow, text, plans }: UpgradePlan,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<UpgradeReport> => {
  const steps = plans.map(({ index: _, ...plan }) => plan);
  const moves = plans.some(({ status }) => status === 'moves');
  const refused = plans.some(({ status }) => status === 'refused');
  if (dryRun || refused || !moves) return { file, written: false, steps };
  const inputs = flow.steps.map((step): Json => (step.kind === 'node' ? (step.input as Json) : null));
  const edited = editFlowText(text, inputs, plans);
  return { file, written: true, backup: await replaceWithBackup(file, text, edited), steps };
};
