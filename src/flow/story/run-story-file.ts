import type { Scenario } from '../../../schemas/types.js';
import type { Engine } from '../../engine/engine.js';
import { replaceFile } from '../../files/replace-file.js';
import type { Finding } from '../../ground/finding.js';
import { toldError } from '../../ground/told-error.js';
import type { OpenWorlds } from '../run/open-world.js';
import type { GivenTime } from '../run/run-moment.js';
import { Seed } from '../run/seed.js';
import { loadStory, runStory, type StoryReport } from './run-story.js';
import { storyCase, timeOfCase } from './story-cases.js';
import { parseStoryFault } from './story-faults.js';
import { withCase } from './with-case.js';

const storyRecord = toldError('caller', 'story.record', 'The case of a story cannot be written.');

/** How a story file is to be run. */
export interface StoryRun {
  file: string;
  /** What the sandbox begins with; what the story says when left out. */
  scenario?: Scenario;
  /** As `--fault` takes them. */
  faults?: string[];
  time?: GivenTime;
  seed: number;
  /** The name of the case that what it comes to is written into the story as. */
  record?: string;
}

/**
 * Reads, checks and runs a story at a sandbox of its own. Gives the report, or the findings that keep it from being run.
 * Throws ToldError for a fault that the flows do not have, and for a case that cannot be written.
 */
export const runStoryFile = async (
  engine: Engine,
  openWorlds: OpenWorlds,
  { file, scenario, faults = [], time = {}, seed, record }: StoryRun,
): Promise<{ report: StoryReport; findings?: undefined } | { report?: undefined; findings: Finding[] }> => {
  if (record?.trim() === '')
    throw storyRecord('The case has no name.', 'Say what it shows: --record "the queue times out".');
  const { story: told, findings } = await loadStory(file, engine.packages);
  if (!told) return { findings };
  const parsed = faults.map((text) => parseStoryFault(text, told.flows));
  const worlds = openWorlds(engine, scenario ?? told.scenario);
  try {
    const report = await runStory(told, await worlds.open(seed), {
      // A case says the same whenever it is run.
      time: record === undefined ? time : timeOfCase(told, time),
      faults: parsed,
      seed: { number: seed, source: new Seed(seed) },
    });
    if (record !== undefined) {
      const text = withCase(told.text, storyCase({ name: record, time, faults }, report));
      await replaceFile(file, text).catch((error: Error) => {
        throw storyRecord(`${file} cannot be written: ${error.message}`, 'Make the file writable.');
      });
    }
    return { report };
  } finally {
    await worlds.close();
  }
};
