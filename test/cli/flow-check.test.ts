import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, temporaryFolder } from '../support/workshop.js';
import { jsonOf, runCli } from './run-cli.js';

const example = join(root, 'flows/sms-inbound.flow.json');

interface Checked {
  findings: { severity: string; rule: string; file: string; pointer: string; line: number; column: number }[];
}

/** A copy of the SMS flow with some text replaced. */
const changed = async (from: string, to: string): Promise<string> => {
  const file = join(await temporaryFolder(), 'changed.flow.json');
  const text = await readFile(example, 'utf8');
  if (!text.includes(from)) throw new Error(`the flow has no ${from}`);
  await writeFile(file, text.replace(from, to));
  return file;
};

test('a clean flow exits 0 and says so', async () => {
  const { code, stdout, stderr } = await runCli(['flow', 'check', example]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('1 file, 0 errors, 0 warnings');
});

test('an error exits 1, with file, line, column, rule and what to do', async () => {
  const file = await changed('"taskFailed": {', '"TaskFailed": {');
  const { code, stdout } = await runCli(['flow', 'check', file]);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /changed\.flow\.json:\d+:\d+ error outcome\.unknown at \/steps\/1\/transitions\/TaskFailed/,
  );
  expect(stdout).toContain('Did you mean "taskFailed"?');
});

test('a warning alone exits 0', async () => {
  const file = await changed('"version": "v1.0"', '"version": "v1.1"');
  const { code, stdout } = await runCli(['flow', 'check', file]);
  expect(stdout).toContain('warning version.not-recommended');
  expect(code).toBe(0);
});

test('--json and --format sarif tell the same findings', async () => {
  const file = await changed('"version": "v1.7"', '"version": "v7.1"');
  const json = await runCli(['flow', 'check', example, file, '--json']);
  const { findings } = jsonOf<Checked>(json);
  expect(json.code).toBe(1);
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: 'node.version-unknown', file, line: expect.any(Number) }),
  );
  const sarif = jsonOf<{ version: string; runs: { results: { ruleId: string }[] }[] }>(
    await runCli(['flow', 'check', example, file, '--format', 'sarif']),
  );
  expect(sarif.version).toBe('2.1.0');
  expect(sarif.runs[0]!.results.map(({ ruleId }) => ruleId)).toEqual(findings.map(({ rule }) => rule));
});

test('what only a run can check is told with --notes', async () => {
  const { stdout } = await runCli(['flow', 'check', example, '--notes']);
  expect(stdout).toContain('note input.run-time at /steps/1/input/details');
});

test('an authorization that is not among those named is an error', async () => {
  const file = await changed(
    '"node": "queue-task",',
    '"node": "queue-task",\n      "authorization": "mian",',
  );
  const { code, stdout } = await runCli(['flow', 'check', file, '--authorizations', 'main,other']);
  expect(code).toBe(1);
  expect(stdout).toContain('Did you mean "main"?');
  expect((await runCli(['flow', 'check', file])).code).toBe(0);
});

test('a flow of 20 MB is a finding in bounded time', async () => {
  const file = join(await temporaryFolder(), 'big.flow.json');
  await writeFile(file, `{"id":"${'x'.repeat(20 * 1024 * 1024)}"}`);
  const { code, stdout } = await runCli(['flow', 'check', file], { limitMs: 10_000 });
  expect(code).toBe(1);
  expect(stdout).toContain('limit.size');
});

test('a file that is not there is a finding; no file at all is wrong use', async () => {
  expect((await runCli(['flow', 'check', 'nothing.flow.json'])).code).toBe(2);
  const { code, stdout } = await runCli(['flow', 'check', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'commander.missingArgument' } });
});

test('names with control characters do not reach the terminal', async () => {
  const file = await changed('"to": "build the details"', '"to": "\\u001b[31mred"');
  expect((await runCli(['flow', 'check', file])).stdout).not.toContain('\u001b');
});
