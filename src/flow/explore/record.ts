import { endLine, type FlowCases, stepLines } from '../cases/case-file.js';
import type { Exploration } from './explore.js';

const nameOf = ({ event, target }: Exploration) =>
  target ? `${target.step}: ${target.outcome}` : `as it should be: ${event.name}`;

/** The runs of an exploration as recorded cases; paths relative to where the cases will be. */
export const casesOf = (
  explorations: Exploration[],
  paths: { flow: string; schema?: string; eventOf: (name: string) => string },
): FlowCases & { $schema?: string } => ({
  ...(paths.schema !== undefined && { $schema: paths.schema }),
  flow: paths.flow,
  cases: explorations.map((one) => ({
    name: nameOf(one),
    event: paths.eventOf(one.event.name),
    at: one.report.timings.at,
    timeZone: one.report.timings.timeZone,
    ...(one.faults.length > 0 && { faults: one.faults.map(({ text }) => text) }),
    steps: stepLines(one.report),
    end: endLine(one.report.end),
    openTasks: one.report.openTasks?.length ?? 0,
  })),
});
