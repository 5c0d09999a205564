import { statusOf } from '../../src/versions/version-status.js';
import { jsonOf, runCli } from './run-cli.js';

test('versions shows each version with its status, its changes and who says so', async () => {
  const { code, stdout } = await runCli(['versions', 'queue-task']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^v1\.3 +default, recommended +seed +Contact Priority is new\. +documented/m);
  expect(stdout).toMatch(/^v1\.1 +recommended +seed +unknown +seed$/m);
  expect(stdout).toMatch(/^v1\.5 +not recommended +documented/m);
});

test('versions as JSON tells which version moves values', async () => {
  const { versions } = jsonOf<{ versions: object[] }>(await runCli(['versions', 'create-task', '--json']));
  expect(versions).toMatchObject([
    { version: 'v1.0', status: ['recommended'], changes: [], methods: [{ movesValues: false }] },
    { version: 'v1.2', status: ['default', 'recommended'], methods: [{ movesValues: true }] },
  ]);
});

test('a node that does not exist is wrong use', async () => {
  const finished = await runCli(['versions', 'nope', '--json']);
  expect(finished.code).toBe(2);
  expect(jsonOf(finished)).toMatchObject({ error: { code: 'node.unknown' } });
});

describe('the status of a deprecated version', () => {
  const facts = {
    version: 'v1.0',
    recommended: true,
    source: 'seed',
    changes: [],
    methods: [],
    deprecation: { message: 'Old.', replacement: 'v1.2', sunset: '2026-06-30' },
  } as unknown as Parameters<typeof statusOf>[0];

  test.each([
    ['2026-06-30', ['recommended', 'deprecated']],
    ['2026-07-01', ['recommended', 'deprecated', 'past sunset']],
  ])('on %s', (today, expected) => {
    expect(statusOf(facts, 'v1.2', today)).toEqual(expected);
  });
});
