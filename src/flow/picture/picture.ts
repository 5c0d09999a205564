import type { FlowReport } from '../../../schemas/types.js';
import { graphOf } from '../graph.js';
import { outcomesOf } from '../outcomes.js';
import type { StepMethod } from '../step-methods.js';
import { type Flow, leadsTo, type Step, startId, transitionsOf } from '../types.js';

/** How an outcome is drawn. */
export type ArrowKind = 'success' | 'error' | 'timeout' | 'intermediate';

/** A step, the start, or an End that a transition leads to. */
export interface PictureStep {
  id: string;
  name: string;
  kind: 'start' | Step['kind'];
  /** What it does, in a few words. */
  what: string;
  /** SVG of the node that it runs. */
  icon?: string;
  /** Its executions in a run, in their order. */
  runs: { number: number; at: number; outcome: string }[];
  /** Whether the run came there. */
  isReached: boolean;
}

/** Outcomes of one kind that lead from one step to the same other one. */
export interface PictureArrow {
  from: string;
  to: string;
  kind: ArrowKind;
  outcomes: string[];
  /** How often a run took it. */
  taken: number;
}

/** A flow as a graph of what is drawn, with the run that is drawn on it. */
export interface Picture {
  title: string;
  steps: PictureStep[];
  arrows: PictureArrow[];
  run?: FlowReport;
}

const whatOf = (step: Step): string => {
  switch (step.kind) {
    case 'node':
      return `${step.node} ${step.version}`;
    case 'end':
      return step.exitResult === undefined ? 'end' : `end ${step.exitResult}`;
    case 'send':
    case 'receive':
      return `${step.kind} ${step.channel}`;
    case 'delay':
      return step.seconds === undefined ? 'delay' : `delay ${step.seconds} s`;
    case 'call':
      return `call ${step.flow}`;
    case 'http':
      return `http ${step.method}`;
    default:
      return step.kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  }
};

const iconOf = (method: StepMethod | undefined): { icon?: string } =>
  method?.found ? { icon: method.version.package.icon.toString('utf8') } : {};

const startOf = ({ start }: Flow, isReached: boolean): PictureStep => ({
  id: startId,
  name: 'Start',
  kind: 'start',
  what:
    start.kind === 'taskEvent'
      ? start.event
      : start.kind === 'webhook'
        ? 'webhook'
        : `message, ${start.channel}`,
  runs: [],
  isReached,
});

const kindsOf = (step: Step, method: StepMethod | undefined): Map<string, ArrowKind> =>
  new Map(
    step.kind === 'end'
      ? []
      : (outcomesOf(step, method?.found) ?? []).map(({ name, type, isIntermediate }) => [
          name,
          isIntermediate ? 'intermediate' : type,
        ]),
  );

type StepRun = FlowReport['steps'][number];

const runsById = (flow: Flow, report: FlowReport | undefined): Map<string, StepRun[]> => {
  const runs = new Map<string, StepRun[]>();
  for (const one of report?.steps ?? [])
    if (one.flow === flow.id) runs.set(one.id, [...(runs.get(one.id) ?? []), one]);
  return runs;
};

const cameTo = ({ outcome, intermediate = [] }: StepRun, name: string) =>
  outcome === name || intermediate.includes(name);

/** The transitions of a step, those with one kind and one target together, and the Ends that they lead to. */
const leavingOf = (
  step: Step,
  kinds: Map<string, ArrowKind>,
  runs: StepRun[],
  idOf: (reference: string) => string | undefined,
): { ends: PictureStep[]; arrows: PictureArrow[] } => {
  const ends = new Map<string, PictureStep>();
  const arrows = new Map<string, PictureArrow>();
  for (const [outcome, transition] of Object.entries(transitionsOf(step))) {
    const to = 'to' in transition ? idOf(transition.to) : `${step.id} ${leadsTo(transition)}`;
    if (to === undefined) continue;
    const taken = runs.filter((one) => cameTo(one, outcome)).length;
    if ('end' in transition)
      ends.set(to, {
        ...{ id: to, name: leadsTo(transition), kind: 'end', what: '', runs: [] },
        isReached: taken > 0 || (ends.get(to)?.isReached ?? false),
      });
    const kind = kinds.get(outcome) ?? 'success';
    const key = `${kind} ${to}`;
    const arrow = arrows.get(key) ?? { from: step.id, to, kind, outcomes: [], taken: 0 };
    arrow.outcomes.push(outcome);
    arrow.taken += taken;
    arrows.set(key, arrow);
  }
  return { ends: [...ends.values()], arrows: [...arrows.values()] };
};

