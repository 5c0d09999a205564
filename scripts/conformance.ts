import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { printTable } from '../src/cli/output.js';
import { Simulation } from '../src/stage/simulation.js';
import { openWorkspace } from '../src/workspace/workspace.js';
import { conformancePage, coverageRows } from './conformance/report.js';
import { allSubjects, deviations, emptyCells, runConformance } from './conformance/run.js';

// Runs every method version through every fault, prints version × outcome, writes docs/conformance.md.
const page = resolve('docs/conformance.md');
const home = await mkdtemp(join(tmpdir(), 'wxcc-nodes-conformance-'));
const simulation = await Simulation.open();
const whole = await openWorkspace({ home, packDirectory: resolve('dist'), strictOutputs: true });
const engine = simulation.engine(whole.engine);
try {
  let done = 0;
  const progress = () => {
    done += 1;
    if (process.stderr.isTTY) process.stderr.write(`\r${done} runs`);
  };
  const runs = await runConformance(engine, simulation.sandbox, { onRun: progress });
  if (process.stderr.isTTY) process.stderr.write('\r');
  const { judged: subjects, unjudged } = await allSubjects(engine);
  for (const { node, version, method, wire } of unjudged)
    console.warn(
      `${node} ${version} ${method}, wire ${wire}: not judged; write its row into scripts/conformance/contract.ts and inputs.ts`,
    );
  printTable(
    ['node', 'version', 'method', 'wire', 'outcomes reached, and how often', 'runs'],
    coverageRows(subjects, runs),
  );
  const problems = [
    ...deviations(runs),
    ...emptyCells(subjects, runs).map((empty) => `${empty} is never reached`),
  ];
  for (const problem of problems) console.error(problem);
  console.log(`${runs.length} runs, ${problems.length} deviations from the contract`);
  if (problems.length > 0) process.exitCode = 1;
  else await publish(conformancePage(subjects, runs));
} finally {
  await whole.close();
  await simulation.stop();
  await rm(home, { recursive: true, force: true });
}

async function publish(text: string) {
  const present = await readFile(page, 'utf8').catch(() => '');
  if (present === text) return;
  if (process.argv.includes('--check')) {
    console.error('docs/conformance.md is out of date: run `npm run conformance` and commit the result.');
    process.exitCode = 1;
    return;
  }
  await mkdir(resolve('docs'), { recursive: true });
  await writeFile(page, text);
  console.log('wrote docs/conformance.md');
}
