import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { printTable } from '../src/cli/output.js';
import { measure } from './bench/load.js';
import { type Comparison, type Figures, head, page, rows, sentences } from './bench/report.js';
import { Stage } from './bench/stage.js';

// npm run bench -- [--seconds 5] [--calls 100000] [--starts 5] [--write]
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '100000' },
    starts: { type: 'string', default: '5' },
    write: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const calls = Number(values.calls);
const starts = Number(values.starts);

const tell = (text: string) => process.stderr.isTTY && process.stderr.write(`${text}\n`);
const timed = async (work: () => Promise<void>) => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};
const median = (numbers: number[]) =>
  Math.round([...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]! * 10) / 10;

const [load = 0] = loadavg();
const stage = await Stage.open(resolve('dist/wxcc-nodes.js'));
try {
  await stage.bare();
  const start = await coldStarts();
  const comparisons: Comparison[] = [];
  for (const callers of [1, 16, 128]) {
    tell(`${callers} callers …`);
    comparisons.push(await compare(callers));
  }
  tell(`${calls} calls for the memory …`);
  const figures: Figures = {
    day: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores, Node.js ${process.versions.node}, ${process.platform} ${process.arch}, load average before it ${load.toFixed(1)}`,
    comparisons,
    memory: await memory(),
    start,
  };
  printTable(head, rows(figures));
  for (const sentence of sentences(figures)) console.log(sentence);
  if (values.write) await writeFile(resolve('docs/benchmarks.md'), page(figures));
} finally {
  await stage.close();
}

/** The last one started stays. */
async function coldStarts(): Promise<Figures['start']> {
  const found = { service: [] as number[], first: [] as number[], second: [] as number[] };
  for (let count = 1; count <= starts; count += 1) {
    await stage.startService();
    found.service.push(stage.service.startMs);
    found.first.push(await timed(stage.served));
    found.second.push(await timed(stage.served));
    if (count < starts) await stage.service.stop();
  }
  return {
    starts,
    service: median(found.service),
    firstCall: median(found.first),
    secondCall: median(found.second),
  };
}

/** Bare and served take turns, so that both see the same machine; the first second of each warms up. */
async function compare(callers: number): Promise<Comparison> {
  const during = (ms: number) => (_calls: number, elapsed: number) => elapsed > ms;
  await measure(callers, stage.bare, during(1000));
  await measure(callers, stage.served, during(1000));
  const bare = await measure(callers, stage.bare, during(seconds * 1000));
  const served = await measure(callers, stage.served, during(seconds * 1000));
  return { bare, served };
}

async function memory(): Promise<Figures['memory']> {
  const before = await stage.memory();
  const half = Math.ceil(calls / 2);
  const first = await measure(16, stage.served, (made) => made >= half);
  const halfway = await stage.memory();
  await measure(16, stage.served, (made) => made >= calls - half);
  return { calls, before, halfway, after: await stage.memory(), perSecond: first.perSecond };
}
