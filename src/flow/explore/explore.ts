import type { FlowReport } from '../../../schemas/types.js';
import type { Engine } from '../../engine/engine.js';
import { Coverage } from '../cases/coverage.js';
import type { FlowEvent } from '../event.js';
import { type FlowFault, parseFault } from '../faults/fault.js';
import type { OpenWorlds, WorldSource } from '../run/open-world.js';
import { runFlow } from '../run/run-flow.js';
import type { GivenTime } from '../run/run-moment.js';
import { Seed } from '../run/seed.js';
import { findMethods } from '../step-methods.js';
import type { Flow } from '../types.js';

/** An event with the name that reports give it. */
export interface NamedEvent {
  name: string;
  event: FlowEvent;
}

/** One run of an exploration. */
export interface Exploration {
  event: NamedEvent;
  faults: FlowFault[];
  /** The outcome that the run was for; undefined for an event without faults. */
  target?: { step: string; outcome: string };
  report: FlowReport;
}

export interface ExploreOptions {
  engine: Engine;
  openWorlds: OpenWorlds;
  flow: Flow;
  file: string;
  events: NamedEvent[];
  /** The moment and the zone of the command line; all runs have the same. */
  time?: GivenTime;
  onRun?: (exploration: Exploration) => void;
}

/** A loop that is not left within so many executions is taken to be endless. */
export const endlessAfter = 200;

const seed = 1;

interface Plan extends Pick<Exploration, 'event' | 'faults'> {
  target?: { step: string; outcome: string };
}

const explore = async (
  { flow, file, time, onRun, started }: ExploreOptions & { started: string },
  plan: Plan,
  worlds: WorldSource,
): Promise<Exploration> => {
  const report = await runFlow({
    world: await worlds.open(seed),
    flow,
    file,
    event: plan.event.event,
    faults: plan.faults,
    time: { ...(plan.event.event.at === undefined && { at: started }), ...time },
    seed: { number: seed, source: new Seed(seed) },
    maxExecutions: endlessAfter,
    brief: true,
  });
  const exploration = { ...plan, report };
  onRun?.(exploration);
  return exploration;
};

/**
 * Drives each outcome of each step once: first the events as they are, then every outcome that was not seen, forced
 * for as long as the run lasts, on top of a run that is known to reach the step; again for the steps that are reached
 * anew. Steps that no run reaches stay out.
 */
export const exploreFlow = async (
  options: ExploreOptions,
): Promise<{ explorations: Exploration[]; coverage: Coverage }> => {
  const worlds = options.openWorlds(options.engine);
  try {
    return await exploreIn(options, worlds);
  } finally {
    await worlds.close();
  }
};

const exploreIn = async (options: ExploreOptions, worlds: WorldSource): ReturnType<typeof exploreFlow> => {
  const { flow, events, engine } = options;
  const coverage = new Coverage();
  await coverage.add(flow, engine.packages);
  const methods = await findMethods(flow, engine.packages);
  const explorations: Exploration[] = [];
  const reachedBy = new Map<string, Plan>();
  const tried = new Set<string>();
  const started = new Date().toISOString();
  let plans: Plan[] = events.map((event) => ({ event, faults: [] }));
  while (plans.length > 0) {
    const done: Exploration[] = [];
    for (const plan of plans) done.push(await explore({ ...options, started }, plan, worlds));
    explorations.push(...done);
    for (const { report, target: _target, ...plan } of done) {
      coverage.count(report);
      for (const step of report.steps)
        if (step.flow === flow.id && !reachedBy.has(step.id)) reachedBy.set(step.id, plan);
    }
    plans = coverage.steps().flatMap(({ id, name, outcomes }) => {
      const way = reachedBy.get(id);
      if (!way) return [];
      return outcomes
        .filter((outcome) => outcome.count === 0 && !tried.has(`${id} ${outcome.name}`))
        .map((outcome): Plan => {
          tried.add(`${id} ${outcome.name}`);
          const fault = parseFault(`step=${name},outcome=${outcome.name},times=all`, flow, methods);
          const others = way.faults.filter(({ step }) => step !== id);
          return {
            event: way.event,
            faults: [...others, fault],
            target: { step: name, outcome: outcome.name },
          };
        });
    });
  }
  return { explorations, coverage };
};
