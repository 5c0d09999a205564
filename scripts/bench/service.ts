import { type Load, measure } from './load.js';
import { median } from './pairs.js';
import { fixed, type Section } from './section.js';
import { Stage } from './stage.js';
import type { Tree } from './tree.js';

export interface ServiceOptions {
  /** Of each load, seconds. */
  seconds: number;
  starts: number;
  tell: (text: string) => void;
}

/** The same call to the sandbox, made by a client itself and through the service. */
export const measureService = async ({ program }: Tree, options: ServiceOptions): Promise<Section> => {
  const stage = await Stage.open(program);
  try {
    await stage.bare();
    const start = await coldStarts(stage, options.starts);
    const rows: Section['rows'] = [];
    for (const callers of [1, 16, 128]) {
      options.tell(`service: ${callers} callers …`);
      rows.push(row(await compare(stage, callers, options.seconds * 1000)));
    }
    return {
      title: 'Service',
      about,
      head: ['callers', 'bare/s', 'served/s', 'ratio', 'bare ms', 'served ms', 'ratio', 'p99 ms'],
      rows,
      notes: [start],
    };
  } finally {
    await stage.close();
  }
};

const about = [
  "Load, service and sandbox are three processes on this machine. The call is PIQ and EWT v1.1, which has no callback: once as a bare node-fetch call to the sandbox, once as an invocation through the service, which makes the same call behind itself. So a ratio of 2 in the medians is what a second HTTP hop costs, and the rest is the service's own: key, package, validation, result, metrics and log.",
  'Where fewer cores are free than processes are busy (a load average above the number of cores says so), they take time from one another, and the medians of many callers are mostly waiting.',
];

const row = ({ bare, served }: { bare: Load; served: Load }): (string | number)[] => [
  bare.callers,
  bare.perSecond,
  served.perSecond,
  fixed(served.perSecond / bare.perSecond),
  bare.median,
  served.median,
  fixed(served.median / bare.median),
  served.p99,
];

/** The last one started stays. */
const coldStarts = async (stage: Stage, starts: number): Promise<string> => {
  const timed = async (work: () => Promise<void>) => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  const found = { service: [] as number[], first: [] as number[], second: [] as number[] };
  for (let count = 1; count <= starts; count += 1) {
    await stage.startService();
    found.service.push(stage.service.startMs);
    found.first.push(await timed(stage.served));
    found.second.push(await timed(stage.served));
    if (count < starts) await stage.service.stop();
  }
  return `Cold start: ${fixed(median(found.service), 1)} ms from the start of the process until it listens; the first call of a node takes ${fixed(median(found.first), 1)} ms, the second ${fixed(median(found.second), 1)} ms (medians of ${starts} starts).`;
};

/** Bare and served take turns, so that both see the same machine; the first second of each warms up. */
const compare = async (stage: Stage, callers: number, ms: number): Promise<{ bare: Load; served: Load }> => {
  const during = (limit: number) => (_calls: number, elapsed: number) => elapsed > limit;
  await measure(callers, stage.bare, during(1000));
  await measure(callers, stage.served, during(1000));
  const bare = await measure(callers, stage.bare, during(ms));
  const served = await measure(callers, stage.served, during(ms));
  return { bare, served };
};
