import type { FlowReport } from '../../../schemas/types.js';
import { today } from '../../ground/clock.js';
import type { Finding } from '../../ground/finding.js';
import { suggestion } from '../../ground/nearest.js';
import { toldError } from '../../ground/told-error.js';
import type { Packages } from '../../package/package-set.js';
import { checkRead } from '../check/index.js';
import { type FlowEvent, readEvent } from '../event.js';
import { parseFault } from '../faults/fault.js';
import { madeUpEvent } from '../made-up-event.js';
import { type ReadFlow, readFlow } from '../read-flow.js';
import { findMethods } from '../step-methods.js';
import { type Flow, findStep, stepUnknown } from '../types.js';
import { runFlow } from './run-flow.js';
import type { GivenTime } from './run-moment.js';
import { Seed } from './seed.js';
import type { World } from './world.js';

/** How a flow file is to be run. */
export interface FileRun {
  file: string;
  /** The file of an event; one is made up for the flow's start when left out. */
  event?: string;
  /** As `--fault` takes them. */
  faults?: string[];
  /** Name or id of the step after which the run stops. */
  until?: string;
  time?: GivenTime;
  seed: number;
  /** A run of the flow before, and the number of the execution from which it is run again, at the moment of that run. */
  again?: { report: FlowReport; from: number };
}

const fromUnknown = toldError(
  'caller',
  'flow.from',
  'The run before has no such execution, or is one of another flow.',
);

/** What is taken from a run before. Throws ToldError. */
const keptFrom = ({ report, from }: NonNullable<FileRun['again']>, flow: Flow) => {
  const steps = new Map(report.steps.map((step) => [step.number, step]));
  if (report.flow.id !== flow.id)
    throw fromUnknown(`The run before is one of ${report.flow.id}.`, `Give a run of ${flow.id}.`);
  if (!steps.has(from))
    throw fromUnknown(
      `The run before has no execution ${from}.`,
      `Give a number from 1 to ${report.steps.length}, as the report has it.`,
    );
  return { steps, from };
};

/** Gives a world for one run, and takes it back. */
export type WithWorld = (work: (world: World) => Promise<FlowReport>) => Promise<FlowReport>;

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

const eventFor = async (
  { value }: ReadFlow,
  event: string | undefined,
): Promise<{ value?: FlowEvent; findings: Finding[] }> => {
  if (event !== undefined) return readEvent(event);
  return { ...(value && { value: madeUpEvent(value.start) }), findings: [] };
};

/**
 * Reads, checks and runs a flow file. Gives the report, or the findings that keep it from being run. Throws ToldError
 * for a fault or a step that the flow does not have.
 */
export const runFile = async (
  packages: Packages,
  { file, event: eventFile, faults = [], until, time = {}, seed, again }: FileRun,
  withWorld: WithWorld,
): Promise<{ report: FlowReport; findings?: undefined } | { report?: undefined; findings: Finding[] }> => {
  const read = await readFlow(file);
  const event = await eventFor(read, eventFile);
  const findings = [...(await checkRead(read, { packages, today: today() })), ...event.findings].filter(
    ({ severity }) => severity === 'error',
  );
  const [flow, starting] = [read.value, event.value];
  if (!flow || !starting || findings.length > 0) return { findings };
  const methods = await findMethods(flow, packages);
  const parsed = faults.map((text) => parseFault(text, flow, methods));
  const stop = until === undefined ? {} : { until: stepId(flow, until) };
  const kept = again && keptFrom(again, flow);
  // What is run again stands at the moment that it stood at: by night other hours would be open.
  const moment = again && { at: again.report.timings.at, timeZone: again.report.timings.timeZone };
  const report = await withWorld((world) =>
    runFlow({
      ...{ world, file, flow, event: starting, faults: parsed, time: { ...moment, ...time }, ...stop },
      ...(kept && { kept }),
      seed: { number: seed, source: new Seed(seed) },
    }),
  );
  return { report };
};
