import { temporaryFolder } from '../support/workshop.js';
import { expectRefusal } from './expect-refusal.js';
import { jsonOf, runCli } from './run-cli.js';

const live = {
  orgId: '5a4dbd01-0000-4000-8000-000000000009',
  wire: 'public',
  publicApi: 'https://localhost',
};

test('a connection is kept, listed, shown, checked, used and removed', async () => {
  const home = await temporaryFolder();
  const run = (...args: string[]) => runCli(['connection', ...args], { home });
  const added = await runCli(['connection', 'add', 'live'], { home, stdin: JSON.stringify(live) });
  expect([added.code, added.stdout]).toEqual([
    0,
    'Kept live. See what it lacks: wxcc-nodes connection check live\n',
  ]);
  expect(jsonOf(await run('list', '--json'))).toMatchObject([
    { name: 'sandbox', wire: 'task' },
    { name: 'sandbox-public', wire: 'public' },
    { name: 'live', wire: 'public', organization: live.orgId, api: live.publicApi },
  ]);
  expect(jsonOf(await run('show', 'live'))).toEqual(live);
  const checked = await run('check', 'live', '--json');
  expect([checked.code, jsonOf(checked)]).toMatchObject([
    0,
    { findings: [{ severity: 'warning' }, { severity: 'warning' }] },
  ]);
  const shown = await runCli(
    [
      'invoke',
      'piq-and-ewt',
      '--connection',
      'live',
      '--field',
      'taskId=t',
      '--field',
      'queueId=q',
      '--field',
      'lookbackMinutes=5',
      '--dry-run',
      '--json',
    ],
    { home },
  );
  expect(jsonOf(shown)).toMatchObject({ url: 'https://localhost/v1/ewt?queueId=q&lookbackMinutes=5' });
  expect((await run('remove', 'live')).code).toBe(0);
  await expectRefusal(['connection', 'show', 'live'], /no connection "live"/, { home });
});

test('what a connection lacks is told, and a host that is none is an error', async () => {
  const home = await temporaryFolder();
  const stdin = JSON.stringify({ orgId: 'o', taskApi: 'https://nowhere.invalid/api' });
  await runCli(['connection', 'add', 'far'], { home, stdin });
  const checked = await runCli(['connection', 'check', 'far', '--json'], { home });
  expect(checked.code).toBe(1);
  expect(
    jsonOf<{ findings: { rule: string; severity: string; pointer: string }[] }>(checked).findings.map(
      ({ severity, rule, pointer }) => [severity, rule, pointer],
    ),
  ).toEqual([
    ['warning', 'connection.unconfirmed', ''],
    ['warning', 'connection.callback', '/callbackBase'],
    ['warning', 'connection.oauth', '/oauth'],
    ['error', 'connection.host', '/taskApi'],
  ]);
});

test.each([
  ['a name that is built in', 'sandbox', live, /no name for a connection/],
  ['a name with a path', '../x', live, /no name for a connection/],
  ['a wire without its API', 'live', { orgId: 'o', wire: 'public' }, /publicApi/],
  [
    'another machine without encryption',
    'live',
    { ...live, publicApi: 'http://example.com' },
    /not encrypted/,
  ],
])('%s is refused, and nothing is kept', async (_what, name, value, problem) => {
  const home = await temporaryFolder();
  await expectRefusal(['connection', 'add', name], problem, { home, stdin: JSON.stringify(value) });
  expect(jsonOf<unknown[]>(await runCli(['connection', 'list', '--json'], { home }))).toHaveLength(2);
});

test('a name that is taken is kept unless it is to be replaced', async () => {
  const home = await temporaryFolder();
  const stdin = JSON.stringify(live);
  await runCli(['connection', 'add', 'live'], { home, stdin });
  await expectRefusal(['connection', 'add', 'live'], /There is a connection live/, { home, stdin });
  const changed = JSON.stringify({ ...live, orgId: 'other' });
  expect((await runCli(['connection', 'add', 'live', '--replace'], { home, stdin: changed })).code).toBe(0);
  expect(jsonOf(await runCli(['connection', 'show', 'live'], { home }))).toMatchObject({ orgId: 'other' });
});

test('over the public wire a check names what keeps messages from going out, and an unknown authorization', async () => {
  const home = await temporaryFolder();
  const connection = {
    ...{ orgId: 'o', wire: 'public', publicApi: 'http://127.0.0.1:9' },
    authorization: { public: 'nobody' },
  };
  await runCli(['connection', 'add', 'here'], { home, stdin: JSON.stringify(connection) });
  const { findings } = jsonOf<{ findings: { rule: string; severity: string; pointer: string }[] }>(
    await runCli(['connection', 'check', 'here', '--json'], { home }),
  );
  expect(findings.map(({ severity, rule, pointer }) => [severity, rule, pointer])).toEqual([
    ['warning', 'connection.channels', '/channels'],
    ['warning', 'connection.events', ''],
    ['error', 'connection.authorization', '/authorization/public'],
  ]);
});
