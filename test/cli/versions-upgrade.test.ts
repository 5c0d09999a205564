import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UpgradeReport } from '../../src/flow/upgrade/upgrade-flow.js';
import { mailFlow, queueInput } from '../flow-versions/flow-text.js';
import { futurePack } from '../flow-versions/future-pack.js';
import { temporaryFolder } from '../support/workshop.js';
import { jsonOf, runCli, runProcess } from './run-cli.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder, 'mail.flow.json');
});

const pretty = (flow: object, indent: string | number = 2) => `${JSON.stringify(flow, null, indent)}\n`;
const upgrade = (...args: string[]) => runCli(['flow', 'upgrade', file, ...args]);
const upgradeBeside = () => runProcess(['flow', 'upgrade', file]);
const read = () => readFile(file, 'utf8');

test('all steps move to the default version, and nothing but versions and moved values changes in the file', async () => {
  const before = pretty(mailFlow());
  await writeFile(file, before);
  const { code, stdout } = await upgrade();
  expect(code).toBe(0);
  expect(stdout).toContain('n3 Create: create-task v1.0 → v1.2 moves');
  expect(stdout).toContain('request, body contactPriority: not sent → ""');
  expect(await read()).toBe(
    before
      .replace('"version": "v1.0"', '"version": "v1.2"')
      .replace('"version": "v1.0"', '"version": "v1.3"')
      .replace('"hasAttachments": "true"', '"hasAttachments": true'),
  );
});

