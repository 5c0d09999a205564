import { randomInt } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import type { FlowReport } from '../../schemas/types.js';
import { isFlowReport } from '../../schemas/validators.js';
import type { Engine } from '../engine/engine.js';
import { endsWell } from '../flow/run/ends-well.js';
import { type FileRun, runFile, type WithWorld } from '../flow/run/run-file.js';
import type { GivenTime } from '../flow/run/run-moment.js';
import { isStory } from '../flow/story/story-file.js';
import { rounded } from '../ground/exact-number.js';
import { findingsText } from '../ground/print-findings.js';
import { toldError } from '../ground/told-error.js';
import { withSandboxWorld } from '../stage/sandbox-worlds.js';
import { connectionWorld } from './connection-world.js';
import type { Context } from './context.js';
import { examples, inLines } from './examples.js';
import { printReport } from './flow-report.js';
import { tellStory } from './flow-story.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, setExitCode } from './output.js';
import { readScenario } from './read-scenario.js';
import { readJsonFile } from './read-text.js';
import { givenTime, timeOptions } from './time-options.js';

interface Options extends GivenTime {
  event?: string;
  connection?: string;
  scenario?: string;
  token?: string;
  fault: string[];
  until?: string;
  seed?: number;
  record?: string;
  again?: string;
  from?: number;
  json?: boolean;
}

const collect = (text: string, before: string[]) => [...before, text];

