import { dirname, join } from 'node:path';
import schema from '../../../schemas/flow-story.schema.json' with { type: 'json' };
import scenarioSchema from '../../../schemas/scenario.schema.json' with { type: 'json' };
import type { FlowStory, Scenario } from '../../../schemas/types.js';
import { isFlowStory, isScenario } from '../../../schemas/validators.js';
import { doubledNames } from '../cases/case-file.js';
import { type ReadFile, readJsonFile } from '../read-json-file.js';

/** The files of stories end so. */
export const storyFileEnding = '.story.json';

export const isStory = (file: string): boolean => file.endsWith(storyFileEnding);

/** A path in a story is relative to the file. */
export const besideStory = (storyFile: string, path: string): string => join(dirname(storyFile), path);

/** Reads a story. What is wrong is a finding; never throws. */
export const readStory = async (file: string): Promise<ReadFile<FlowStory>> => {
  const read = await readJsonFile<FlowStory>(file, {
    schema,
    isValid: isFlowStory,
    // Numbers of an answer's body keep their digits.
    isFree: (pointer) => /^\/answers\/[^/]+\/\d+\/body\//.test(pointer),
  });
  return { ...read, findings: [...read.findings, ...doubledNames(read)] };
};

/** Reads what the sandbox of a story begins with. What is wrong is a finding; never throws. */
export const readStoryScenario = (file: string): Promise<ReadFile<Scenario>> =>
  readJsonFile<Scenario>(file, { schema: scenarioSchema, isValid: isScenario });