test.each([
  ['tabs', (text: string) => text.replaceAll('  ', '\t')],
  ['CRLF and a byte order mark', (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
])('the formatting of the file is kept: %s', async (_what, format) => {
  const { home } = await futurePack();
  const before = format(pretty(mailFlow()));
  await writeFile(file, before);
  const args = ['flow', 'upgrade', file, '--step', 'Queue', '--to', 'v1.9'];
  expect((await runCli(args, { home })).code).toBe(0);
  const after = await read();
  expect(after.startsWith('\uFEFF')).toBe(before.startsWith('\uFEFF'));
  expect(after.replaceAll('\r\n', '').includes('\n')).toBe(!before.includes('\r\n'));
  const lines = after.split(/\r?\n/);
  expect(lines.find((line) => line.includes('"overflow"'))).toMatch(/^(\t{4}| {8})"overflow": \{$/);
  expect(JSON.parse(after.replace('\uFEFF', '')).steps[1]).toMatchObject({
    version: 'v1.9',
    input: { queue: '$(queue)' },
    transitions: { overflow: { to: 'Apologize' }, accepted: { end: {} } },
  });
  expect(after).not.toContain('queueId');
});

test('numbers keep their digits, where an upgrade rebuilds what holds them too', async () => {
  const { home } = await futurePack(`
export default ({ queueId, skillRequirements, ...rest }) => ({
  configuration: {
    ...rest,
    queue: queueId,
    skillRequirements: { requirements: skillRequirements.requirements.slice(1) },
  },
  notes: ['/queueId', '/skillRequirements'].map((pointer) => ({ pointer, message: 'Moved.', remedy: 'Nothing to do.' })),
});
`);
  const skill = (value: string) =>
    `{"skill": "s", "type": "proficiency", "condition": "eq", "value": ${value}, "weight": 5.0}`;
  const skills = `{"requirements": [${['true', '7.50', '7615917337495251231'].map(skill)}]}`;
  await writeFile(
    file,
    JSON.stringify(mailFlow({ queue: { input: { ...queueInput, skillRequirements: '#' } } })).replace(
      '"#"',
      skills,
    ),
  );
  const { stdout } = await runCli(['flow', 'upgrade', file, '--step', 'Queue', '--to', 'v1.9'], { home });
  expect(stdout).toContain('moves');
  const after = await read();
  expect(after).toContain('v1.9');
  expect(after.match(/"(value|weight)": ?[^,}\s]+/g)?.map((text) => text.replace(/.*: ?/, ''))).toEqual([
    ...['7.50', '5.0', '7615917337495251231', '5.0'],
  ]);
});

test('new outcomes are said, with where they lead and why', async () => {
  const { home } = await futurePack();
  await writeFile(file, pretty(mailFlow()));
  const { stdout } = await runCli(['flow', 'upgrade', file, '--step', 'n4', '--to', 'v1.9'], { home });
  expect(stdout).toContain('new outcome overflow leads to Apologize, as onError');
  expect(stdout).toContain('new outcome accepted leads to an End, as end of the branch');
  expect(stdout).toContain('has no outcome taskFailed; its transition is never taken');
  expect(stdout).toContain('value moved at /queueId: Queue Name is Queue now.');
});

test('a dry run shows the same and writes nothing', async () => {
  const before = pretty(mailFlow());
  await writeFile(file, before);
  const { code, stdout } = await upgrade('--dry-run');
  expect(code).toBe(0);
  expect(stdout).toContain('would move');
  expect(await read()).toBe(before);
  expect(await readdir(folder)).toEqual(['mail.flow.json']);
});

test('with a value missing nothing is written, the others do not move either, and the exit code is 1', async () => {
  const { home } = await futurePack();
  const before = pretty(mailFlow());
  await writeFile(file, before);
  const args = ['flow', 'upgrade', file, '--step', 'Queue', '--to', 'v2.0', '--json'];
  const finished = await runCli(args, { home });
  expect(finished.code).toBe(1);
  expect(jsonOf<UpgradeReport>(finished)).toMatchObject({
    written: false,
    steps: [{ status: 'refused', missing: [{ pointer: '/slaMinutes' }] }],
  });
  expect(await read()).toBe(before);
});

test('a step does not move backwards, exit code 1 with the reason', async () => {
  await writeFile(file, pretty(mailFlow({ queue: { version: 'v1.3' } })));
  const { code, stdout } = await upgrade('--step', 'Queue', '--to', 'v1.0');
  expect(code).toBe(1);
  expect(stdout).toContain('upgrades run forwards only');
});

test('an upgrade is undone to the byte, and one before it too', async () => {
  const before = pretty(mailFlow(), '\t');
  await writeFile(file, before);
  await upgrade('--step', 'Create');
  const between = await read();
  await upgrade('--step', 'Queue', '--to', 'v1.5');
  expect(await read()).not.toBe(between);
  expect((await upgrade('--undo')).code).toBe(0);
  expect(await read()).toBe(between);
  expect((await upgrade('--undo')).code).toBe(0);
  expect(await read()).toBe(before);
  expect(await readdir(folder)).toEqual(['mail.flow.json']);
  const finished = await upgrade('--undo', '--json');
  expect(finished.code).toBe(2);
  expect(jsonOf(finished)).toMatchObject({ error: { code: 'upgrade.no-backup' } });
});

test('an upgrade is not undone over what was edited since', async () => {
  await writeFile(file, pretty(mailFlow()));
  await upgrade();
  const edited = (await read()).replace('Sorry', 'We are sorry');
  await writeFile(file, edited);
  const finished = await upgrade('--undo', '--json');
  expect(finished.code).toBe(2);
  expect(jsonOf(finished)).toMatchObject({
    error: { code: 'upgrade.edited', remedy: expect.stringContaining('.backup') },
  });
  expect(await read()).toBe(edited);
});

test('two upgrades at once: one writes, the file stays whole, and the backup is the text before', async () => {
  const before = pretty(mailFlow());
  await writeFile(file, before);
  const codes = (await Promise.all([upgradeBeside(), upgradeBeside()])).map(({ code }) => code);
  expect(codes).toContain(0);
  const after = await read();
  expect(JSON.parse(after).steps[1].version).toBe('v1.3');
  const [backup, ...others] = (await readdir(folder)).filter((name) => name.endsWith('.backup'));
  expect(others).toEqual([]);
  expect(await readFile(join(folder, backup!), 'utf8')).toBe(before);
});

test('rights stay, and a link stays a link', async () => {
  const target = join(folder, 'real.json');
  await writeFile(target, pretty(mailFlow()));
  await chmod(target, 0o640);
  await symlink(target, file);
  expect((await upgrade()).code).toBe(0);
  expect((await stat(target)).mode & 0o777).toBe(0o640);
  expect(JSON.parse(await readFile(target, 'utf8')).steps[0].version).toBe('v1.2');
});

test('a flow that is up to date is left alone', async () => {
  await writeFile(file, pretty(mailFlow({ create: { version: 'v1.2' }, queue: { version: 'v1.5' } })));
  const { code, stdout } = await upgrade();
  expect(code).toBe(0);
  expect(stdout).toContain('Nothing to do.');
  expect(await readdir(folder)).toEqual(['mail.flow.json']);
});

test.each([
  ['a step that does not exist', ['--step', 'nope'], 'step.unknown'],
  ['a step without a node', ['--step', 'Apologize'], 'step.no-node'],
  ['a version that no node of the flow has', ['--to', 'v7.7'], 'upgrade.no-version'],
  ['undo with a version', ['--undo', '--to', 'v1.2'], 'upgrade.options'],
  ['Markdown without a sheet', ['--markdown'], 'upgrade.options'],
])('%s is wrong use', async (_what, args, code) => {
  await writeFile(file, pretty(mailFlow()));
  const finished = await upgrade(...args, '--json');
  expect(finished.code).toBe(2);
  expect(jsonOf(finished)).toMatchObject({ error: { code } });
});

test.each([
  ['missing', undefined],
  ['not JSON', '{"id": '],
  ['no flow', '{"id": "x"}'],
])('a file that is %s is wrong use and stays as it is', async (_what, text) => {
  if (text !== undefined) await writeFile(file, text);
  const finished = await upgrade('--json');
  expect(finished.code).toBe(2);
  expect(jsonOf(finished)).toMatchObject({ error: { code: 'flow.invalid' } });
  if (text !== undefined) expect(await read()).toBe(text);
});

test('--to means the steps whose node has that version', async () => {
  await writeFile(file, pretty(mailFlow()));
  expect((await upgrade('--to', 'v1.3')).code).toBe(0);
  const { steps } = JSON.parse(await read());
  expect(
    steps.map(({ node, version }: { node?: string; version?: string }) => [node, version]).slice(0, 2),
  ).toEqual([
    ['create-task', 'v1.0'],
    ['queue-task', 'v1.3'],
  ]);
});

test.each([['v1.4'], ['v9.9'], ['v0.1']])(
  'a pinned version %s that does not exist is told with the known ones',
  async (version) => {
    const flow = mailFlow();
    const step = flow.steps.find((one) => 'node' in one && one.node === 'queue-task') as { version: string };
    step.version = version;
    await writeFile(file, pretty(flow));
    for (const args of [
      [],
      ['--dry-run'],
      ['--sheet'],
      ['--sheet', '--markdown'],
      ['--to', 'v1.5', '--step', 'Queue'],
    ]) {
      const { code, stdout } = await upgrade(...args);
      expect([code, stdout]).toEqual([1, expect.stringContaining('v1.0, v1.1, v1.2, v1.3, v1.5')]);
      expect(stdout).toContain(version);
    }
    expect(await read()).toBe(pretty(flow));
  },
);
