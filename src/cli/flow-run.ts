import { randomInt } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import type { FlowReport } from '../../schemas/types.js';
import type { Engine } from '../engine/engine.js';
import { checkRead } from '../flow/check/index.js';
import { type FlowEvent, readEvent } from '../flow/event.js';
import { type FlowFault, parseFault } from '../flow/faults/fault.js';
import { madeUpEvent } from '../flow/made-up-event.js';
import { type ReadFlow, readFlow } from '../flow/read-flow.js';
import { runFlow } from '../flow/run/run-flow.js';
import type { GivenTime } from '../flow/run/run-moment.js';
import { Seed } from '../flow/run/seed.js';
import { SkippingClock } from '../flow/run/skipping-clock.js';
import type { World } from '../flow/run/world.js';
import { findMethods } from '../flow/step-methods.js';
import { type Flow, findStep, stepUnknown } from '../flow/types.js';
import { today } from '../ground/clock.js';
import type { Finding } from '../ground/finding.js';
import { suggestion } from '../ground/nearest.js';
import { findingsText } from '../ground/print-findings.js';
import { fixedToken } from '../runtime/token-source.js';
import { SandboxWorlds } from '../stage/sandbox-worlds.js';
import type { Context } from './context.js';
import { printReport } from './flow-report.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, setExitCode } from './output.js';
import { givenTime, timeOptions } from './time-options.js';

interface Options extends GivenTime {
  event?: string;
  connection?: string;
  token?: string;
  fault: string[];
  until?: string;
  seed?: number;
  json?: boolean;
}

const collect = (text: string, before: string[]) => [...before, text];

const parseSeed = (text: string): number => {
  if (!/^[0-9]{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number of at most 9 digits.');
  return Number(text);
};

/** What runs against a sandbox is the same each time unless a seed is given. */
const sandboxSeed = 1;

/** A world for one run, closed afterwards. */
const withWorld = async <Type>(
  engine: Engine,
  { connection, token, seed }: { connection?: string; token?: string; seed: number },
  work: (world: World) => Promise<Type>,
): Promise<Type> => {
  if (connection === undefined) {
    const worlds = new SandboxWorlds(engine);
    try {
      return await work(await worlds.open(seed));
    } finally {
      await worlds.close();
    }
  }
  const { WXCC_TOKEN } = process.env;
  return work({
    engine,
    clock: new SkippingClock(),
    connection: await engine.connections.load(connection),
    // As with invoke: --token, the step's authorization, WXCC_TOKEN, the default authorization.
    tokens: (authorization) => {
      if (token !== undefined) return fixedToken(token);
      return authorization === undefined && WXCC_TOKEN ? fixedToken(WXCC_TOKEN) : undefined;
    },
  });
};

const stepId = (flow: Flow, reference: string): string => {
  const step = findStep(flow, reference);
  if (step) return step.id;
  throw stepUnknown(
    `The flow has no step ${JSON.stringify(reference)}.`,
    suggestion(
      reference,
      flow.steps.map(({ name }) => name),
    ),
  );
};

const madeUp = ({ value }: ReadFlow): { value?: FlowEvent; findings: Finding[] } => ({
  ...(value && { value: madeUpEvent(value.start) }),
  findings: [],
});

/** Flow and event, or the findings that keep them from running. */
const readRunnable = async (
  engine: Engine,
  files: { flow: string; event: string | undefined },
): Promise<{ flow: Flow; event: FlowEvent } | { findings: Finding[] }> => {
  const flow = await readFlow(files.flow);
  const event = files.event === undefined ? madeUp(flow) : await readEvent(files.event);
  const errors = [
    ...(await checkRead(flow, { packages: engine.packages, today: today() })),
    ...event.findings,
  ].filter(({ severity }) => severity === 'error');
  return flow.value && event.value && errors.length === 0
    ? { flow: flow.value, event: event.value }
    : { findings: errors };
};

const isGood = ({ reason, status }: FlowReport['end']): boolean =>
  reason === 'until' || (reason === 'end' && (status === 'success' || status === 'unset'));

export const addFlowRun = (flow: Command, context: Context): void => {
  timeOptions(flow.command('run'))
    .description(
      'run a flow for one event, by default against a sandbox of its own; exit 0 when it ends well',
    )
    .argument('<file>')
    .option(
      '--event <file>',
      'what starts the flow, and what the customer answers (default: one is made up for the start)',
    )
    .option('--connection <name|file>', 'call this instead of a sandbox')
    .option('--token <token>', "access token for the connection, for tests: before the steps' authorizations")
    .option(
      '--fault <fault>',
      'step=<step>,outcome=<outcome> or step=<step>,wire=<fault>[,times=<number>|all]; may be repeated',
      collect,
      [],
    )
    .option('--until <step>', 'stop after this step')
    .option('--seed <number>', 'ids and random numbers come from it (default: 1 at the sandbox)', parseSeed)
    .option('--json', 'print the report as JSON')
    .action(async (file: string, options: Options) => {
      const number = options.seed ?? (options.connection === undefined ? sandboxSeed : randomInt(1e9));
      await withWorkspace(context, async ({ engine }) => {
        const read = await readRunnable(engine, { flow: file, event: options.event });
        if ('findings' in read) {
          setExitCode(read.findings);
          if (options.json) return printJson({ findings: read.findings });
          console.log(findingsText(read.findings));
          return console.log('Nothing was run: correct these first.');
        }
        const methods = await findMethods(read.flow, engine.packages);
        const faults: FlowFault[] = options.fault.map((text) => parseFault(text, read.flow, methods));
        const until = options.until === undefined ? undefined : stepId(read.flow, options.until);
        const report = await withWorld(engine, { ...options, seed: number }, (world) =>
          runFlow({
            world,
            file,
            ...read,
            faults,
            time: givenTime(options),
            ...(until !== undefined && { until }),
            seed: { number, source: new Seed(number) },
          }),
        );
        if (options.json) printJson(report);
        else printReport(report);
        if (!isGood(report.end)) process.exitCode = 1;
      });
    });
};
