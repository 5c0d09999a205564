import { inTurns, median, ratio } from './pairs.js';
import { fixed, type Section } from './section.js';
import { build, type Tree } from './tree.js';

/** How long a build takes. `there` is the tree at `commit`. */
export const measureBuild = async (
  rounds: number,
  here: Tree,
  there?: Tree,
  commit?: string,
): Promise<Section> => {
  let printed = '';
  const measures: Record<string, () => Promise<number>> = {
    here: async () => {
      const { ms, stdout } = await build(here);
      printed = stdout;
      return ms;
    },
  };
  if (there) measures.there = async () => (await build(there)).ms;
  const found = await inTurns(rounds, measures);
  const rows = Object.entries(found).map(([name, times]) => [
    name === 'here' ? name : `at ${commit}`,
    fixed(median(times) / 1000),
  ]);
  return {
    title: 'Build',
    about: [`\`npm run build\` as a whole process, without npm, ${rounds} rounds in turns.`],
    head: ['', 's'],
    rows,
    notes: [
      ...(there ? [`Here over there: ${fixed(ratio(found.here!, found.there!))}.`] : []),
      `What it goes to: ${printed.trim().split('\n').at(-1)}.`,
    ],
  };
};
