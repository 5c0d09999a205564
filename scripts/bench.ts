import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { printTable } from '../src/cli/output.js';
import { measureBuild } from './bench/build-time.js';
import { measureCapacity } from './bench/capacity.js';
import { measureConsole } from './bench/console.js';
import { measureForeign } from './bench/foreign.js';
import { measureInstances } from './bench/instances.js';
import { measureMemory } from './bench/memory.js';
import { measureNeighbours } from './bench/neighbours.js';
import { benchmarks, capacity, page } from './bench/page.js';
import { measureProfile } from './bench/profile.js';
import { measureRelay } from './bench/relay-section.js';
import type { Section } from './bench/section.js';
import { measureService } from './bench/service.js';
import { measureSimulation } from './bench/simulation.js';
import { measureStart } from './bench/start.js';
import { measureTests } from './bench/test-time.js';
import { thisTree, treeAt } from './bench/tree.js';
import { measureWatch } from './bench/watch.js';
import { findCommit, git } from './git.js';

const parts = [
  'start',
  'simulation',
  'build',
  'watch',
  'console',
  'tests',
  'service',
  'relay',
  'memory',
  'instances',
  'neighbours',
  'foreign',
  'profile',
  'capacity',
] as const;
type Part = (typeof parts)[number];

const usage = `npm run bench -- [--only ${parts.join(',')}] [--tests] [--against COMMIT] [--write]
                 [--rounds 9] [--repeat 40] [--seconds 5] [--calls 100000] [--starts 5]`;

/** What was asked for; ends the process with exit code 2 when it cannot be understood. */
const readArguments = () => {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        tests: { type: 'boolean', default: false },
        against: { type: 'string' },
        write: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '9' },
        repeat: { type: 'string', default: '40' },
        seconds: { type: 'string', default: '5' },
        calls: { type: 'string', default: '100000' },
        starts: { type: 'string', default: '5' },
      },
    });
    const count = (name: 'rounds' | 'repeat' | 'seconds' | 'calls' | 'starts') => {
      if (!/^[1-9][0-9]{0,6}$/.test(values[name]))
        throw new Error(`--${name} takes a whole number, 1 or more.`);
      return Number(values[name]);
    };
    const asked = values.only?.split(',') ?? parts.filter((part) => part !== 'tests');
    const unknown = asked.find((part) => !parts.includes(part as Part));
    if (unknown !== undefined) throw new Error(`There is no part ${unknown}.`);
    return {
      asked: new Set<Part>([...(asked as Part[]), ...(values.tests ? (['tests'] as const) : [])]),
      against: values.against,
      write: values.write,
      rounds: count('rounds'),
      repeat: count('repeat'),
      service: { seconds: count('seconds'), calls: count('calls'), starts: count('starts') },
    };
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: ${usage}`);
    process.exit(2);
  }
};

// Measures the built program, beside that of another commit where one is named. All tests take long: they are measured
// when asked for.
const { asked, against, write, rounds, repeat, service } = readArguments();
const root = resolve('.');
const [load = 0] = loadavg();
const tell = (text: string) => process.stderr.isTTY && process.stderr.write(`${text}\n`);
const commit = against && findCommit(root, against);
const name = commit && against;
const head = findCommit(root, 'HEAD')?.slice(0, 7);
const isChanged = head !== undefined && git(root, ['status', '--porcelain']).length > 0;
const at = head === undefined ? '' : ` at ${head}${isChanged ? ' with changes' : ''}`;
if (against && !commit)
  console.error(
    `There is no commit ${against} here (no history, or a shallow one): nothing to compare with.`,
  );

const here = await thisTree(root);
if (commit) tell(`building ${against} …`);
const there = commit ? await treeAt(root, commit) : undefined;
const measures: Record<Part, () => Promise<Section | Section[]>> = {
  start: () => measureStart(rounds, here, there, name),
  // A single run at an older commit takes as long as all of the others.
  simulation: () => measureSimulation(Math.min(rounds, 3), repeat, here, there, name),
  build: () => measureBuild(rounds, here, there, name),
  watch: () => measureWatch(rounds, here),
  console: () => measureConsole(here, rounds),
  tests: () => measureTests(here, there, name),
  service: () => measureService(here, { ...service, tell }),
  relay: () => measureRelay(here, { seconds: service.seconds, tell }, there, name),
  memory: () => measureMemory(here, { calls: service.calls, tell }),
  instances: () => measureInstances(here, { seconds: service.seconds, tell }),
  neighbours: () => measureNeighbours(here, { tell }),
  foreign: () => measureForeign(here, { seconds: service.seconds, tell }),
  profile: () => measureProfile(here, { seconds: service.seconds, tell }, there, name),
  capacity: () => measureCapacity(here, { seconds: service.seconds, tell }),
};

try {
  const measured: [Part, Section[]][] = [];
  for (const part of parts.filter((name) => asked.has(name))) {
    tell(`${part} …`);
    const sections = [await measures[part]()].flat();
    measured.push([part, sections]);
    for (const section of sections) {
      console.log(`\n${section.title}\n`);
      printTable(section.head, section.rows);
      for (const note of section.notes) console.log(note);
    }
  }
  const day = new Date().toISOString().slice(0, 10);
  const circumstances = `${day}${at}, ${cpus().length} cores, Node.js ${process.versions.node}, ${process.platform} ${process.arch}, load average before it ${load.toFixed(1)}.`;
  const writePage = async (file: string, start: string, isOn: (part: Part) => boolean) => {
    const sections = measured.flatMap(([part, all]) => (isOn(part) ? all : []));
    if (sections.length === 0) return;
    const path = join(root, file);
    await writeFile(path, page(start, await readFile(path, 'utf8').catch(() => ''), circumstances, sections));
  };
  if (write) {
    await writePage('docs/benchmarks.md', benchmarks, (part) => part !== 'capacity');
    await writePage('docs/capacity.md', capacity, (part) => part === 'capacity');
  }
} finally {
  await there?.remove();
  await here.remove();
}
