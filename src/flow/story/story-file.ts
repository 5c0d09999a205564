import { dirname, join } from 'node:path';
import schema from '../../../schemas/flow-story.schema.json' with { type: 'json' };
import type { FlowStory } from '../../../schemas/types.js';
import { isFlowStory } from '../../../schemas/validators.js';
import { type ReadFile, readJsonFile } from '../read-json-file.js';

/** The files of stories end so. */
export const storyFileEnding = '.story.json';

/** A path in a story is relative to the file. */
export const besideStory = (storyFile: string, path: string): string => join(dirname(storyFile), path);

/** Reads a story. What is wrong is a finding; never throws. */
export const readStory = (file: string): Promise<ReadFile<FlowStory>> =>
  readJsonFile<FlowStory>(file, {
    schema,
    isValid: isFlowStory,
    // Numbers of an answer's body keep their digits.
    isFree: (pointer) => /^\/answers\/[^/]+\/\d+\/body\//.test(pointer),
  });
