import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { printReplayed } from '../src/cli/evidence.js';
import { printTable } from '../src/cli/output.js';
import { knownWords } from '../src/evidence/known-words.js';
import { readExchanges } from '../src/evidence/read-exchanges.js';
import { replay } from '../src/evidence/replay.js';
import { countsText, printFindings } from '../src/ground/print-findings.js';
import { Simulation } from '../src/stage/simulation.js';
import { openWorkspace } from '../src/workspace/workspace.js';
import { conformancePage, coverageRows } from './conformance/report.js';
import { allSubjects, deviations, emptyCells, runConformance } from './conformance/run.js';
import { packVersion, readOptions } from './options.js';
import { orWrongUse } from './wrong-use.js';

// Runs every method version through every fault, prints version × outcome, writes docs/conformance.md. With --against
// <file> all methods run against a recording in place of the sandbox, with a connection's endpoints where one is named;
// no page is written.
const { root, against, check, connection } = readOptions(
  'npm run conformance -- [--check] [--against <recording> [--connection <file>]]',
  ['check', 'against', 'connection'],
);
const page = resolve(root, 'docs/conformance.md');
const home = await mkdtemp(join(tmpdir(), 'wxcc-nodes-conformance-'));
const simulation = await Simulation.open();
const whole = await openWorkspace({ home, packDirectory: resolve(root, 'dist'), strictOutputs: true });
const engine = simulation.engine(whole.engine);
try {
  if (against === undefined) await judge();
  else await judgeAgainst(against);
} finally {
  await whole.close();
  await simulation.stop();
  await rm(home, { recursive: true, force: true });
}

async function judgeAgainst(file: string) {
  await orWrongUse(async () => {
    const { exchanges } = await readExchanges(file, knownWords(await whole.engine.packages.nodes()));
    const named =
      connection === undefined ? {} : { connection: await whole.connections.load(resolve(connection)) };
    const { methods, findings } = await replay(whole.engine, exchanges, { file, isForAll: true, ...named });
    printReplayed(methods);
    printFindings(findings, {
      format: 'text',
      version: packVersion(),
      summary: `${methods.length} method versions against ${file}: ${countsText(findings)}`,
    });
    if (findings.length > 0) process.exitCode = 1;
  });
}

async function judge() {
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
}

async function publish(text: string) {
  const present = await readFile(page, 'utf8').catch(() => '');
  if (present === text) return;
  if (check) {
    console.error('docs/conformance.md is out of date: run `npm run conformance` and commit the result.');
    process.exitCode = 1;
    return;
  }
  await mkdir(resolve(root, 'docs'), { recursive: true });
  await writeFile(page, text);
  console.log('wrote docs/conformance.md');
}
