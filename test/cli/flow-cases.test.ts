import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowCases } from '../../schemas/types.js';
import { isFlowCases } from '../../schemas/validators.js';
import { root, temporaryFolder } from '../support/workshop.js';
import { jsonOf, runCli } from './run-cli.js';

/** A copy of the routed flow with its events and cases. */
const workspace = async (): Promise<{ folder: string; cases: string }> => {
  const folder = await temporaryFolder();
  await cp(join(root, 'flows'), folder, {
    recursive: true,
    filter: (path) => !/\.(flow|cases|story)\.json$/.test(path) || /[\\/]task-routed\./.test(path),
  });
  return { folder, cases: join(folder, 'cases/task-routed.cases.json') };
};

const change = async (file: string, edit: (cases: FlowCases) => void) => {
  const cases = JSON.parse(await readFile(file, 'utf8')) as FlowCases;
  edit(cases);
  await writeFile(file, JSON.stringify(cases));
};

test('recorded cases that hold exit 0, with the coverage of each step', async () => {
  const { folder } = await workspace();
  const { code, stdout } = await runCli(['flow', 'test', folder, '--cover', '100'], { limitMs: 60_000 });
  expect(stdout).toMatch(/task-routed +pop the customer +8 of 8/);
  expect(stdout).toContain('0 failed; 100 % of the outcomes reached');
  expect(code).toBe(0);
});

test('a case that runs otherwise exits 1 and tells where', async () => {
  const { folder, cases } = await workspace();
  await change(cases, (file) => {
    file.cases[0]!.steps[1] = 'pop the customer → onScreenPopFailure';
    file.cases[0]!.end = 'error';
  });
  const { code, stdout } = await runCli(['flow', 'test', folder], { limitMs: 60_000 });
  expect(code).toBe(1);
  expect(stdout).toContain(
    'expected pop the customer → onScreenPopFailure, got pop the customer → onScreenPopSuccess',
  );
  expect(stdout).toContain('end: expected error, got success');
});

test('less coverage than asked for exits 1 and names what was not reached', async () => {
  const { folder, cases } = await workspace();
  await change(cases, (file) => {
    file.cases = file.cases.slice(0, 1);
  });
  const run = await runCli(['flow', 'test', folder, '--cover', '100', '--json'], { limitMs: 60_000 });
  expect(run.code).toBe(1);
  const { percent, coverage } = jsonOf<{ percent: number; coverage: { outcomes: { count: number }[] }[] }>(
    run,
  );
  expect(percent).toBeLessThan(100);
  expect(coverage.some(({ outcomes }) => outcomes.some(({ count }) => count === 0))).toBe(true);
  expect((await runCli(['flow', 'test', folder, '--cover', '5'], { limitMs: 60_000 })).code).toBe(0);
});

test('a case whose fault or event is wrong is a finding', async () => {
  const { folder, cases } = await workspace();
  await change(cases, (file) => {
    file.cases = [
      { ...file.cases[0]!, faults: ['step=moon,outcome=Error'] },
      { ...file.cases[1]!, event: 'no.json' },
    ];
  });
  const run = await runCli(['flow', 'test', folder, '--json'], { limitMs: 60_000 });
  expect(run.code).toBe(1);
  const { findings } = jsonOf<{ findings: { rule: string }[] }>(run);
  expect(findings.map(({ rule }) => rule).sort()).toEqual(['case.fault', 'file']);
});

test('a step that has another name now is one finding, however many cases name it', async () => {
  const { folder, cases } = await workspace();
  await change(cases, (file) => {
    file.cases = file.cases.map((one) => ({ ...one, faults: ['step=moon,outcome=Error'] }));
  });
  const run = await runCli(['flow', 'test', folder, '--json'], { limitMs: 60_000 });
  const { findings } = jsonOf<{ findings: { message: string }[] }>(run);
  expect(findings).toMatchObject([
    { rule: 'case.fault', message: expect.stringMatching(/no step "moon"\. The same in \d+ more\.$/) },
  ]);
});

test('a folder without cases, or that is not there, is wrong use', async () => {
  expect((await runCli(['flow', 'test', await temporaryFolder()])).code).toBe(2);
  expect((await runCli(['flow', 'test', 'no-such-folder'])).code).toBe(2);
});

test('explore records cases that hold', async () => {
  const { folder, cases } = await workspace();
  const args = ['flow', 'explore', join(folder, 'task-routed.flow.json'), '--record', cases];
  const events = ['task-routed', 'task-routed-unknown-customer'].flatMap((name) => [
    '--event',
    join(folder, `events/${name}.json`),
  ]);
  const explored = await runCli([...args, ...events], { limitMs: 60_000 });
  expect(explored.stdout).toContain('0 errors');
  expect(explored.code).toBe(0);
  const recorded: unknown = JSON.parse(await readFile(cases, 'utf8'));
  expect(isFlowCases(recorded) ? [] : isFlowCases.errors).toEqual([]);
  expect((await runCli(['flow', 'test', folder, '--cover', '100'], { limitMs: 60_000 })).code).toBe(0);
});

test('explore tells dead ends although check would refuse them, and exits 1', async () => {
  const { folder } = await workspace();
  const file = join(folder, 'task-routed.flow.json');
  const flow = JSON.parse(await readFile(file, 'utf8'));
  delete flow.steps[1].transitions.serviceUnavailable;
  await writeFile(file, JSON.stringify(flow));
  const run = await runCli(
    ['flow', 'explore', file, '--event', join(folder, 'events/task-routed.json'), '--json'],
    { limitMs: 60_000 },
  );
  expect(run.code).toBe(1);
  const { findings } = jsonOf<{ findings: { rule: string }[] }>(run);
  expect(findings).toContainEqual(expect.objectContaining({ rule: 'explore.dead-end' }));
});

test('cases run as often as is asked for, and what differs stands in the results each time', async () => {
  const { folder, cases } = await workspace();
  expect((await runCli(['flow', 'test', folder, '--repeat', '3'])).stdout).toMatch(
    / cases 3 times each, 0 failed/,
  );
  await change(cases, (content) => {
    content.cases[0]!.end = 'error';
  });
  const { code, stdout } = await runCli(['flow', 'test', folder, '--repeat', '3', '--json']);
  const { results } = JSON.parse(stdout) as { results: { name: string; differences: string[] }[] };
  expect(code).toBe(1);
  expect(results.filter(({ differences }) => differences.length > 0)).toHaveLength(3);
});

test('a flow with a name that no step has is not run', async () => {
  const { folder } = await workspace();
  const flow = join(folder, 'task-routed.flow.json');
  await writeFile(flow, (await readFile(flow, 'utf8')).replace('$(n2.webex.agentId)', '$(n2.webex.agentID)'));
  const run = await runCli(['flow', 'test', folder, '--json'], { limitMs: 60_000 });
  expect(run.code).toBe(1);
  expect(jsonOf(run)).toMatchObject({
    results: [],
    findings: [{ rule: 'variable.unknown', remedy: 'Did you mean "webex.agentId"?' }],
  });
});
