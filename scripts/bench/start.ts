import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runNode } from './command.js';
import { inTurns, median, ratio } from './pairs.js';
import { beside, fixed, type Section } from './section.js';
import type { Tree } from './tree.js';

const input = { taskId: 't-1', queueId: 'q-1', lookbackMinutes: 30 };

/** Commands that answer at once: nearly all of their time is the start. */
const commandsOf = async ({ program, surroundings }: Tree): Promise<Record<string, string[]>> => {
  const file = join(surroundings.home, 'input.json');
  await writeFile(file, JSON.stringify(input));
  return {
    list: [program, 'list'],
    'describe queue-task@v1.3': [program, 'describe', 'queue-task@v1.3'],
    'invoke piq-and-ewt --dry-run': [program, 'invoke', 'piq-and-ewt', '--input', file, '--dry-run'],
  };
};

/** How long commands take over what bare Node.js takes to start. `there` is the tree at `commit`. */
export const measureStart = async (
  rounds: number,
  here: Tree,
  there?: Tree,
  commit?: string,
): Promise<Section> => {
  const trees = [here, ...(there ? [there] : [])];
  const empty = join(here.surroundings.home, 'empty.cjs');
  await writeFile(empty, '');
  const measures: Record<string, () => Promise<number>> = {
    bare: async () => (await runNode([empty], here.surroundings)).ms,
  };
  for (const [index, tree] of trees.entries())
    for (const [name, args] of Object.entries(await commandsOf(tree)))
      measures[`${index} ${name}`] = async () => (await runNode(args, tree.surroundings)).ms;
  const found = await inTurns(rounds, measures);
  const bare = found.bare!;
  return {
    title: 'Start',
    about: [
      `Whole processes, from their start to their end, ${rounds} rounds in turns; a ratio is the median of what a command took over what bare Node.js (an empty file, ${fixed(median(bare), 0)} ms) took in the same round.`,
      ...(process.env.NODE_EXTRA_CA_CERTS
        ? [
            'NODE_EXTRA_CA_CERTS was set: bare Node.js reads those certificates too, so the ratios are smaller than without it.',
          ]
        : []),
    ],
    head: ['command', ...beside(commit).flatMap((side) => [`ms ${side}`, 'over bare'])],
    rows: Object.keys(await commandsOf(here)).map((name) => [
      name,
      ...trees.flatMap((_, index) => {
        const times = found[`${index} ${name}`]!;
        return [fixed(median(times), 0), fixed(ratio(times, bare))];
      }),
    ]),
    notes: [],
  };
};