const parseSeed = (text: string): number => {
  if (!/^[0-9]{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number of at most 9 digits.');
  return Number(text);
};

const parseFrom = (text: string): number => {
  if (!/^[1-9][0-9]{0,3}$/.test(text)) throw new InvalidArgumentError('Give the number of an execution.');
  return Number(text);
};

const againIncomplete = toldError('caller', 'flow.again', 'Of --again and --from only one is given.');
const againUnreadable = toldError('caller', 'flow.report', 'The file is no report of a flow.');

/** The run before, and from where it is run again. Throws ToldError. */
const againOf = async ({ again, from }: Pick<Options, 'again' | 'from'>): Promise<FileRun['again']> => {
  if (again === undefined && from === undefined) return undefined;
  if (again === undefined || from === undefined)
    throw againIncomplete(
      '--again and --from go together.',
      'Give the report of a run, and the number of an execution.',
    );
  const report = await readJsonFile(again, 'report');
  if (isFlowReport(rounded(report))) return { report: report as FlowReport, from };
  throw againUnreadable(`${again} is no report of a flow.`, 'Write one with `flow run --json`.');
};

const scenarioLive = toldError(
  'caller',
  'flow.scenario',
  'A scenario was given for a run that does not go to the sandbox.',
);
const storyOption = toldError(
  'caller',
  'flow.story',
  'An option was given that a story does not take, or that only a story takes.',
);

/** Throws ToldError for what does not go together. */
const refuseMixed = (file: string, options: Options): void => {
  const { connection, scenario } = options;
  if (connection !== undefined && scenario !== undefined)
    throw scenarioLive(
      '--scenario is what the sandbox starts with; --connection calls another.',
      'Leave one of them out.',
    );
  const { event, token, until, again, from, record } = options;
  if (!isStory(file)) {
    if (record === undefined) return;
    throw storyOption(
      `${file} is no story: its runs are no case of it.`,
      'Record cases of a flow: wxcc-nodes flow explore <file> --event <file> --record <file>.',
    );
  }
  const others = { event, connection, token, until, again, from };
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (other !== undefined)
    throw storyOption(
      `${file} is a story, which has its events and its sandbox: it takes no --${other}.`,
      'Run one of its flows, or write it into the story.',
    );
};

/** What runs against a sandbox is the same each time unless a seed is given. */
const sandboxSeed = 1;

/** A world for one run, closed afterwards. */
const withWorld = async (
  engine: Engine,
  {
    connection,
    scenario,
    token,
    seed,
  }: Pick<Options, 'connection' | 'scenario' | 'token'> & { seed: number },
  work: Parameters<WithWorld>[0],
): ReturnType<WithWorld> => {
  if (connection === undefined)
    return withSandboxWorld(
      engine,
      seed,
      work,
      scenario === undefined ? undefined : await readScenario(scenario),
    );
  return work(await connectionWorld(engine, connection, token));
};

export const addFlowRun = (flow: Command, context: Context): void => {
  timeOptions(flow.command('run'))
    .description(
      'run a flow for one event, by default against a sandbox of its own; exit 0 when it ends well',
    )
    .argument('<file>', 'a flow, or a story of several flows (*.story.json)')
    .option(
      '--event <file>',
      'what starts the flow, and what the customer answers (default: one is made up for the start)',
    )
    .option('--connection <name|file>', 'call this instead of a sandbox')
    .option(
      '--scenario <file>',
      'what the sandbox starts with: organizations, queues, agents, entry points (default: its usual ones)',
    )
    .option('--token <token>', "access token for the connection, for tests: before the steps' authorizations")
    .option(
      '--fault <fault>',
      'step=<step>,outcome=<outcome> or step=<step>,wire=<fault>[,times=<number>|all]; of a story with flow=<flow>,… where several flows have the step; may be repeated',
      collect,
      [],
    )
    .option(
      '--record <name>',
      'of a story: write what it comes to into it, as the case of this name for flow test',
    )
    .option('--until <step>', 'stop after this step')
    .option('--seed <number>', 'ids and random numbers come from it (default: 1 at the sandbox)', parseSeed)
    .option('--again <report>', 'a run before, as --json printed it, whose results are taken before --from')
    .option('--from <number>', 'the execution of that run from which the flow is run again', parseFrom)
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes flow run flows/sms-inbound.flow.json',
        '# the outcome of one step, and an API that fails twice',
        inLines('wxcc-nodes flow run flows/sms-inbound.flow.json', '--fault step=queue,outcome=onTimeout'),
        inLines('wxcc-nodes flow run flows/sms-inbound.flow.json', '--fault step=queue,wire=503,times=2'),
        '# a customer who writes at night',
        inLines(
          'wxcc-nodes flow run flows/sms-inbound.flow.json',
          '--event flows/events/sms-first-message.json',
          '--at 2026-01-15T23:00:00 --time-zone Europe/Berlin',
        ),
        '# several flows for one contact, one after the other',
        'wxcc-nodes flow run flows/live-chat.story.json',
        inLines(
          'wxcc-nodes flow run flows/live-chat.story.json',
          '--fault flow=task-routed,step=n11,outcome=onError',
        ),
      ),
    )
    .action(async (file: string, options: Options) => {
      refuseMixed(file, options);
      const again = await againOf(options);
      // The same ids as then.
      const number =
        options.seed ??
        again?.report.seed ??
        (options.connection === undefined ? sandboxSeed : randomInt(1e9));
      await withWorkspace(context, async ({ engine }) => {
        const { event, fault: faults, until, scenario, json = false } = options;
        if (isStory(file))
          return tellStory(engine, {
            ...{ file, faults, seed: number, time: givenTime(options), json },
            ...(options.record !== undefined && { record: options.record }),
            ...(scenario !== undefined && { scenario }),
          });
        const given = {
          ...(event !== undefined && { event }),
          ...(until !== undefined && { until }),
          ...(again && { again }),
        };
        const { report, findings } = await runFile(
          engine.packages,
          { file, ...given, faults, time: givenTime(options), seed: number },
          (work) => withWorld(engine, { ...options, seed: number }, work),
        );
        if (findings) {
          setExitCode(findings);
          if (options.json) return printJson({ findings });
          console.log(findingsText(findings));
          return console.log('Nothing was run: correct these first.');
        }
        if (options.json) printJson(report);
        else printReport(report);
        if (!endsWell(report.end)) process.exitCode = 1;
      });
    });
};
