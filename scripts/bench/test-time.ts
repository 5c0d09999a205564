import { join } from 'node:path';
import { processorTime } from './command.js';
import { fixed, type Section } from './section.js';
import type { Tree } from './tree.js';

const timeOf = ({ surroundings }: Tree) =>
  processorTime([join(surroundings.folder, 'node_modules/jest/bin/jest.js')], surroundings);

const row = (name: string, { seconds, exitCode }: Awaited<ReturnType<typeof timeOf>>) => [
  name,
  fixed(seconds, 0),
  exitCode === 0 ? 'yes' : 'no',
];

/** Processor time of all tests. `there` is the tree at `commit`. */
export const measureTests = async (here: Tree, there?: Tree, commit?: string): Promise<Section> => {
  const now = await timeOf(here);
  const before = there && (await timeOf(there));
  return {
    title: 'Tests',
    about: [
      '`npm test` without its build, once: processor time (user and system) of jest and of all that it started.',
    ],
    head: ['', 's', 'passed'],
    rows: [row('here', now), ...(before ? [row(`at ${commit}`, before)] : [])],
    notes: before ? [`Here over there: ${fixed(now.seconds / before.seconds)}.`] : [],
  };
};
