import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { conformancePage, coverageRows } from '../../scripts/conformance/report.js';
import {
  deviations,
  emptyCells,
  type Run,
  runConformance,
  type Subject,
  subjectsOf,
} from '../../scripts/conformance/run.js';
import { root, Workshop } from '../support/workshop.js';

// The one table of version × outcome: every method version through every fault, with the built packages, in virtual time.

let subjects: Subject[];
let runs: Run[];

beforeAll(async () => {
  const { engine, sandbox } = await Workshop.simulate();
  subjects = await subjectsOf(engine);
  runs = await runConformance(engine, sandbox);
}, 120_000);

test('every run ends in the outcome that the contract names, in bounded time', () => {
  expect(deviations(runs)).toEqual([]);
});

test('no cell of version × outcome is empty', () => {
  const total = subjects.reduce((sum, { outcomes }) => sum + outcomes.length, 0);
  console.log(
    `${coverageRows(subjects, runs)
      .map((row) => row.join(' · '))
      .join('\n')}\n${runs.length} runs, ${total} outcomes`,
  );
  expect(emptyCells(subjects, runs)).toEqual([]);
});

test('docs/conformance.md is what the runs give', async () => {
  expect(await readFile(join(root, 'docs/conformance.md'), 'utf8')).toBe(conformancePage(subjects, runs));
});
