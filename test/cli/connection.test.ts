import { temporaryFolder } from '../support/workshop.js';
import { expectRefusal } from './expect-refusal.js';
import { textFile } from './invoke-cli.js';
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

test('an endpoint of a method that no node has is told when the connection is added, with the nearest name', async () => {
  const home = await temporaryFolder();
  const endpoints = { 'queue-taks': { verb: 'POST', path: '/v9/q' } };
  const stdin = JSON.stringify({ ...live, wire: 'task', taskApi: 'https://localhost', endpoints });
  const added = await runCli(['connection', 'add', 'near'], { home, stdin });
  expect([added.code, added.stdout]).toEqual([0, expect.stringContaining('Kept near.')]);
  expect(added.stderr).toMatch(
    /connection\.method near\/endpoints\/queue-taks: .*Did you mean "queue-task"/s,
  );
  const told = jsonOf(await runCli(['connection', 'add', 'near', '--replace', '--json'], { home, stdin }));
  expect(told).toMatchObject({ added: 'near', findings: [{ pointer: '/endpoints/queue-taks' }] });
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

const withEndpoints = (endpoints: object) =>
  JSON.stringify({ orgId: 'o', taskApi: 'http://127.0.0.1:9/api', endpoints });
const queueing = { verb: 'POST', path: '/v2/{id}' };

test.each<[string, object, string, RegExp]>([
  ['an outcome of a status', { answers: { 404: 'Queud' } }, 'answers/404', /Did you mean "Queued"/],
  [
    'an outcome of a word',
    { callback: { words: { done: 'Nope' } } },
    'callback/words/done',
    /It has: Queued/,
  ],
  ['an output', { outputs: { agentid: '$.a' } }, 'outputs/agentid', /Did you mean "agentId"/],
  ['a name of the path', { path: '/v2/{taskid}/{id}' }, 'path', /It has: id, orgId/],
  ['a brace alone', { path: '/v2/{id' }, 'path', /\{id\}/],
  ['the domain that is not set', { path: '/{domain}/{id}' }, 'path', /Set domain/],
])(
  '%s that no version of the method has is refused, and found in a file',
  async (_what, wrong, place, remedy) => {
    const home = await temporaryFolder();
    const text = withEndpoints({ 'queue-task': { ...queueing, ...wrong } });
    const pointer = `/endpoints/queue-task/${place}`;
    const error = await expectRefusal(['connection', 'add', 'here'], new RegExp(pointer), {
      home,
      stdin: text,
    });
    expect(error).toMatchObject({ code: 'connection.endpoint', remedy: expect.stringMatching(remedy) });
    const checked = await runCli(['connection', 'check', await textFile(text), '--json'], { home });
    expect(checked.code).toBe(1);
    expect(jsonOf<{ findings: object[] }>(checked).findings).toContainEqual(
      expect.objectContaining({ severity: 'error', rule: 'connection.endpoint', pointer }),
    );
  },
);

test('an endpoint that only some versions fit, or no method has, is a warning', async () => {
  const home = await temporaryFolder();
  const endpoints = {
    'queue-task': { ...queueing, outputs: { taskId: '$.id' } },
    'queue-tasks': queueing,
  };
  const added = await runCli(['connection', 'add', 'here'], { home, stdin: withEndpoints(endpoints) });
  expect(added.code).toBe(0);
  const checked = await runCli(['connection', 'check', 'here', '--json'], { home });
  expect(checked.code).toBe(0);
  expect(jsonOf<{ findings: object[] }>(checked).findings).toContainEqual(
    expect.objectContaining({
      severity: 'warning',
      rule: 'connection.method',
      pointer: '/endpoints/queue-tasks',
      remedy: expect.stringContaining('"queue-task"'),
    }),
  );
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
