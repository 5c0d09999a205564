import type { Engine } from '../engine/engine.js';
import type { GivenTime } from '../flow/run/run-moment.js';
import { Seed } from '../flow/run/seed.js';
import { loadStory, runStory, type StoryReport, storyEndsWell } from '../flow/story/run-story.js';
import { besideStory } from '../flow/story/story-file.js';
import { plain } from '../ground/plain-text.js';
import { findingsText } from '../ground/print-findings.js';
import { withSandboxWorld } from '../stage/sandbox-worlds.js';
import { printReport } from './flow-report.js';
import { printJson, setExitCode } from './output.js';
import { readScenario } from './read-scenario.js';

const print = ({ happened, openTasks }: StoryReport): void => {
  for (const { what, problems, runs } of happened) {
    console.log(`\n${plain(what)}`);
    for (const problem of problems) console.log(plain(`error: ${problem}`));
    for (const run of runs)
      if (run.end.reason === 'not-started') console.log(plain(`${run.flow.name}: ${run.end.message}`));
      // What is open is said once, at the end.
      else printReport({ ...run, openTasks: [] });
  }
  console.log(openTasks.length === 0 ? '\nNo task is open at the end.' : '\nOpen at the end:');
  for (const { id, state, pending } of openTasks)
    console.log(plain(`  task ${id} is ${state}${pending ? `; ${pending} waits for an answer` : ''}`));
};

/** Runs a story at a sandbox of its own, prints it, and sets the exit code. Throws ToldError. */
export const tellStory = async (
  engine: Engine,
  {
    file,
    scenario,
    time,
    seed,
    json,
  }: { file: string; scenario?: string; time: GivenTime; seed: number; json?: boolean },
): Promise<void> => {
  const { story, findings } = await loadStory(file, engine.packages);
  if (!story) {
    setExitCode(findings);
    if (json) return printJson({ findings });
    console.log(findingsText(findings));
    return console.log('Nothing was run: correct these first.');
  }
  const { scenario: own } = story.story;
  const of = scenario ?? (own === undefined ? undefined : besideStory(file, own));
  const report = await withSandboxWorld(
    engine,
    seed,
    (world) => runStory(story, world, { time, seed: { number: seed, source: new Seed(seed) } }),
    of === undefined ? undefined : await readScenario(of),
  );
  if (json) printJson(report);
  else print(report);
  if (!storyEndsWell(report)) process.exitCode = 1;
};
