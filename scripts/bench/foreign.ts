import { join } from 'node:path';
import { evaluateScript } from '../../src/flow/run/evaluate-script.js';
import { runScript } from '../../src/flow/run/script-engine.js';
import { runNode } from './command.js';
import { inTurns, median, ratio } from './pairs.js';
import { fixed, type Section } from './section.js';
import { Stage } from './stage.js';
import type { Tree } from './tree.js';
import { loadInTurns, shareOf } from './turns.js';

const turns = 4;
const scripts = 50;

interface Options {
  seconds: number;
  tell: (text: string) => void;
}

const script = "var greeting = 'Hello ' + name; greeting.length > 5 ? 'long' : 'short'";

/** Milliseconds of one; the seed makes each another one, so that none is remembered. */
const timeOf = (run: typeof runScript) => {
  let seed = Math.floor(Math.random() * 2 ** 31);
  return async () => {
    const started = performance.now();
    for (let count = 0; count < scripts; count += 1) {
      seed += 1;
      const moment = { at: 0, timeZone: 'UTC' };
      const { error } = await run(script, { variables: { name: 'Ada' }, moment, seed });
      if (error !== undefined) throw new Error(error);
    }
    return (performance.now() - started) / scripts;
  };
};

/** What it costs to run packages and scripts where they can be ended. */
export const measureForeign = async (
  { program, surroundings }: Tree,
  { seconds, tell }: Options,
): Promise<Section> => {
  tell('foreign: packages …');
  const [own, imported] = [await Stage.open(program, 'upstream'), await Stage.open(program, 'upstream')];
  const rows: Section['rows'] = [];
  try {
    const packages = join(program, '../packages/piq-and-ewt-1.1.0.zip');
    await runNode([program, 'import', packages], { ...surroundings, home: imported.home });
    await own.startService();
    await imported.startService();
    for (const callers of [1, 16]) {
      const ways = { here: own.ask(), thread: imported.ask() };
      const { here, thread } = await loadInTurns(ways, { callers, turns, seconds });
      rows.push([
        `calls/s of a package, ${callers} callers`,
        Math.round(median(here.perSecond)),
        Math.round(median(thread.perSecond)),
        fixed(shareOf(thread, here)),
      ]);
    }
  } finally {
    await own.close();
    await imported.close();
  }
  tell('foreign: scripts …');
  const found = await inTurns(turns, { here: timeOf(runScript), thread: timeOf(evaluateScript) });
  rows.push([
    'ms of a script of Evaluate',
    fixed(median(found.here)),
    fixed(median(found.thread)),
    fixed(ratio(found.thread, found.here)),
  ]);
  return {
    title: 'Packages and scripts in a thread',
    about: [
      `The pack's own packages run in the process, those of the catalog and scripts of Evaluate in a thread that can be ended. The package is PIQ and EWT, once as the pack's own and once imported; the script is short, in its engine, ${scripts} of them one after the other, once in the process and once in the thread. They take turns.`,
    ],
    head: ['what', 'in the process', 'in a thread', 'ratio'],
    rows,
    notes: [],
  };
};
