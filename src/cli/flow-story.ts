import type { Engine } from '../engine/engine.js';
import { type StoryReport, storyEndsWell } from '../flow/story/run-story.js';
import { runStoryFile, type StoryRun } from '../flow/story/run-story-file.js';
import { plain } from '../ground/plain-text.js';
import { findingsText } from '../ground/print-findings.js';
import { openSandboxWorlds } from '../stage/sandbox-worlds.js';
import { printReport } from './flow-report.js';
import { printJson, setExitCode } from './output.js';
import { readScenario } from './read-scenario.js';

/** What happened, with the runs of each flow. */
export const printStory = ({ happened, openTasks }: StoryReport): void => {
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
  { json, scenario, ...run }: Omit<StoryRun, 'scenario'> & { scenario?: string; json?: boolean },
): Promise<void> => {
  const { report, findings } = await runStoryFile(engine, openSandboxWorlds, {
    ...run,
    ...(scenario !== undefined && { scenario: await readScenario(scenario) }),
  });
  if (findings) {
    setExitCode(findings);
    if (json) return printJson({ findings });
    console.log(findingsText(findings));
    return console.log('Nothing was run: correct these first.');
  }
  if (json) printJson(report);
  else printStory(report);
  if (!json && run.record !== undefined)
    console.log(plain(`wrote the case ${JSON.stringify(run.record)} into ${run.file}`));
  if (!storyEndsWell(report)) process.exitCode = 1;
};
