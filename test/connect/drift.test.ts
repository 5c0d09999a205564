import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchAuditLog } from '../../src/connect/audit-log.js';
import { systemClock } from '../../src/ground/clock.js';
import { HttpTransport } from '../../src/runtime/http-transport.js';
import { PublicRate } from '../../src/runtime/public-rate.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { temporaryFolder, Workshop, workspaceOf } from '../support/workshop.js';

let workshop: Workshop;
let home: string;
beforeAll(async () => {
  workshop = await Workshop.open();
});
beforeEach(async () => {
  home = await temporaryFolder();
});

const entry = (user_action: string, description: string, minute: number, more: object = {}) => ({
  ...{ user_action, description },
  created_on: `2026-01-15T12:${String(minute).padStart(2, '0')}:00.000Z`,
  ...more,
});

const log = [
  entry('updateFlow', 'Jim updated Queue Task v1.3 flow', 1),
  entry('updateCustomNode', 'Jim updated the custom node Queue Task v1.3', 2),
  entry('updateNodeMethod', 'Jim updated method Queue Task of Queue Task v1.30', 3),
  entry('updateCustomNode', 'Jim failed to update the custom node Queue Task v1.3', 4, {
    status_of_action: 'ERROR',
  }),
  entry('deletePrebuiltAuthentication', 'Jim deleted main', 5),
];

const drift = (args: string[], stdin?: string) =>
  runCli(['connect', 'drift', ...args], { home, ...(stdin !== undefined && { stdin }) });

const since = ['--since', '2026-01-15T12:00:00Z'];

interface Found {
  entries: number;
  drift: { what: string; action: string; at: string | null; exports: string[] }[];
}

const recordAt = async (at: string) => {
  const of = {
    node: 'queue-task',
    version: 'v1.3',
    nodeName: 'Queue Task v1.3',
    digest: `sha256:${'a'.repeat(64)}`,
  };
  await workspaceOf(home).stores.exports.change(() => [{ ...of, at: new Date(at).toISOString() }]);
};

test('changes of nodes, methods and authorizations are named, with the exports that they are of', async () => {
  await recordAt('2026-01-15T12:00:00Z');
  const found = await drift(['--file', '-', '--json'], JSON.stringify(log));
  expect(found.code).toBe(1);
  expect(jsonOf<Found>(found)).toMatchObject({
    entries: 5,
    drift: [
      { what: 'node', action: 'updateCustomNode', exports: ['queue-task@v1.3'] },
      { what: 'method', action: 'updateNodeMethod', exports: [] },
      { what: 'authorization', action: 'deletePrebuiltAuthentication', exports: [] },
    ],
  });
});

test('what was exported again later has not drifted; an entry without a time has', async () => {
  await recordAt('2026-01-15T12:02:30Z');
  const none = await drift([...since, '--file', '-'], JSON.stringify(log.slice(0, 2)));
  expect(none).toMatchObject({ code: 0, stdout: expect.stringContaining('nobody changed') });
  const timeless = JSON.stringify([{ ...log[1], created_on: 'yesterday' }]);
  expect((await drift([...since, '--file', '-'], timeless)).code).toBe(1);
});

test('an export that is recorded later hides no change of another one', async () => {
  const at = (minute: number) => `2026-01-15T12:0${minute}:00.000Z`;
  const exportOf = (node: string, nodeName: string, minute: number) => ({
    ...{ node, version: 'v1.3', nodeName, at: at(minute) },
    digest: `sha256:${'a'.repeat(64)}`,
  });
  await workspaceOf(home).stores.exports.change(() => [
    exportOf('queue-task', 'Queue Task v1.3', 1),
    exportOf('close-task', 'Close Task v1.0', 4),
  ]);
  const found = await drift(
    ['--file', '-', '--json'],
    JSON.stringify([...log, entry('updateNodeMethod', 'Close Task v1.0', 3)]),
  );
  expect(jsonOf<Found>(found).drift).toMatchObject([
    { action: 'updateCustomNode', exports: ['queue-task@v1.3'] },
    { action: 'deletePrebuiltAuthentication', exports: [] },
  ]);
});

test('a file may hold a list within an answer, or a line for each entry', async () => {
  const file = join(home, 'log.json');
  for (const text of [JSON.stringify({ data: log }), log.map((one) => JSON.stringify(one)).join('\n')]) {
    await writeFile(file, text);
    expect(jsonOf<Found>(await drift([...since, '--file', file, '--json'])).entries).toBe(5);
  }
});

