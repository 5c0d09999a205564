import type { ToldError } from '../ground/told-error.js';
import type { NewRun } from '../workspace/runs.js';
import type { Place } from './place.js';

/** Headers of the answer to the page: a body is what the command prints, and says nothing of what is kept. */
const [keptAs, notKept] = ['X-Console-Run', 'X-Console-Unkept'];

/** Keeps a run. What cannot be kept has been run all the same: the page is told, and gets what the run gave. */
export const keepRun = async (
  { workspace, keepRuns }: Place,
  run: NewRun,
): Promise<Record<string, string>> => {
  if (keepRuns === 0) return {};
  try {
    return { [keptAs]: await workspace.runs.keep(run, keepRuns) };
  } catch (error) {
    const { message, remedy = 'Make room, or correct the rights of the home folder.' } = error as ToldError;
    return { [notKept]: encodeURIComponent(`This run is not kept: ${message} ${remedy}`) };
  }
};
