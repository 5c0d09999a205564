import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowReport } from '../../schemas/types.js';
import { root, temporaryFolder } from '../support/workshop.js';
import { jsonOf, runCli } from './run-cli.js';

const flow = join(root, 'flows/sms-inbound.flow.json');
let home: string;
let report: string;
let before: FlowReport;
let from: number;

beforeAll(async () => {
  home = await temporaryFolder();
  report = join(home, 'report.json');
  before = jsonOf(await runCli(['flow', 'run', flow, '--json'], { home }));
  from = before.steps.find(({ name }) => name === 'queue')!.number;
});

const again = async (changed: FlowReport) => {
  await writeFile(report, JSON.stringify(changed));
  return runCli(['flow', 'run', flow, '--again', report, '--from', String(from), '--json'], { home });
};

test('without a change the run is what it was', async () => {
  const { steps, end } = jsonOf<FlowReport>(await again(before));
  const untimed = (list: FlowReport['steps']) =>
    list.map(({ timings: _timings, kept: _kept, ...step }) => step);
  expect(untimed(steps)).toEqual(untimed(before.steps));
  expect(end).toEqual(before.end);
  expect(steps.filter(({ kept }) => kept).map(({ number }) => number)).toEqual(
    before.steps.map(({ number }) => number).filter((number) => number < from),
  );
});

test('what came of a step before counts, and not what it gives now', async () => {
  const changed = structuredClone(before);
  for (const step of changed.steps) step.variables = { ...step.variables, kept: 'from before' };
  const { steps } = jsonOf<FlowReport>(await again(changed));
  expect(steps.find(({ number }) => number === from)!.variables.kept).toBe('from before');
});

test('a value that the report cut is that of the new run', async () => {
  const changed = structuredClone(before);
  const [name, value] = Object.entries(changed.steps[0]!.variables)[0]!;
  for (const step of changed.steps) step.variables[name] = 'xx… (3000 characters)';
  const { steps } = jsonOf<FlowReport>(await again(changed));
  expect(steps[0]!.variables[name]).toBe(value);
});

test('another step than before ends the run, and another flow is refused', async () => {
  const changed = structuredClone(before);
  changed.steps[0]!.id = 'another';
  const run = await again(changed);
  expect([run.code, jsonOf<FlowReport>(run).end]).toEqual([
    1,
    expect.objectContaining({ reason: 'dead-end', message: expect.stringContaining('the flow has changed') }),
  ]);
  const other = await again({ ...before, flow: { ...before.flow, id: 'another' } });
  expect([other.code, other.stdout]).toEqual([2, expect.stringContaining('flow.from')]);
  await writeFile(report, '{}');
  for (const args of [
    ['--again', report],
    ['--again', report, '--from', '2'],
  ])
    expect((await runCli(['flow', 'run', flow, ...args], { home })).code).toBe(2);
});
