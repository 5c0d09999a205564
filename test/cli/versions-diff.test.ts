import type { VersionDiff } from '../../src/versions/diff-versions.js';
import { jsonOf, runCli } from './run-cli.js';

test('diff prints class, place, change and source', async () => {
  const { code, stdout } = await runCli(['diff', 'queue-task', 'v1.0', 'v1.3']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^queue-task v1\.0 → v1\.3: manual$/m);
  expect(stdout).toMatch(/Nothing was sent\.$/m);
  expect(stdout).toMatch(/^safe +input +contactPriority +added: .* +observed$/m);
  expect(stdout).toMatch(/^manual +behaviour +v1\.1 +unknown: nobody documents what changed +seed$/m);
});

test('diff names the method where a version has several', async () => {
  const { stdout } = await runCli(['diff', 'close-task', 'v1.0', 'v1.1', '--json']);
  expect(Object.keys((JSON.parse(stdout) as VersionDiff).tried)).toEqual([
    'close-task-accept',
    'close-task-reject',
    'closed-task-on-wxcc',
  ]);
});

test('diff as JSON gives every change with its class and source', async () => {
  const diff = jsonOf<VersionDiff>(await runCli(['diff', 'create-task', 'v1.0', 'v1.2', '--json']));
  expect(diff).toMatchObject({ node: 'create-task', from: 'v1.0', to: 'v1.2', class: 'manual' });
  for (const change of diff.changes) {
    expect(['safe', 'needs values', 'manual']).toContain(change.class);
    expect(['seed', 'documented', 'observed', 'assumed']).toContain(change.source);
  }
});

test('diff as Markdown is a table whose cells do not become markup', async () => {
  const { stdout } = await runCli(['diff', 'create-task', 'v1.0', 'v1.2', '--markdown']);
  expect(stdout).toContain('## create-task v1.0 → v1.2');
  expect(stdout).toContain('pattern: ^(true\\|false)$ → none');
  const rows = stdout.split('\n').filter((line) => line.startsWith('|'));
  for (const line of rows) expect(line.replaceAll('\\|', '').split('|')).toHaveLength(8);
});

test('versions that do not differ are told so', async () => {
  const { code, stdout } = await runCli(['diff', 'screen-pop', 'v1.1', 'v1.1']);
  expect([code, stdout.split('\n')[0]]).toEqual([0, 'screen-pop v1.1 → v1.1: no change']);
});

test('a version that does not exist is wrong use, and the known ones are named', async () => {
  const finished = await runCli(['diff', 'queue-task', 'v1.0', 'v9.9', '--json']);
  expect(finished.code).toBe(2);
  expect(jsonOf(finished)).toMatchObject({
    error: { code: 'version.unknown', remedy: expect.stringContaining('v1.0, v1.1') },
  });
});
