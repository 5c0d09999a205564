import type { FlowReport } from '../../schemas/types.js';
import { plain } from '../ground/plain-text.js';
import { printTable } from './output.js';

type Step = FlowReport['steps'][number];

/** A value short enough for a cell. */
const short = (value: string, length = 40) =>
  value.length <= length ? value : `${value.slice(0, length - 1)}…`;

const whatOf = ({ node, version, method, kind, flow }: Step, first: string): string => {
  const from = flow === first ? '' : `${flow}: `;
  return from + (node === undefined ? kind : `${node} ${version}${method === node ? '' : ` ${method}`}`);
};

const outcomeOf = ({ intermediate = [], outcome, forced }: Step) =>
  `${[...intermediate, outcome].join(' → ')}${forced ? ` (${forced.by === 'override' ? 'put in place' : 'forced'})` : ''}`;

const toldOf = ({ outputs, sent }: Step): string =>
  sent
    ? `"${short(sent.message)}"`
    : Object.entries(outputs)
        .filter(([name, value]) => value !== '' && name !== 'responsePayload')
        .map(([name, value]) => `${name} ${short(value, 24)}`)
        .join(', ');

const timeOf = ({ at, timings }: Step) => `${(at / 1000).toFixed(0)} s +${timings.total.toFixed(0)} ms`;

/** What the steps tell, each line once with how often: a loop says the same at each turn. */
const linesOf = (steps: Step[]): Map<string, number> => {
  const lines = new Map<string, number>();
  const add = (line: string) => lines.set(line, (lines.get(line) ?? 0) + 1);
  for (const { name, forced, diagnostics } of steps) {
    if (forced) add(`${name}: ${forced.fault} (${forced.by}): ${forced.how}.`);
    for (const { severity, message, remedy } of diagnostics)
      add(`${name}: ${severity}: ${message} ${remedy}`);
  }
  return lines;
};

/** The report for people: a table of the steps, why something failed, and the end. */
export const printReport = (report: FlowReport): void => {
  const { flow, steps, end, notes, openTasks, seed, timings } = report;
  console.log(plain(`${flow.name} (${flow.id}), seed ${seed}, ${timings.at} ${timings.timeZone}`));
  printTable(
    ['#', 'step', 'what', 'outcome', 'gave', 'time'],
    steps.map((step) => [
      step.number,
      step.within === undefined ? step.name : `  ${step.name}`,
      whatOf(step, flow.id),
      outcomeOf(step),
      toldOf(step),
      timeOf(step),
    ]),
  );
  for (const [line, times] of linesOf(steps))
    console.log(plain(times > 1 ? `${line} (${times} times)` : line));
  for (const note of notes) console.log(plain(`Note: ${note}`));
  for (const { id, state, pending } of openTasks ?? [])
    console.log(
      plain(
        `Open at the sandbox: task ${id} is ${state}${pending ? `; ${pending} waits for an answer` : ''}.`,
      ),
    );
  console.log(
    plain(`${end.message} ${end.status}, ${steps.length} executions, ${timings.total.toFixed(0)} ms.`),
  );
};
