import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noUsages } from '../../src/authorization/usage.js';
import { runCli } from '../cli/run-cli.js';
import { jsonAnswer } from '../support/token-server.js';
import { day, integration, Office } from './office.js';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const look = async (usages = noUsages, withinDays = 14, integrations = [integration]) => {
  const [examination] = await office.authorizations.examine(integrations, usages, withinDays * day);
  return examination;
};

test('an authorization that is well needs nothing', async () => {
  await office.addAuthorized('main');
  expect(await look()).toMatchObject({
    state: 'Authorized',
    accessToken: { daysLeft: 13, source: 'provider' },
    refreshToken: { daysLeft: 90, source: 'provider' },
    uncovered: [],
    stops: ['queue-task', 'screen-pop'],
    advice: [],
  });
});

test('the days are the usual ones where the provider does not say', async () => {
  office.server.next.push(
    office.server.grant({ expires_in: undefined, refresh_token_expires_in: undefined }),
  );
  await office.addAuthorized('main');
  office.now += day;
  expect(await look()).toMatchObject({
    accessToken: {
      daysLeft: 13,
      source: 'integration',
      ends: expect.stringMatching(/usual 14 days; the provider did not say/),
    },
    refreshToken: { daysLeft: 89, source: 'integration' },
    advice: [],
  });
});

test('a refresh token that ends soon wants to be used, and says who stops with it', async () => {
  await office.addAuthorized('main');
  office.now += 77 * day;
  const usages = () => [{ flow: 'Inbound', step: 'n2', node: 'queue-task' }];
  expect(await look(usages)).toMatchObject({
    refreshToken: { daysLeft: 13 },
    advice: [
      expect.stringMatching(/auth test main.*auth authorize main/),
      'With it stops: flow "Inbound" step "n2" (queue-task).',
    ],
  });
  expect((await look(usages, 12))?.advice).toEqual([]);
});

test('an access token that ends soon is nothing to worry about as long as it can be renewed', async () => {
  await office.addAuthorized('main');
  office.now += 15 * day;
  expect(await look()).toMatchObject({ accessToken: { daysLeft: -2 }, advice: [] });
});

test('without a refresh token it is the access token that counts', async () => {
  office.server.next.push(
    office.server.grant({ refresh_token: undefined, refresh_token_expires_in: undefined }),
  );
  await office.addAuthorized('main');
  expect(await look()).toMatchObject({
    refreshToken: { ends: 'none', daysLeft: null },
    advice: [expect.stringMatching(/cannot be renewed: run `wxcc-nodes auth authorize main`/)],
  });
  office.now += 20 * day;
  const ended = { state: 'Re-authorization Required', reason: 'Its tokens have ended.' };
  expect(await look()).toMatchObject({ ...ended, advice: [expect.stringMatching(/has ended/)] });
  expect(await office.authorizations.list()).toMatchObject([ended]);
});

test('a pending authorization, and one that the provider refused, want to be authorized', async () => {
  await office.add('main');
  expect(await look()).toMatchObject({
    accessToken: { ends: 'none' },
    advice: ['Run `wxcc-nodes auth authorize main`.'],
  });
  await office.authorize('main');
  office.server.next.push(jsonAnswer(400, { error: 'invalid_grant' }));
  await office.authorizations.test('main');
  expect(await look()).toMatchObject({
    state: 'Re-authorization Required',
    reason: expect.stringMatching(/invalid_grant/),
    advice: ['Run `wxcc-nodes auth authorize main`.'],
  });
});

test('scopes that the nodes ask for and the provider did not grant are named', async () => {
  office.server.next.push(office.server.grant({ scope: 'cjp:user' }));
  await office.addAuthorized('main');
  expect(await look()).toMatchObject({
    uncovered: [{ node: 'queue-task', missing: ['cjp:config_read'] }],
    advice: [expect.stringMatching(/ask for cjp:config_read as well/)],
  });
});

test('an integration that no package has any more is no reason to fall over', async () => {
  await office.addAuthorized('main');
  expect(await look(noUsages, 1, [])).toMatchObject({
    uncovered: [],
    stops: [],
    advice: [],
  });
});

test('a key file that others can read is told', async () => {
  await office.addAuthorized('main');
  await chmod(join(office.home, 'authorizations.key'), 0o644);
  expect((await look())?.advice).toEqual([
    expect.stringMatching(/authorizations\.key.*rights 644.*chmod 600/),
  ]);
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('a key file of another user is told, whatever its rights', async () => {
  await office.addAuthorized('main');
  await chown(join(office.home, 'authorizations.key'), 12_345, 12_345);
  expect((await look())?.advice).toEqual([
    expect.stringMatching(/authorizations\.key.*rights 600, of user 12345.*chown .* and chmod 600/),
  ]);
});

test.each([
  ['the home', ''],
  ['a folder in it', 'catalog'],
  ['a file by which calls go', 'connections/live.json'],
])('%s that all may write is told', async (_what, path) => {
  await office.addAuthorized('main');
  await mkdir(join(office.home, 'catalog'));
  await mkdir(join(office.home, 'connections'));
  await writeFile(
    join(office.home, 'connections', 'live.json'),
    '{"orgId":"o","taskApi":"https://api.example.com"}',
  );
  // Others get in; as it is otherwise, what lies in it is nobody's to write.
  await chmod(office.home, 0o755);
  expect((await look())?.advice).toEqual([]);
  const exposed = join(office.home, path);
  await chmod(exposed, 0o777);
  expect((await look())?.advice).toEqual([
    expect.stringContaining(`change ${exposed}, by which calls go (rights 777)`),
  ]);
  if (path === '') return;
  await chmod(office.home, 0o700);
  expect((await look())?.advice).toEqual([]);
});

test('without an authorization the rights are told all the same', async () => {
  await chmod(office.home, 0o777);
  const run = await runCli(['auth', 'doctor', '--json'], { home: office.home });
  expect(run).toMatchObject({ code: 1, stdout: '[]\n', stderr: expect.stringContaining('chmod go-w') });
});