test('connect export --record notes digest and time, once for each node version', async () => {
  const exported = (folder: string) =>
    runCli(
      [
        ...['connect', 'export', 'queue-task@v1.3', '--service-url', 'https://nodes.example.com'],
        ...['--out', join(home, folder), '--record', '--json'],
      ],
      { home },
    );
  const { recorded: first } = jsonOf<{ recorded: { digest: string; at: string } }>(await exported('one'));
  const { recorded: again } = jsonOf<{ recorded: { digest: string; at: string } }>(await exported('two'));
  expect(again.digest).toBe(first.digest);
  expect(await workspaceOf(home).stores.exports.list()).toEqual([again]);
  expect(again).toMatchObject({ node: 'queue-task', version: 'v1.3', nodeName: 'Queue Task v1.3' });
  // Since then nothing in the log, which is older.
  expect((await drift(['--file', '-'], JSON.stringify(log))).code).toBe(0);
});

test('an export that would be another one now is told, and so is a node version that is gone', async () => {
  const args = ['connect', 'export', 'queue-task@v1.3', '--service-url', 'https://nodes.example.com'];
  expect((await runCli([...args, '--out', join(home, 'one'), '--record'], { home })).code).toBe(0);
  const none = jsonOf<{ outdated: unknown[] }>(await drift(['--file', '-', '--json'], '[]'));
  expect(none.outdated).toEqual([]);
  const { exports } = workspaceOf(home).stores;
  // As if the catalog had been another one then.
  await exports.change(([one]) => [
    { ...one!, digest: `sha256:${'0'.repeat(64)}` },
    { ...one!, version: 'v9.9' },
  ]);
  const found = await drift(['--file', '-', '--json'], '[]');
  expect(found.code).toBe(1);
  expect(jsonOf<{ outdated: unknown[] }>(found).outdated).toMatchObject([
    { node: 'queue-task', version: 'v1.3', now: expect.stringMatching(/^sha256:(?!0{64})/) },
    { version: 'v9.9', now: null },
  ]);
  expect((await drift(['--file', '-'], '[]')).stdout).toContain('would be exported otherwise now');
});

test("the sandbox's audit log is read over HTTP, with the documented body", async () => {
  const api = ['--api', workshop.sandbox.url, '--token', workshop.sandbox.token];
  for (const one of log) await workshop.admin('POST', '/audit-log', one);
  const found = await drift([...since, ...api, '--json']);
  expect(found.code).toBe(1);
  expect(jsonOf<Found>(found)).toMatchObject({ entries: 5, drift: { length: 3 } });
  const { calls } = await workshop.admin<{ calls: { url: string; body?: object }[] }>('GET', '/state');
  expect(calls.find(({ url }) => url === '/connectapi/v1/auditlogs')?.body).toMatchObject({
    ...{ range: 'custom', from: '2026-01-15T12:00:00.000Z', to: expect.any(String) },
    ...{ offset: 0, max: 500, eventCategories: '', actorIds: '', adminRoles: '' },
  });
  expect((await drift([...since, ...api, '--verb', 'PUT'])).stderr).toContain('was answered 404');
});

test('asking for the log counts in the rate of the client', async () => {
  const rate = new PublicRate(systemClock);
  const transport = new HttpTransport();
  const address = { base: workshop.sandbox.url, verb: 'POST', path: '/connectapi/v1/auditlogs' };
  const times = { from: 0, to: Date.now() };
  const tokens = fixedToken(workshop.sandbox.token);
  await fetchAuditLog(address, times, { tokens, transport, rate, orgId: 'client' });
  transport.close();
  expect(rate.share).toBe(1 / 300);
});

test.each([
  ['no time', ['--file', '-'], '[]', 'drift.since'],
  ['no log', since, '', 'drift.log'],
  [
    'another machine and a verb that nobody confirmed',
    [...since, '--api', 'https://connect.invalid'],
    '',
    'drift.verb',
  ],
  [
    'an address without encryption',
    [...since, '--api', 'http://connect.invalid', '--verb', 'POST'],
    '',
    'drift.log',
  ],
  ['no list', [...since, '--file', '-'], '{"total":0}', 'audit-log.unreadable'],
  ['an entry without an action', [...since, '--file', '-'], '[{"description":"x"}]', 'audit-log.unreadable'],
  ['a page', [...since, '--file', '-'], '<html>', 'audit-log.unreadable'],
])('%s is refused', async (_what, args, stdin, code) => {
  const refused = await drift([...args, '--json'], stdin);
  expect(refused.code).toBe(2);
  expect(refused.stdout + refused.stderr).toContain(`"${code}"`);
});
