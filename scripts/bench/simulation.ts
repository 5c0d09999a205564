import { peakMemory, runNode } from './command.js';
import { inTurns, median, ratio } from './pairs.js';
import { fixed, type Section } from './section.js';
import type { Tree } from './tree.js';

const cases = ['flow', 'test', 'flows/cases'];

interface Simulation {
  args: string[];
  /** Cases that it runs. */
  runs: number;
  perSecond: () => Promise<number>;
}

/** The recorded cases, repeated where the program can: each repetition spreads the start over more runs. */
const simulationOf = async ({ program, surroundings }: Tree, repeat: number): Promise<Simulation> => {
  const help = (await runNode([program, 'flow', 'test', '--help'], surroundings)).stdout;
  const times = help.includes('--repeat') ? repeat : 1;
  const args = [program, ...cases, ...(times > 1 ? ['--repeat', String(times)] : [])];
  const { results } = JSON.parse((await runNode([program, ...cases, '--json'], surroundings)).stdout) as {
    results: unknown[];
  };
  const runs = results.length * times;
  return { args, runs, perSecond: async () => (runs / (await runNode(args, surroundings)).ms) * 1000 };
};

/** Runs of flows each second, and the memory that they take. `there` is the tree at `commit`. */
export const measureSimulation = async (
  rounds: number,
  repeat: number,
  here: Tree,
  there?: Tree,
  commit?: string,
): Promise<Section> => {
  const trees = [here, ...(there ? [there] : [])];
  const simulations = await Promise.all(trees.map((tree) => simulationOf(tree, repeat)));
  const found = await inTurns(
    rounds,
    Object.fromEntries(simulations.map(({ perSecond }, index) => [`${index}`, perSecond])),
  );
  const memory: number[] = [];
  for (const [index, { args }] of simulations.entries())
    memory.push(await peakMemory(args, trees[index]!.surroundings));
  const once = await peakMemory([here.program, ...cases], here.surroundings);
  return {
    title: 'Simulation',
    about: [
      `\`flow test flows/cases\` as whole processes, ${rounds} rounds in turns. Here with \`--repeat ${repeat}\`; an older program that has no such option runs its cases once for each process, so its rate has one start in it for each ${simulations.at(-1)!.runs} runs.`,
    ],
    head: ['', 'runs', 'runs/s', 'most memory, MiB'],
    rows: simulations.map(({ runs }, index) => [
      index === 0 ? 'here' : `at ${commit}`,
      runs,
      fixed(median(found[`${index}`]!), 0),
      fixed(memory[index]!, 0),
    ]),
    notes: [
      ...(there ? [`Rate here over the rate there: ${fixed(ratio(found['0']!, found['1']!), 1)}.`] : []),
      `Memory is the most that was resident; the cases run once take ${fixed(once, 0)} MiB here.`,
    ],
  };
};
