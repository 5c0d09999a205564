import type { FlowReport } from '../../../schemas/types.js';
import { type FlowEvent, startOutputs } from '../event.js';
import { FaultPlan, type FlowFault } from '../faults/fault.js';
import type { Flow } from '../types.js';
import { Answers, type GivenAnswers } from './answers.js';
import { ConditionError, hold } from './conditions.js';
import { type Frame, openFrame, setStart } from './frame.js';
import { type Ended, Interpreter, type InterpreterOptions, maxExecutions } from './interpreter.js';
import { type GivenTime, runMoment } from './run-moment.js';
import { type EndReason, RunStop } from './run-stop.js';
import { RunTime } from './run-time.js';
import type { Seed } from './seed.js';
import type { World } from './world.js';

export interface RunOptions {
  world: World;
  flow: Flow;
  file: string;
  event: FlowEvent;
  /** A plan is used up over several runs. */
  faults?: FlowFault[] | FaultPlan;
  /** The moment and the zone of the command line, or of the case. */
  time?: GivenTime;
  /** What the case says of steps that reach outside; before what the event says. */
  answers?: GivenAnswers | undefined;
  /** The id of the step after which the run stops. */
  until?: string;
  /** What ids and random numbers come from, and its number for the report. */
  seed: { number: number; source: Seed };
  /** A run before, whose results are taken up to an execution. */
  kept?: InterpreterOptions['kept'];
  onStep?: InterpreterOptions['onStep'];
  /** The event has happened in the world already: nothing is arranged for it. */
  hasHappened?: boolean;
  /** Only what came of the steps: no variables after each, and nothing of what went over the wire. */
  brief?: boolean;
  /** The platform's limit when left out. */
  maxExecutions?: number;
}

type End = FlowReport['end'];

const statuses = { 101: 'success', 102: 'error', 103: 'incomplete' } as const;

const statusOf = ({ exitResult, last }: Ended): End['status'] => {
  if (exitResult === undefined) return 'unset';
  if (exitResult !== 100) return statuses[exitResult];
  return last?.type === 'success' ? 'success' : 'error';
};

const endOf = (ended: Ended): End => {
  const { exitResult, last } = ended;
  return {
    reason: 'end',
    ...(exitResult !== undefined && { exitResult }),
    status: statusOf(ended),
    message:
      exitResult === undefined
        ? 'The flow ended; its exit result is not set.'
        : `The flow ended with exit result ${exitResult}.`,
    ...(last && { step: last.name, outcome: last.outcome }),
  };
};

const stopped = (reason: EndReason, message: string, last?: { name: string; outcome: string }): End => ({
  reason,
  status: reason === 'until' || reason === 'not-started' ? 'unset' : 'error',
  message,
  ...(last && { step: last.name, outcome: last.outcome }),
});

const notesFor = ({ world }: RunOptions, missing: string[], unprepared: string[]): string[] => [
  world.stage
    ? 'Time was virtual, waits and time-outs took none of yours; Send was recorded, nothing was sent to a customer.'
    : 'Delay and Receive were not waited for; Send was recorded, nothing was sent to a customer.',
  ...(world.stage ? [] : ['Calls went to the connection, not to the sandbox.']),
  ...missing.map((name) => `The event lacks ${name}; $(n2.${name}) has no value.`),
  ...unprepared,
];

/** Whether the start's conditions hold; without conditions they do. */
const isWanted = (frame: Frame): boolean => {
  const { conditions } = frame.flow.start;
  try {
    return !conditions || hold(conditions, (text) => frame.scope.fill(text).text);
  } catch (error) {
    if (error instanceof ConditionError) throw new RunStop('not-started', error.message);
    throw error;
  }
};

const walk = async (frame: Frame, interpreter: Interpreter): Promise<End> => {
  try {
    if (!isWanted(frame)) return stopped('not-started', "The start's conditions do not hold for this event.");
    for (const { set, value } of frame.flow.start.actions ?? [])
      frame.scope.set(set, frame.scope.fill(value).text);
    return endOf(await interpreter.run(frame, frame.flow.start.to));
  } catch (error) {
    if (error instanceof RunStop) return stopped(error.reason, error.message, interpreter.last);
    throw error;
  }
};

/**
 * Runs a flow for one event. Whatever the flow does ends in a report, within the platform's limit of executions.
 * Throws ToldError when a call cannot even be made, for example to an endpoint that nobody has confirmed.
 */
export const runFlow = (options: RunOptions): Promise<FlowReport> =>
  options.world.clock.work(() => run(options));

const run = async (options: RunOptions): Promise<FlowReport> => {
  const { world, flow, file, event, seed, faults = [] } = options;
  const moment = runMoment({ order: options.time ?? {}, event, flow, connection: world.connection });
  const time = new RunTime(world.clock, moment);
  const builtIn = { transid: seed.source.uuid(), emptystring: '' };
  const frame = await openFrame({ flow, file }, world.engine.packages, { builtIn });
  const interpreter = new Interpreter({
    world,
    faults: faults instanceof FaultPlan ? faults : new FaultPlan(faults),
    time,
    seed: seed.source,
    replies: [...(event.replies ?? [])],
    answers: new Answers(flow, event.answers, options.answers),
    ...(options.until !== undefined && { until: options.until }),
    ...(options.kept && { kept: options.kept }),
    ...(options.onStep && { onStep: options.onStep }),
    brief: options.brief ?? false,
    maxExecutions: options.maxExecutions ?? maxExecutions,
  });
  const start = startOutputs(flow, event);
  let unprepared: string[] = [];
  let end: End;
  if (start) {
    unprepared = options.hasHappened ? [] : (world.stage?.prepare(event) ?? []);
    setStart(frame, start.outputs);
    end = await walk(frame, interpreter);
  } else end = stopped('not-started', 'The event is of another kind than the flow starts with.');
  const openTasks = world.stage?.openTasks();
  return {
    flow: { id: flow.id, name: flow.name, file },
    seed: seed.number,
    target: world.stage ? 'sandbox' : 'connection',
    notes: notesFor(options, start?.missing ?? [], unprepared),
    steps: interpreter.steps,
    end,
    variables: frame.scope.shown(),
    ...(openTasks && { openTasks }),
    timings: {
      total: time.elapsed,
      at: new Date(moment.at).toISOString(),
      timeZone: moment.timeZone,
    },
  };
};
