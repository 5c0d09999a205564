import type { FlowReport, FlowStory, Scenario } from '../../../schemas/types.js';
import { today } from '../../ground/clock.js';
import type { Finding } from '../../ground/finding.js';
import type { Packages } from '../../package/package-set.js';
import { checkRead } from '../check/index.js';
import { type FlowEvent, readEvent, startOutputs } from '../event.js';
import type { FaultPlan } from '../faults/fault.js';
import { readFlow } from '../read-flow.js';
import { endsWell } from '../run/ends-well.js';
import { runFlow } from '../run/run-flow.js';
import { type GivenTime, runMoment } from '../run/run-moment.js';
import { RunTime } from '../run/run-time.js';
import type { Seed } from '../run/seed.js';
import type { OpenTask, StagedWorld } from '../run/world.js';
import { type TaskEventName, taskEventTypes } from '../start-outputs.js';
import { findMethods } from '../step-methods.js';
import { faultPlans, type StoryFault, type StoryFlow } from './story-faults.js';
import { besideStory, readStory, readStoryScenario } from './story-file.js';

type Happening = FlowStory['happens'][number];

/** What happened, and the flows that it started. */
interface Happened {
  /** For people: `agent: close`, `Task Closed`. */
  what: string;
  /** Why it could not happen, or that nobody takes it. */
  problems: string[];
  runs: FlowReport[];
}

export interface StoryReport {
  story: string;
  seed: number;
  /** When it began, and the zone of the clocks. */
  timings: { at: string; timeZone: string };
  happened: Happened[];
  /** At the end. */
  openTasks: OpenTask[];
}

/** A story with its flows and events, and what its sandbox begins with. */
export interface Story {
  file: string;
  text: string;
  story: FlowStory;
  flows: StoryFlow[];
  events: Map<string, FlowEvent>;
  scenario?: Scenario;
}

/** Flows that start one another would never end. */
const maxRuns = 500;

/** Reads and checks a story, its flows and its events; or gives what keeps it from being run. */
export const loadStory = async (
  file: string,
  packages: Packages,
): Promise<{ story: Story; findings?: undefined } | { story?: undefined; findings: Finding[] }> => {
  const { value: story, text, findings } = await readStory(file);
  if (!story || findings.length > 0) return { findings };
  const problems: Finding[] = [];
  const flows: Story['flows'] = [];
  for (const path of new Set(story.flows)) {
    const read = await readFlow(besideStory(file, path));
    problems.push(...(await checkRead(read, { packages, today: today() })));
    const { file: flowFile, value: flow } = read;
    if (flow) flows.push({ file: flowFile, path, flow, methods: await findMethods(flow, packages) });
  }
  const events: Story['events'] = new Map();
  for (const one of story.happens) {
    if (!('event' in one) || events.has(one.event)) continue;
    const read = await readEvent(besideStory(file, one.event));
    problems.push(...read.findings);
    if (read.value) events.set(one.event, read.value);
  }
  const scenario =
    story.scenario === undefined ? undefined : await readStoryScenario(besideStory(file, story.scenario));
  problems.push(...(scenario?.findings ?? []));
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return { findings: errors };
  return {
    story: { file, text, story, flows, events, ...(scenario?.value && { scenario: scenario.value }) },
  };
};

const named = (event: FlowEvent): string => {
  if (event.kind === 'taskEvent') return event.event;
  return event.kind === 'webhook' ? 'a webhook is called' : `a message on ${event.channel}`;
};

const eventNames = Object.fromEntries(
  Object.entries(taskEventTypes).map(([name, type]) => [type, name as TaskEventName]),
);

/** One telling of a story. */
class Teller {
  readonly happened: Happened[] = [];
  #runs = 0;

  constructor(
    private readonly told: Story,
    private readonly surroundings: {
      world: StagedWorld;
      order: GivenTime;
      time: RunTime;
      faults: ReadonlyMap<string, FaultPlan>;
      brief: boolean;
    },
    private readonly seed: { number: number; source: Seed },
  ) {}

