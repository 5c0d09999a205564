import { basename, dirname } from 'node:path';
import type { Command } from 'commander';
import type { Engine } from '../engine/engine.js';
import { pathBelow } from '../files/path-below.js';
import { replaceFile } from '../files/replace-file.js';
import { checkRead } from '../flow/check/index.js';
import { readEvent } from '../flow/event.js';
import { type Exploration, exploreFlow, type NamedEvent } from '../flow/explore/explore.js';
import { explorationFindings } from '../flow/explore/findings.js';
import { casesOf } from '../flow/explore/record.js';
import { readFlow } from '../flow/read-flow.js';
import type { GivenTime } from '../flow/run/run-moment.js';
import { today } from '../ground/clock.js';
import type { Finding } from '../ground/finding.js';
import { countsText, findingsText } from '../ground/print-findings.js';
import { toldError } from '../ground/told-error.js';
import { openSandboxWorlds } from '../stage/sandbox-worlds.js';
import type { Context } from './context.js';
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

const readEvents = async (files: string[]): Promise<{ events: NamedEvent[]; findings: Finding[] }> => {
  const read = await Promise.all(files.map(readEvent));
  return {
    events: read.flatMap(({ file, value }) => (value ? [{ name: file, event: value }] : [])),
    findings: read.flatMap(({ findings }) => findings),
  };
};

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

const forcedCounts = (explorations: Exploration[]) => {
  const forced = explorations
    .flatMap(({ report }) => report.steps)
    .flatMap(({ forced: one }) => (one ? [one.by] : []));
  const overridden = forced.filter((by) => by === 'override').length;
  return { really: forced.length - overridden, overridden };
};

const print = (explorations: Exploration[], findings: Finding[], file: string, runs: number) => {
  if (findings.length > 0) console.log(findingsText(findings));
  const { really, overridden } = forcedCounts(explorations);
  console.log(
    `${file}: ${runs} runs; ${really} outcomes brought about at the sandbox, ${overridden} put in place.`,
  );
  const isGood = findings.every(({ severity }) => severity !== 'error');
  console.log(`1 file, ${countsText(findings)}${isGood ? ': no error.' : '.'}`);
};

/** Explores a flow file, prints what was found, and sets the exit code. */
export const exploreFile = async (engine: Engine, file: string, options: Options): Promise<void> => {
  const read = await readFlow(file);
  const { events, findings: eventFindings } = await readEvents(options.event);
  const before = [
    ...(await checkRead(read, { packages: engine.packages, today: today() })),
    ...eventFindings,
  ];
  // What the exploration itself looks for does not keep it from running.
  const blocking = before.filter(
    ({ severity, rule }) =>
      severity === 'error' && !['outcome.unwired', 'limit.executions', 'loop.straight-back'].includes(rule),
  );
  if (!read.value || blocking.length > 0) {
    setExitCode(blocking);
    if (options.json) return printJson({ findings: blocking });
    console.log(findingsText(blocking));
    return console.log('Nothing was run: correct these first.');
  }
  const progress = progressLine('Runs');
  let runs = 0;
  const { explorations, coverage } = await exploreFlow({
    engine,
    openWorlds: openSandboxWorlds,
    flow: read.value,
    file,
    events,
    time: givenTime(options),
    onRun: () => {
      runs += 1;
      progress.tick(runs);
    },
  }).finally(progress.end);
  const findings = explorationFindings(read.value, file, explorations, read.positions);
  if (options.record !== undefined) await record(options.record, file, explorations);
  if (options.json)
    printJson({
      runs,
      findings,
      coverage: coverage.steps(),
      percent: coverage.percent(),
      ...forcedCounts(explorations),
    });
  else {
    printCoverage(coverage);
    print(explorations, findings, file, runs);
  }
  setExitCode(findings);
};

export const addFlowExplore = (flow: Command, context: Context): void => {
  timeOptions(flow.command('explore'))
    .description(
      'drive each outcome of each step once and report dead ends, endless loops and tasks that nobody looks after',
    )
    .argument('<file>')
    .requiredOption('--event <file>', 'an event that starts the flow; may be repeated', collect)
    .option('--record <file>', 'write the runs as cases (*.cases.json)')
    .option('--json', 'print JSON')
    .action((file: string, options: Options) =>
      withWorkspace(context, ({ engine }) => exploreFile(engine, file, options)),
    );
};
