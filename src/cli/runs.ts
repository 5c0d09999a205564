import type { Command } from 'commander';
import type { FlowReport, Result, Run } from '../../schemas/types.js';
import type { StoryReport } from '../flow/story/run-story.js';
import { plain } from '../ground/plain-text.js';
import { toldError } from '../ground/told-error.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { printReport } from './flow-report.js';
import { printStory } from './flow-story.js';
import { printResult } from './invoke.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

const runsWhich = toldError('caller', 'runs.which', 'It is not said which runs are to be forgotten.');

interface JsonOption {
  json?: boolean;
}

const addList = (runs: Command, context: Context) => {
  runs
    .command('list')
    .description('list what was run in the console or started by flow serve, newest first')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes runs list'))
    .action(async ({ json }: JsonOption) => {
      const found = await withWorkspace(context, (workspace) => workspace.runs.list());
      if (json) return printJson(found);
      if (found.runs.length === 0) console.log('No run is kept.');
      else
        printTable(
          ['id', 'when', 'what', 'outcome', 'to'],
          found.runs.map(({ id, at, what, outcome, to }) => [id, at, what, outcome, to]),
        );
      for (const id of found.unreadable) console.error(plain(`cannot be read: ${id}`));
    });
};

const printRun = ({ id, at, to, kind, gave, what, outcome }: Run): void => {
  console.log(plain(`${id}: ${at}, to ${to}`));
  if (gave === undefined) console.log(plain(`${what} → ${outcome}; it gave nothing, or more than is kept.`));
  else if (kind === 'flow') printReport(gave as unknown as FlowReport);
  else if (kind === 'story') printStory(gave as unknown as StoryReport);
  else printResult((gave as { result: Result }).result);
};

const addShow = (runs: Command, context: Context) => {
  runs
    .command('show')
    .description('show a run: what was asked, and what it gave')
    .argument('[id]', 'the newest one when left out')
    .option('--json', 'print JSON, with inputs and exchange')
    .addHelpText('after', examples('wxcc-nodes runs show', 'wxcc-nodes runs show --json'))
    .action(async (id: string | undefined, { json }: JsonOption) => {
      const run = await withWorkspace(context, (workspace) => workspace.runs.find(id));
      if (json) printJson(run);
      else printRun(run);
    });
};

const addRemove = (runs: Command, context: Context) => {
  runs
    .command('remove')
    .description('forget a run, or all of them')
    .argument('[id]')
    .option('--all', 'all of them')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes runs remove --all'))
    .action(async (id: string | undefined, { all = false, json }: JsonOption & { all?: boolean }) => {
      if ((id === undefined) !== all)
        throw runsWhich('Give the id of a run, or --all.', 'See `wxcc-nodes runs list`.');
      const removed = await withWorkspace(context, (workspace) => workspace.runs.remove(id));
      if (json) printJson({ removed });
      else console.log(`Forgotten: ${removed} runs.`);
    });
};

export const addRuns = (program: Command, context: Context): void => {
  const runs = program
    .command('runs')
    .description('what was run in the console or started by flow serve')
    .addHelpText('after', examples('wxcc-nodes runs list', 'wxcc-nodes runs show'));
  addList(runs, context);
  addShow(runs, context);
  addRemove(runs, context);
};
