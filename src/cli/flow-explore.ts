import { basename, dirname } from 'node:path';
import type { Command } from 'commander';
import type { Engine } from '../engine/engine.js';
import { pathBelow } from '../files/path-below.js';
import { replaceFile } from '../files/replace-file.js';
import type { Exploration } from '../flow/explore/explore.js';
import {
  type Explored,
  explorationSummary,
  exploreFile,
  forcedCounts,
} from '../flow/explore/explore-file.js';
import { casesOf } from '../flow/explore/record.js';
import type { GivenTime } from '../flow/run/run-moment.js';
import { countsText, findingsText } from '../ground/print-findings.js';
import { toldError } from '../ground/told-error.js';
import { openSandboxWorlds } from '../stage/sandbox-worlds.js';
import type { Context } from './context.js';
import { examples, inLines } from './examples.js';
import { printCoverage } from './flow-test.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, setExitCode } from './output.js';
import { progressLine } from './progress.js';
import { givenTime, timeOptions } from './time-options.js';

const exploreRecord = toldError('caller', 'explore.record', 'The recorded cases cannot be written.');

interface Options extends GivenTime {
  event: string[];
  record?: string;
  json?: boolean;
}

const collect = (text: string, before: string[] = []) => [...before, text];

const record = async (file: string, flowFile: string, explorations: Exploration[]): Promise<void> => {
  const named = explorations.map((one) => ({
    ...one,
    event: { ...one.event, name: basename(one.event.name, '.json') },
  }));
  const eventFiles = new Map(explorations.map(({ event }) => [basename(event.name, '.json'), event.name]));
  const cases = casesOf(named, {
    flow: pathBelow(dirname(file), flowFile),
    eventOf: (name) => pathBelow(dirname(file), eventFiles.get(name)!),
  });
  await replaceFile(file, `${JSON.stringify(cases, null, 2)}\n`).catch((error: Error) => {
    throw exploreRecord(
      `${file} cannot be written: ${error.message}`,
      'Give --record a file that you can write.',
    );
  });
};

const print = ({ explorations, findings }: Explored, file: string) => {
  if (findings.length > 0) console.log(findingsText(findings));
  const { really, overridden } = forcedCounts(explorations);
  console.log(
    `${file}: ${explorations.length} runs; ${really} outcomes brought about at the sandbox, ${overridden} put in place.`,
  );
  const isGood = findings.every(({ severity }) => severity !== 'error');
  console.log(`1 file, ${countsText(findings)}${isGood ? ': no error.' : '.'}`);
};

/** Explores a flow file, prints what was found, and sets the exit code. */
export const explore = async (engine: Engine, file: string, options: Options): Promise<void> => {
  if (options.record !== undefined && options.event.length === 0)
    throw exploreRecord('Cases name the file of their event, and none is given.', 'Add --event.');
  const progress = progressLine('Runs');
  let runs = 0;
  const explored = await exploreFile(engine, openSandboxWorlds, {
    file,
    events: options.event,
    time: givenTime(options),
    onRun: () => {
      runs += 1;
      progress.tick(runs);
    },
  }).finally(progress.end);
  const { findings } = explored;
  setExitCode(findings);
  if (!explored.explorations) {
    if (options.json) return printJson({ findings });
    console.log(findingsText(findings));
    return console.log('Nothing was run: correct these first.');
  }
  if (options.record !== undefined) await record(options.record, file, explored.explorations);
  if (options.json) return printJson(explorationSummary(explored));
  if (options.record !== undefined) console.log(`wrote ${options.record}`);
  printCoverage(explored.coverage);
  print(explored, file);
};

export const addFlowExplore = (flow: Command, context: Context): void => {
  timeOptions(flow.command('explore'))
    .description(
      'drive each outcome of each step once and report dead ends, endless loops and tasks that nobody looks after',
    )
    .argument('<file>')
    .option(
      '--event <file>',
      'an event that starts the flow; may be repeated (default: one is made up for the start)',
      collect,
      [],
    )
    .option('--record <file>', 'write the runs as cases (*.cases.json)')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        inLines(
          'wxcc-nodes flow explore flows/sms-inbound.flow.json',
          '--event flows/events/sms-first-message.json',
        ),
        '# keep the runs as cases for `flow test`',
        inLines(
          'wxcc-nodes flow explore flows/sms-inbound.flow.json',
          '--event flows/events/sms-first-message.json',
          '--record sms.cases.json',
        ),
      ),
    )
    .action((file: string, options: Options) =>
      withWorkspace(context, ({ engine }) => explore(engine, file, options)),
    );
};
