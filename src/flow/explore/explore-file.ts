import type { Engine } from '../../engine/engine.js';
import { today } from '../../ground/clock.js';
import type { Finding } from '../../ground/finding.js';
import type { Coverage } from '../cases/coverage.js';
import { checkRead } from '../check/index.js';
import { readEvent } from '../event.js';
import { madeUpEvent } from '../made-up-event.js';
import { type ReadFlow, readFlow } from '../read-flow.js';
import type { OpenWorlds } from '../run/open-world.js';
import type { GivenTime } from '../run/run-moment.js';
import { type Exploration, exploreFlow, type NamedEvent } from './explore.js';
import { explorationFindings } from './findings.js';

/** A flow file as it is to be explored. */
export interface FileExploration {
  file: string;
  /** Files of events; one event is made up for the flow's start when there are none. */
  events: string[];
  time?: GivenTime;
  onRun?: (exploration: Exploration) => void;
}

export interface Explored {
  explorations: Exploration[];
  coverage: Coverage;
  findings: Finding[];
}

const eventsFor = async (
  { value }: ReadFlow,
  files: string[],
): Promise<{ events: NamedEvent[]; findings: Finding[] }> => {
  if (files.length === 0)
    return { events: value ? [{ name: 'made up', event: madeUpEvent(value.start) }] : [], findings: [] };
  const read = await Promise.all(files.map(readEvent));
  return {
    events: read.flatMap(({ file, value: event }) => (event ? [{ name: file, event }] : [])),
    findings: read.flatMap(({ findings }) => findings),
  };
};

/** What the exploration itself looks for does not keep it from running. */
const lookedFor = new Set(['outcome.unwired', 'limit.executions', 'loop.straight-back']);

/** Reads, checks and explores a flow file. Gives the findings alone where they keep it from being run. */
export const exploreFile = async (
  engine: Engine,
  openWorlds: OpenWorlds,
  { file, events: eventFiles, time, onRun }: FileExploration,
): Promise<Explored | { explorations?: undefined; findings: Finding[] }> => {
  const read = await readFlow(file);
  const { events, findings } = await eventsFor(read, eventFiles);
  const before = [...(await checkRead(read, { packages: engine.packages, today: today() })), ...findings];
  const blocking = before.filter(({ severity, rule }) => severity === 'error' && !lookedFor.has(rule));
  if (!read.value || blocking.length > 0) return { findings: blocking };
  const { explorations, coverage } = await exploreFlow({
    ...{ engine, openWorlds, flow: read.value, file, events },
    ...(time && { time }),
    ...(onRun && { onRun }),
  });
  return {
    explorations,
    coverage,
    findings: explorationFindings(read.value, file, explorations, read.positions),
  };
};

/** How many outcomes were brought about at the sandbox, and how many were put in place. */
export const forcedCounts = (explorations: Exploration[]) => {
  const forced = explorations
    .flatMap(({ report }) => report.steps)
    .flatMap(({ forced: one }) => (one ? [one.by] : []));
  const overridden = forced.filter((by) => by === 'override').length;
  return { really: forced.length - overridden, overridden };
};

/** An exploration as every door gives it to programs. */
export const explorationSummary = ({ explorations, coverage, findings }: Explored) => ({
  runs: explorations.length,
  findings,
  coverage: coverage.steps(),
  percent: coverage.percent(),
  ...forcedCounts(explorations),
});
