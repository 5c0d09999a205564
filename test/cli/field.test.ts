import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../support/workshop.js';
import { expectRefusal } from './expect-refusal.js';
import { jsonOf, runCli } from './run-cli.js';

const dryRun = async (...args: string[]) =>
  jsonOf<{ body: Record<string, unknown> }>(await runCli(['invoke', ...args, '--dry-run', '--json']));

const task = ['--field', 'taskId=t-1'];
const queue = [
  ...task,
  '--field',
  'conversationId=c-1',
  '--field',
  'mediaType=CHAT',
  '--field',
  'mediaChannel=web',
];

test('inputs are taken from the command line as from a form', async () => {
  const { body } = await dryRun(
    'queue-task@v1.3',
    ...queue,
    '--field',
    'queueId=q-1',
    '--field',
    'contactPriority=3',
  );
  expect(body).toMatchObject({ id: 't-1', mediatype: 'chat', queueid: 'q-1', contactPriority: '3' });
});

test('a list is given as JSON text, and a value may hold an equals sign and a reference', async () => {
  const variables = '[{"name":"a","type":"String","value":"$(word)"}]';
  const { body } = await dryRun(
    ...['set-variable', '--method', 'set-flow-variable', ...task],
    ...['--field', `variables=${variables}`, '--set', 'word=x=y'],
  );
  expect(body).toMatchObject({ vrbls: [{ name: 'a', value: 'x=y' }] });
});

test('the command line comes before the file', async () => {
  const file = join(await temporaryFolder(), 'input.json');
  await writeFile(file, JSON.stringify({ taskId: 'old', queueId: 'q-1', lookbackMinutes: 30 }));
  const { url } = jsonOf<{ url: string }>(
    await runCli(['invoke', 'piq-and-ewt', '--input', file, ...task, '--dry-run', '--json']),
  );
  expect(url).toContain('/q-1/tasks/t-1/');
});

test('the same input twice, and no input at all, are wrong use', async () => {
  const twice = await runCli(['invoke', 'piq-and-ewt', ...task, ...task, '--json']);
  expect(twice.code).toBe(2);
  expect(twice.stdout + twice.stderr).toContain('taskId is given twice');
  await expectRefusal(['invoke', 'piq-and-ewt'], /Neither --input nor --field/);
});
