import { type Command, InvalidArgumentError } from 'commander';
import { filesBelow } from '../files/files-below.js';
import { casesFileEnding } from '../flow/cases/case-file.js';
import type { Coverage } from '../flow/cases/coverage.js';
import { type CasesRun, runCases } from '../flow/cases/run-cases.js';
import { storyFileEnding } from '../flow/story/story-file.js';
import { plain } from '../ground/plain-text.js';
import { findingsText } from '../ground/print-findings.js';
import { toldError } from '../ground/told-error.js';
import { openSandboxWorlds } from '../stage/sandbox-worlds.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';
import { progressLine } from './progress.js';

const casesNone = toldError(
  'caller',
  'cases.none',
  'There are no recorded cases where they were looked for.',
);

const recordOne = 'Record one: wxcc-nodes flow run <story> --record <name>.';
const recordSome = 'Record some: wxcc-nodes flow explore <file> --event <file> --record <file>.';

interface Options {
  cover?: number;
  repeat: number;
  json?: boolean;
}

const parsePercent = (text: string): number => {
  if (!/^[0-9]{1,3}(\.[0-9]+)?$/.test(text) || Number(text) > 100)
    throw new InvalidArgumentError('Give a number from 0 to 100.');
  return Number(text);
};

const parseTimes = (text: string): number => {
  if (!/^[1-9][0-9]{0,5}$/.test(text)) throw new InvalidArgumentError('Give a whole number, 1 or more.');
  return Number(text);
};

/** Step by step, which outcomes were reached and which were not. */
export const printCoverage = (coverage: Coverage): void => {
  printTable(
    ['flow', 'step', 'reached', 'not reached'],
    coverage.steps().map(({ flow, name, outcomes }) => [
      flow,
      name,
      `${outcomes.filter(({ count }) => count > 0).length} of ${outcomes.length}`,
      outcomes
        .filter(({ count }) => count === 0)
        .map((outcome) => outcome.name)
        .join(', '),
    ]),
  );
};

const printRun = ({ cases, results, findings, coverage }: CasesRun, { cover, repeat }: Options): void => {
  if (findings.length > 0) console.log(findingsText(findings));
  for (const { file, name, differences } of results)
    if (differences.length > 0) {
      console.log(plain(`failed: ${name} (${file})`));
      for (const difference of differences) console.log(plain(`  ${difference}`));
    }
  printCoverage(coverage);
  const failed = results.filter(({ differences }) => differences.length > 0).length;
  const wanted = cover === undefined ? '' : `, wanted ${cover} %`;
  const times = repeat === 1 ? '' : ` ${repeat} times each`;
  console.log(
    `\n${cases} cases${times}, ${failed} failed; ${coverage.percent()} % of the outcomes reached${wanted}.`,
  );
};

export const addFlowTest = (flow: Command, context: Context): void => {
  flow
    .command('test')
    .description(
      'run the recorded cases (*.cases.json, and those of *.story.json) of a folder against sandboxes; exit 1 when one differs',
    )
    .argument('<folder|file>')
    .option('--cover <percent>', 'exit 1 when fewer of the outcomes of all steps are reached', parsePercent)
    .option('--repeat <times>', 'run each case so many times', parseTimes, 1)
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples('wxcc-nodes flow test flows/cases', 'wxcc-nodes flow test flows/cases --cover 100'),
    )
    .action(async (path: string, options: Options) => {
      const { cover, json, repeat } = options;
      const files = await filesBelow(path, casesFileEnding, storyFileEnding);
      if (files.length === 0)
        throw casesNone(
          `There are no *${casesFileEnding} or *${storyFileEnding} files in ${path}.`,
          recordSome,
        );
      const progress = progressLine('Cases');
      let done = 0;
      const run = await withWorkspace(context, ({ engine }) =>
        runCases(files, {
          engine,
          openWorlds: openSandboxWorlds,
          repeat,
          onRun: (total) => {
            done += 1;
            progress.tick(done, total);
          },
        }),
      ).finally(progress.end);
      const { cases, results, findings, coverage } = run;
      if (cases === 0 && findings.length === 0)
        throw casesNone(`${path} holds stories without cases.`, recordOne);
      if (json) printJson({ results, findings, coverage: coverage.steps(), percent: coverage.percent() });
      else printRun(run, options);
      const isGood =
        findings.length === 0 &&
        results.every(({ differences }) => differences.length === 0) &&
        (cover === undefined || coverage.percent() >= cover);
      if (!isGood) process.exitCode = 1;
    });
};
