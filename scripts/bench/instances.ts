import { hasPostgres } from '../servers/postgres.js';
import { overDatabase } from './database.js';
import { loadBy } from './http-load.js';
import { median } from './pairs.js';
import type { Program } from './program.js';
import { fixed, type Section } from './section.js';
import { Stage } from './stage.js';
import type { Tree } from './tree.js';

const callers = 16;
const rounds = 4;

interface Options {
  seconds: number;
  tell: (text: string) => void;
}

/** Callbacks posted at the instance that waits and at the other one, in turns. */
const compare = async (stage: Stage, other: Program, seconds: number) => {
  const portOf = ({ ready }: Program) => Number(new URL(String(ready.callbackUrl)).port);
  const ways = { here: [portOf(stage.service)], there: [portOf(other)] };
  const found = { here: [] as number[], there: [] as number[] };
  const middles = { here: [] as number[], there: [] as number[] };
  for (let round = 0; round <= rounds; round += 1)
    for (const [way, ports] of Object.entries(ways) as ['here' | 'there', number[]][]) {
      await stage.postCallbacksAt(ports);
      const load = await loadBy(callers, stage.askWaiting(), seconds / rounds);
      // The first round warms up.
      if (round === 0) continue;
      found[way].push(load.p99);
      middles[way].push(load.median);
    }
  return [
    median(middles.here),
    median(found.here),
    median(middles.there),
    median(found.there),
    fixed(median(found.there) / median(found.here)),
  ];
};

/** How long a call takes whose callback comes to another instance than the one that waits. */
export const measureInstances = async ({ program }: Tree, { seconds, tell }: Options): Promise<Section> => {
  const rows: Section['rows'] = [];
  tell('instances: two over one home …');
  const stage = await Stage.open(program, 'upstream');
  try {
    await stage.startService();
    const other = await stage.startAnother();
    rows.push(['one home', ...(await compare(stage, other, seconds))]);
    await other.stop();
  } finally {
    await stage.close();
  }
  if (hasPostgres) {
    tell('instances: two over PostgreSQL …');
    rows.push(
      await overDatabase(program, async ({ stage, options }) => {
        await stage.startService(options);
        const other = await stage.startAnother(options);
        const row = await compare(stage, other, seconds);
        await other.stop();
        return ['PostgreSQL', ...row];
      }),
    );
  }
  return {
    title: 'Callbacks between instances',
    about: [
      `Queue Task, whose outcome comes with a callback that the API posts at once; ${callers} callers, all at one of two instances. The callbacks come to that instance, or all to the other one, which hands each over; the two take turns. Milliseconds of the whole call, in whole ones.`,
    ],
    head: ['store', 'median, own', 'p99, own', 'median, handed over', 'p99, handed over', 'ratio of the p99'],
    rows,
    notes: hasPostgres ? [] : ['Without the row over PostgreSQL: there is no server here.'],
  };
};
