import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowReport } from '../../schemas/types.js';
import { isFlowReport } from '../../schemas/validators.js';
import { root, temporaryFolder } from '../support/workshop.js';
import { jsonOf, runCli } from './run-cli.js';

const flow = join(root, 'flows/sms-inbound.flow.json');
const event = join(root, 'flows/events/sms-first-message.json');
const sms = (...more: string[]) => runCli(['flow', 'run', flow, '--event', event, ...more]);

const without = (report: FlowReport): unknown =>
  JSON.parse(JSON.stringify(report, (key, value) => (key === 'timings' ? undefined : value)));

test('a run that ends well exits 0 and shows a table of its steps', async () => {
  const { code, stdout, stderr } = await sms();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/queue +queue-task v1\.3 +Queued/);
  expect(stdout).toContain('accepted → created');
  expect(stdout).toContain('The flow ended with exit result 101.');
});

test('--json prints a report that fits its schema, the same for the same seed but for timings', async () => {
  const [first, second] = [await sms('--json', '--seed', '5'), await sms('--json', '--seed', '5')];
  const report = jsonOf<FlowReport>(first);
  expect(isFlowReport(report) ? [] : isFlowReport.errors).toEqual([]);
  expect(without(report)).toEqual(without(jsonOf<FlowReport>(second)));
});

test('a forced outcome is taken and explained, and the run exits 1', async () => {
  const { code, stdout } = await sms('--fault', 'step=queue,outcome=onTimeout');
  expect(code).toBe(1);
  expect(stdout).toContain('onTimeout (forced)');
  expect(stdout).toContain('(wire): the callback never comes');
  expect(stdout).toContain('Time was virtual');
});

test('several faults: a 429 and then a time-out', async () => {
  const report = jsonOf<FlowReport>(
    await sms('--json', '--fault', 'step=resolve,wire=429', '--fault', 'step=n15,outcome=taskFailed'),
  );
  expect(report.steps.map(({ name, outcome }) => `${name}: ${outcome}`)).toEqual([
    'build the details: ready',
    'resolve: tooManyRequests',
    'count the attempt: again',
    'wait: onSuccess',
    'resolve: created',
    'label: Task Updated',
    'queue: taskFailed',
    'close: Success',
    'apologise: onSuccess',
  ]);
});

test('--until stops after a step and exits 0', async () => {
  const { code, stdout } = await sms('--until', 'label', '--json');
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as FlowReport).steps.at(-1)?.name).toBe('label');
});

test.each([
  ['--fault', 'step=moon,outcome=Error'],
  ['--fault', 'nonsense'],
  ['--until', 'moon'],
  ['--seed', 'x'],
])('%s %s is wrong use', async (option, value) => {
  const { code, stdout } = await sms(option, value, '--json');
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: expect.any(String), remedy: expect.any(String) },
  });
});

test('a flow with errors is not run', async () => {
  const file = join(await temporaryFolder(), 'bad.flow.json');
  await writeFile(file, '{}');
  const { code, stdout } = await runCli(['flow', 'run', file, '--event', event]);
  expect(code).toBe(1);
  expect(stdout).toContain('Nothing was run');
});

test('an event that is no event is a finding', async () => {
  const file = join(await temporaryFolder(), 'event.json');
  await writeFile(file, '{"kind":"moon"}');
  const { code, stdout } = await runCli(['flow', 'run', flow, '--event', file, '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ findings: [{ rule: 'schema', pointer: '/kind' }] });
});

test('against a connection, wire faults are refused and forced outcomes are put in place', async () => {
  const file = join(await temporaryFolder(), 'connection.json');
  await writeFile(file, JSON.stringify({ orgId: 'org', taskApi: 'http://127.0.0.1:1' }));
  const live = (...more: string[]) => sms('--connection', file, '--token', 'a-secret-token', ...more);
  expect((await live('--fault', 'step=resolve,wire=cut')).code).toBe(2);
  const forced = await live('--fault', 'step=resolve,outcome=appended', '--json');
  const report = jsonOf<FlowReport>(forced);
  expect(report).toMatchObject({ target: 'connection', end: { status: 'success' } });
  expect(report.steps[1]).toMatchObject({ outcome: 'appended', forced: { by: 'override' } });
  const real = await live('--json');
  expect(jsonOf<FlowReport>(real).steps[1]).toMatchObject({ outcome: 'onError' });
  expect(real.stdout).not.toContain('a-secret-token');
});

test('assumed endpoints of another machine are refused', async () => {
  const file = join(await temporaryFolder(), 'connection.json');
  await writeFile(file, JSON.stringify({ orgId: 'org', taskApi: 'https://api.example.com' }));
  const { code, stdout } = await sms('--connection', file, '--token', 'a-secret-token', '--json');
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'endpoint.unconfirmed' } });
});
