import type { FlowStory, Scenario } from '../../../schemas/types.js';
import type { Packages } from '../../package/package-set.js';
import { endLine, stepLines } from '../cases/case-file.js';
import {
  type CaseJobs,
  faultFindings,
  firstDifference,
  mergedFaults,
  openTasksDifference,
  seedOfCases,
} from '../cases/case-job.js';
import type { WorldSource } from '../run/open-world.js';
import { type GivenTime, momentOfCases } from '../run/run-moment.js';
import { Seed } from '../run/seed.js';
import { loadStory, runStory, type Story, type StoryReport } from './run-story.js';
import { parseStoryFault } from './story-faults.js';

export type StoryCase = NonNullable<FlowStory['cases']>[number];

/** What a story came to, in the words of a case. */
const outcomeOf = ({ happened, openTasks }: StoryReport) => {
  const runs = happened.flatMap((one) => one.runs);
  const problems = happened.flatMap((one) => one.problems);
  return {
    steps: runs.flatMap((run) => stepLines(run).map((line) => `${run.flow.id}: ${line}`)),
    ends: runs.map(({ flow, end }) => `${flow.id}: ${endLine(end)}`),
    ...(problems.length > 0 && { problems }),
    openTasks: openTasks.length,
  };
};

/** The telling of a story as a case of it. */
export const storyCase = (
  { name, time, faults }: { name: string; time: GivenTime; faults: string[] },
  report: StoryReport,
): StoryCase => ({ name, ...time, ...(faults.length > 0 && { faults }), ...outcomeOf(report) });

const differencesOf = (
  one: StoryCase,
  { steps, ends, problems = [], openTasks }: ReturnType<typeof outcomeOf>,
): string[] => [
  ...firstDifference('step', one.steps, steps),
  ...firstDifference('end', one.ends, ends),
  ...firstDifference('problem', one.problems ?? [], problems),
  ...openTasksDifference(one.openTasks, openTasks),
];

/** The moment of a case that says none: that of the story, else that of all cases. */
export const timeOfCase = ({ story }: Story, { at, timeZone }: GivenTime): GivenTime => ({
  ...(at === undefined ? story.at === undefined && { at: momentOfCases } : { at }),
  ...(timeZone !== undefined && { timeZone }),
});

const runCase = async (told: Story, one: StoryCase, worlds: WorldSource) => {
  const report = await runStory(told, await worlds.open(seedOfCases), {
    time: timeOfCase(told, one),
    faults: (one.faults ?? []).map((text) => parseStoryFault(text, told.flows)),
    seed: { number: seedOfCases, source: new Seed(seedOfCases) },
    brief: true,
  });
  const reports = report.happened.flatMap(({ runs }) => runs);
  const came = outcomeOf(report);
  const result = {
    ...{ file: told.file, name: one.name, differences: differencesOf(one, came) },
    ...{ steps: came.steps, end: came.ends.join(', ') },
    milliseconds: Math.round(reports.reduce((sum, { timings }) => sum + timings.total, 0)),
  };
  return { result, reports };
};

/** The cases of a story, or what keeps them from being run. A story with a scenario has worlds of its own. */
export const storyJobs = async (
  file: string,
  packages: Packages,
  openWorlds: (scenario: Scenario) => WorldSource,
): Promise<CaseJobs> => {
  const { story: told, findings } = await loadStory(file, packages);
  if (!told) return { jobs: [], flows: [], findings };
  const { scenario, story, flows } = told;
  const problems = mergedFaults(
    (story.cases ?? []).flatMap((one) => faultFindings(file, one, (text) => parseStoryFault(text, flows))),
  );
  if (problems.length > 0) return { jobs: [], flows: [], findings: problems };
  const jobs = (story.cases ?? []).map((one) => async (worlds: WorldSource) => {
    if (!scenario) return runCase(told, one, worlds);
    const own = openWorlds(scenario);
    try {
      return await runCase(told, one, own);
    } finally {
      await own.close();
    }
  });
  return { jobs, flows: jobs.length > 0 ? flows.map(({ flow }) => flow) : [], findings: [] };
};
