import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Retyping } from '../../src/connect/sheet-diff.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { temporaryFolder } from '../support/workshop.js';
import { serviceUrl } from './exported.js';

const diff = async (before: string, after: string, home?: string) =>
  jsonOf<Retyping[]>(await runCli(['connect', 'diff', before, after, '--json'], home ? { home } : {}));

const brief = (changes: Retyping[]) =>
  changes.map(({ screen, row, change, column }) =>
    [screen, row, change, ...(column ? [column] : [])].join(' | '),
  );

test('two versions of a node differ in the screens that must be typed again', async () => {
  const changes = brief(await diff('queue-task@v1.2', 'queue-task@v1.3'));
  expect(changes).toEqual([
    'Add Integration → Custom Node | Node Name | change | Value',
    'Request details | Resource URL | change | Value',
    'Request details | Resource URL | change',
    'Body (form-data) | contactPriority | add',
    'Response | Response sample | change',
    'Node UI | contactPriority | add',
  ]);
});

test('the other way round, what was added is to be removed', async () => {
  const changes = brief(await diff('queue-task@v1.3', 'queue-task@v1.2'));
  expect(changes).toContain('Body (form-data) | contactPriority | remove');
  expect(changes).toContain('Node UI | contactPriority | remove');
});

test('an export and the version that it was written from do not differ, whatever it was exported with', async () => {
  const folder = join(await temporaryFolder(), 'out');
  const connection = join(await temporaryFolder(), 'slow.json');
  await writeFile(
    connection,
    JSON.stringify({ orgId: 'o', taskApi: 'http://127.0.0.1:1', deadlineMs: 12_000 }),
  );
  const options = ['--key-name', 'mine', '--body', 'JSON', '--connection', connection];
  await runCli([
    ...['connect', 'export', 'queue-task@v1.5', '--out', folder, '--service-url', serviceUrl, ...options],
  ]);
  expect(await diff(folder, 'queue-task@v1.5')).toEqual([]);
  const run = await runCli(['connect', 'diff', folder, folder]);
  expect(run).toMatchObject({ code: 0, stdout: 'Nothing to type again.\n' });
});

test('what is neither an export nor a node version is refused', async () => {
  const run = await runCli(['connect', 'diff', 'queue-task@v9.9', 'queue-task@v1.3', '--json']);
  expect(run.code).toBe(2);
  expect(jsonOf<{ error: { code: string } }>(run).error.code).toBe('version.unknown');
});