  async happens(one: Happening): Promise<void> {
    const { time, world } = this.surroundings;
    if ('event' in one) await this.#start(this.told.events.get(one.event)!, false);
    else if ('agent' in one) {
      const { agent: action, agentId, queueId } = one;
      const about = {
        action,
        ...(agentId !== undefined && { agentId }),
        ...(queueId !== undefined && { queueId }),
      };
      this.#note({ what: `agent: ${action}`, problems: world.stage.act(about) });
    } else {
      this.#note({ what: `${one.waitSeconds} s go by` });
      await world.clock.work(() => time.sleep(one.waitSeconds * 1000));
    }
    await this.#follow();
  }

  /** The flows that the sandbox's events start, until it tells of no more. */
  async #follow(): Promise<void> {
    const { stage } = this.surroundings.world;
    for (;;) {
      const bodies = await stage.told();
      if (bodies.length === 0) return;
      for (const body of bodies) {
        const event = eventNames[body.type ?? ''];
        if (event)
          await this.#start({ kind: 'taskEvent', event, body: body as Record<string, unknown> }, true);
      }
    }
  }

  async #start(event: FlowEvent, hasHappened: boolean): Promise<void> {
    const takers = this.told.flows.filter(({ flow }) => startOutputs(flow, event));
    const runs: FlowReport[] = [];
    const problems: string[] = [];
    for (const taker of takers) {
      this.#runs += 1;
      if (this.#runs > maxRuns) {
        problems.push(`The flows of the story have started one another ${maxRuns} times; it ends here.`);
        break;
      }
      runs.push(await this.#run(taker, event, hasHappened));
    }
    // What nobody takes is a mistake where the story itself says it; of what the sandbox tells much is for nobody.
    if (!hasHappened && runs.every(({ end }) => end.reason === 'not-started'))
      problems.push('No flow of the story takes it.');
    this.#note({ what: named(event), problems, runs });
  }

  #run({ file, flow }: StoryFlow, event: FlowEvent, hasHappened: boolean): Promise<FlowReport> {
    const { world, order, time, faults, brief } = this.surroundings;
    const { answers } = this.told.story;
    return runFlow({
      ...{ world, flow, file, event, hasHappened, answers, seed: this.seed, brief },
      faults: faults.get(file) ?? [],
      time: { ...order, at: new Date(time.moment.at).toISOString() },
    });
  }

  #note({ what, problems = [], runs = [] }: Partial<Happened> & { what: string }): void {
    this.happened.push({ what, problems, runs });
  }
}

/** How a story is to be told. */
export interface Telling {
  time: GivenTime;
  faults: StoryFault[];
  seed: { number: number; source: Seed };
  /** Only what came of the steps. */
  brief?: boolean;
}

/** Tells a story at a sandbox: what people do, and each flow that it starts, one after the other. */
export const runStory = async (
  told: Story,
  world: StagedWorld,
  { time: order, faults, seed, brief = false }: Telling,
): Promise<StoryReport> => {
  const { at, timeZone, happens } = told.story;
  const given = { ...(at !== undefined && { at }), ...(timeZone !== undefined && { timeZone }), ...order };
  const moment = runMoment({ order: given, event: {}, flow: {}, connection: {} });
  const { at: began } = moment;
  const zone = given.timeZone === undefined ? {} : { timeZone: given.timeZone };
  const time = new RunTime(world.clock, moment);
  const plans = faultPlans(faults);
  const telling = new Teller(told, { world, order: zone, time, faults: plans, brief }, seed);
  await world.stage.told();
  for (const one of happens) await telling.happens(one);
  return {
    story: told.file,
    seed: seed.number,
    timings: { at: new Date(began).toISOString(), timeZone: moment.timeZone },
    happened: telling.happened,
    openTasks: world.stage.openTasks(),
  };
};

/** Whether everything in it happened, and every flow that started came to an end that is no failure. */
export const storyEndsWell = ({ happened }: StoryReport): boolean =>
  happened.every(
    ({ problems, runs }) =>
      problems.length === 0 && runs.every(({ end }) => end.reason === 'not-started' || endsWell(end)),
  );
