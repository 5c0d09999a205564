import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inTurns, median } from './pairs.js';
import { fixed, type Section } from './section.js';
import type { Tree } from './tree.js';
import { Watched } from './watched.js';

/** What flows, nodes and packages are made of: what is touched is a copy. */
const parts = [
  'package.json',
  'manifest.json',
  'schemas',
  'src/node-kit',
  'docs/contradictions.json',
  'nodes',
  'flows',
  'dist',
];

const copyOf = async ({ surroundings }: Tree): Promise<string> => {
  const copy = await mkdtemp(join(tmpdir(), 'wxcc-nodes-bench-watch-'));
  for (const part of parts) await cp(join(surroundings.folder, part), join(copy, part), { recursive: true });
  await symlink(join(surroundings.folder, 'node_modules'), join(copy, 'node_modules'));
  return copy;
};

/** What is touched, and what is looked at for that. */
const touches = {
  flow: ['flows/sms-inbound.flow.json', 'flows/sms-inbound.flow.json'],
  cases: ['flows/cases/sms-inbound.cases.json', 'flows/cases/sms-inbound.cases.json'],
  handler: ['nodes/queue-task/v1.3/queue-task.ts', 'nodes/queue-task'],
} as const;

/** A program in a copy of its own: nobody sees what the other one is given to see. */
const startIn = async (copy: string, args: string[]) => {
  const { watched, startMs } = await Watched.start(args, { folder: copy, home: join(copy, 'home') });
  const touch = ([file, looksAt]: readonly [string, string]) => watched.touch(join(copy, file), looksAt);
  return { touch, startMs, stop: () => watched.stop() };
};

/** From a touched file until a watching program has said how everything stands. */
export const measureWatch = async (rounds: number, here: Tree): Promise<Section> => {
  const { folder } = here.surroundings;
  const copies: string[] = [];
  const started: Awaited<ReturnType<typeof startIn>>[] = [];
  const start = async (...args: string[]) => {
    const copy = await copyOf(here);
    copies.push(copy);
    const program = await startIn(copy, args);
    started.push(program);
    return program;
  };
  try {
    const flowWatch = await start(here.program, 'flow', 'watch', 'flows', '--json');
    const tsx = join(folder, 'node_modules/tsx/dist/loader.mjs');
    const dev = await start('--import', pathToFileURL(tsx).href, join(folder, 'scripts/dev.ts'), '--json');
    const found = await inTurns(rounds, {
      'flow watch | a flow': () => flowWatch.touch(touches.flow),
      'flow watch | cases': () => flowWatch.touch(touches.cases),
      'npm run dev | a flow': () => dev.touch(touches.flow),
      'npm run dev | a handler': () => dev.touch(touches.handler),
    });
    return {
      title: 'Watching',
      about: [
        `From a touched file until the program has said how everything stands, ${rounds} rounds in turns, each program in a copy of the checkout without its history. The flow is \`${touches.flow[0]}\`, which is checked, and whose cases run again with it; the cases are those alone. The handler is \`${touches.handler[0]}\`: the tree is validated, the package of its node built anew, and the flows that call it, with their cases, are looked at again. Aims: one second for a flow, two for a handler.`,
      ],
      head: ['', 'touched', 's', 'most, s'],
      rows: Object.entries(found).map(([name, times]) => [
        ...name.split(' | '),
        fixed(median(times) / 1000),
        fixed(Math.max(...times) / 1000),
      ]),
      notes: [
        `The first look, from the start of the process: ${fixed(flowWatch.startMs / 1000)} s for \`flow watch\`, ${fixed(dev.startMs / 1000)} s for \`npm run dev\` after its build.`,
      ],
    };
  } finally {
    for (const program of started) await program.stop();
    for (const copy of copies) await rm(copy, { recursive: true, force: true });
  }
};