/** Lines of more steps to one place would cross the whole picture, and nobody could follow them. */
const mostSources = 8;
/** The steps that stand nearest to such a place keep their lines to it. */
const nearSources = 2;

/** Places that so many steps lead to that most of them name it on a sign beside them: the sources with a sign, by place. */
const signedSources = (steps: PictureStep[], arrows: PictureArrow[]): Map<string, Set<string>> => {
  const placeOf = new Map(steps.map(({ id }, place) => [id, place]));
  const sources = new Map<string, Set<string>>();
  for (const { from, to } of arrows) sources.set(to, (sources.get(to) ?? new Set()).add(from));
  return new Map(
    [...sources].flatMap(([to, all]): [string, Set<string>][] => {
      if (all.size <= mostSources) return [];
      const distance = (id: string) => Math.abs(placeOf.get(id)! - placeOf.get(to)!);
      const far = [...all].sort((a, b) => distance(a) - distance(b)).slice(nearSources);
      return [[to, new Set(far)]];
    }),
  );
};

/** A sign in place of each line that would be lost among many: `→ apologise`, beside the step that it leaves. */
const withSigns = (picture: Picture): Picture => {
  const signed = signedSources(picture.steps, picture.arrows);
  const names = new Map(picture.steps.map(({ id, name }) => [id, name]));
  const signs = new Map<string, PictureStep>();
  const arrows = picture.arrows.map((arrow): PictureArrow => {
    if (!signed.get(arrow.to)?.has(arrow.from)) return arrow;
    const id = `${arrow.from} → ${arrow.to}`;
    const isReached = arrow.taken > 0 || (signs.get(id)?.isReached ?? false);
    signs.set(id, { id, name: `→ ${names.get(arrow.to)}`, kind: 'end', what: '', runs: [], isReached });
    return { ...arrow, to: id };
  });
  return { ...picture, steps: [...picture.steps, ...signs.values()], arrows };
};

/**
 * What is drawn of a flow in its plain form. Each End that a transition names stands beside its step; a run's steps are
 * matched by their ids, those of flows that it calls are left out. Where very many steps lead to one, most of them have a
 * sign with its name instead of a line.
 */
export const pictureOf = (
  flow: Flow,
  methods: ReadonlyMap<number, StepMethod>,
  report?: FlowReport,
): Picture => {
  const graph = graphOf(flow);
  const runs = runsById(flow, report);
  const idOf = (reference: string) => flow.steps[graph.placeOf(reference) ?? -1]?.id;
  const first = idOf(flow.start.to);
  const leaving = flow.steps.map((step, place) =>
    leavingOf(step, kindsOf(step, methods.get(place)), runs.get(step.id) ?? [], idOf),
  );
  const begins: PictureArrow[] =
    first === undefined
      ? []
      : [{ from: startId, to: first, kind: 'success', outcomes: [], taken: runs.size > 0 ? 1 : 0 }];
  return withSigns({
    title: `${flow.name} (${flow.id})`,
    steps: [
      startOf(flow, runs.size > 0),
      ...flow.steps.map(
        (step, place): PictureStep => ({
          ...{ id: step.id, name: step.name, kind: step.kind, what: whatOf(step) },
          ...iconOf(methods.get(place)),
          runs: (runs.get(step.id) ?? []).map(({ number, at, outcome }) => ({ number, at, outcome })),
          isReached: runs.has(step.id),
        }),
      ),
      ...leaving.flatMap(({ ends }) => ends),
    ],
    arrows: [...begins, ...leaving.flatMap(({ arrows }) => arrows)],
    ...(report && { run: report }),
  });
};
