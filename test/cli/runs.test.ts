import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { jsonOf, runCli } from './run-cli.js';

const gave = {
  result: {
    ...{ node: 'queue-task', version: 'v1.3', method: 'queue-task', outcome: 'Queued', type: 'success' },
    ...{ effect: 'done', outputs: { taskId: 't-1' }, intermediate: [], diagnostics: [] },
    timings: { token: 0, send: 1, wait: 2, total: 3 },
    package: { name: 'n', version: '1.0.0', digest: 'sha256:', origin: 'pack' },
  },
  exchange: [],
};

const kept = async () => {
  const home = await temporaryFolder();
  const workspace = workspaceOf(home);
  const keep = (to: string, what: object = gave) =>
    workspace.runs.keep(
      {
        ...{ kind: 'call', what: 'queue-task v1.3 queue-task', to, outcome: 'Queued', type: 'success' },
        ...{ asked: { node: 'queue-task' }, gave: { ...what } },
      },
      5,
    );
  return { home, keep };
};

test('what was run in the console is listed, shown and forgotten', async () => {
  const { home, keep } = await kept();
  const id = await keep('live');
  expect((await runCli(['runs', 'list'], { home })).stdout).toMatch(
    new RegExp(`${id} .*queue-task v1.3 queue-task +Queued +live`),
  );
  const shown = await runCli(['runs', 'show', id], { home });
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('taskId: t-1')]);
  for (const args of [
    ['runs', 'remove'],
    ['runs', 'remove', id, '--all'],
  ])
    expect((await runCli(args, { home })).code).toBe(2);
  expect(jsonOf(await runCli(['runs', 'remove', id, '--json'], { home }))).toEqual({ removed: 1 });
  expect((await runCli(['runs', 'list'], { home })).stdout).toContain('No run is kept');
  for (const args of [
    ['runs', 'show'],
    ['runs', 'show', id],
    ['runs', 'remove', id],
  ]) {
    const refused = await runCli([...args, '--json'], { home });
    expect([refused.code, jsonOf(refused)]).toEqual([
      2,
      { error: expect.objectContaining({ code: 'run.unknown' }) },
    ]);
  }
});

test('what a run gave is left out when it is too large', async () => {
  const { home, keep } = await kept();
  await keep('sandbox', { result: 'x'.repeat(4_000_001) });
  expect(jsonOf<{ runs: unknown[] }>(await runCli(['runs', 'list', '--json'], { home })).runs).toHaveLength(
    1,
  );
  const { stdout } = await runCli(['runs', 'show'], { home });
  expect(stdout).toContain('it gave nothing, or more than is kept');
});

test('a link that leads nowhere in the place of the runs is told, and is not as good as none', async () => {
  const home = await temporaryFolder();
  await symlink(join(home, 'away', 'runs'), join(home, 'runs'));
  const { code, stdout } = await runCli(['runs', 'list', '--json'], { home });
  expect([code, JSON.parse(stdout)]).toEqual([
    2,
    {
      error: expect.objectContaining({
        code: 'runs.unreadable',
        message: expect.stringContaining('link that leads nowhere'),
      }),
    },
  ]);
});
