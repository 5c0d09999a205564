import type { Result } from '../../schemas/types.js';
import { SignInBrowser } from '../support/sign-in-browser.js';
import { queues } from '../support/workshop.js';
import { AuthDesk } from './auth-cli.js';
import { jsonFile } from './invoke-cli.js';
import { type RunningSandbox, SandboxHere } from './running-sandbox.js';

/** Each test carries a sentence of the seed's section "Node Authorization" as its name, to the letter. */

let sandbox: RunningSandbox;
let desk: AuthDesk;
beforeAll(async () => {
  sandbox = await SandboxHere.start();
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  desk = await AuthDesk.open(sandbox);
});

interface IntegrationRow {
  id: string;
  name: string;
  type: string;
  state: string;
  default: string | null;
  authorizations: string[];
  nodes: string[];
}

const integrations = () => desk.json<IntegrationRow[]>(['auth', 'integrations']);

const queue = async (more: string[] = []): Promise<Result> => {
  const { id, conversationId } = await sandbox.createTask();
  const chat = { mediaType: 'chat', mediaChannel: 'web', queueId: queues.chat };
  const input = await jsonFile({ taskId: id, conversationId, ...chat });
  return desk.json<Result>([
    'invoke',
    'queue-task',
    '--input',
    input,
    '--connection',
    'sandbox-here',
    ...more,
  ]);
};

const taskNodes = [
  'Create Task',
  'Set Variable',
  'Queue Task',
  'PIQ and EWT',
  'Routed Notification',
  'Modify Notification',
  'Screen Pop',
  'Close Task',
  'Resolve Conversation',
];

test('Client applications (in this case Webex Connect) are required to provide a valid access token for using various Cisco Webex Contact Center and imiengage APIs.', async () => {
  const before = await sandbox.calls();
  expect(await queue()).toMatchObject({
    outcome: 'onauthorizationfail',
    diagnostics: [{ code: 'authorization.missing', remedy: expect.stringMatching(/wxcc-nodes auth add/) }],
  });
  expect(await sandbox.calls()).toEqual(before);
});

test('The access token is generated using the authorization details configured within the ‘Node Runtime Authorization’ field that Cisco Webex Contact Center users are required to provide during flow configuration.', async () => {
  await desk.putAuthorized('one');
  await desk.put('two');
  expect(await queue(['--authorization', 'one'])).toMatchObject({ outcome: 'Queued' });
  expect(await queue(['--authorization', 'two'])).toMatchObject({
    outcome: 'onauthorizationfail',
    diagnostics: [
      { remedy: expect.stringMatching(/"two" is in state Authorization Pending.*auth authorize two/) },
    ],
  });
  // A step that names none uses the default.
  expect(await queue()).toMatchObject({ outcome: 'Queued' });
});

test('For all the Authorization that is being accessed by Webex Connect, if the authorizing credentials are updated in the integrating system, the Webex Connect will loose access to the integration and the users will have to re-authorize the node.', async () => {
  await desk.putAuthorized('main');
  expect(await queue()).toMatchObject({ outcome: 'Queued' });
  const clientSecret = 'another-secret-of-the-test';
  await sandbox.admin('POST', '/oauth/client', { newSecret: clientSecret });
  await sandbox.admin('POST', '/oauth/expire', { access: true });
  const lost = await queue();
  expect(lost.outcome).toBe('onauthorizationfail');
  expect(lost.diagnostics.map(({ remedy }) => remedy).join(' ')).toMatch(
    /Re-authorization Required.*invalid_client.*auth authorize main/,
  );
  expect(await integrations()).toMatchObject([{ state: 'Pending Authorization' }]);
  await desk.run(['auth', 'update', 'main', '--client-secret-stdin'], { stdin: clientSecret });
  expect(await desk.authorize('main')).toMatchObject({ code: 0 });
  expect(await queue()).toMatchObject({ outcome: 'Queued' });
});

test('Example of Authorization Credentials are: Username, Password, Client ID, Client Secret Key, Access Key etc.', async () => {
  await desk.put('main');
  const { code, stdout } = await desk.run(['auth', 'view', 'main']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^client id +sandbox-client$/m);
  expect(stdout).toMatch(/^client secret +stored$/m);
  expect(stdout).not.toContain(desk.client.clientSecret);
});

test('For Cisco Webex Contact Center Task nodes (Task nodes are Create Task, Set Variable, Queue Task, PIQ and EWT, Routed Notification, Modified Notification, Screen Pop, Close Task, and Resolve Conversation).', async () => {
  await desk.put('main');
  const { stdout } = await desk.authorize('main');
  const ready = /^Ready for use: (.+)\.$/m.exec(stdout)![1]!.split(', ');
  expect(ready.sort()).toEqual([...taskNodes].sort());
});

test('Go to Assets → Integrations. Select Pre-built Integrations under Integration Type, to display the list of all pre-built integrations.', async () => {
  expect(await integrations()).toMatchObject([{ id: 'webex-cc-task', name: 'Webex CC Task' }]);
  const { code, stdout } = await desk.run(['auth', 'integrations']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/webex-cc-task +Webex CC Task/);
});

test('The integrations which are not yet authorized show the status as Pending Authorization.', async () => {
  expect(await integrations()).toMatchObject([{ state: 'Pending Authorization', default: null }]);
  await desk.add('main');
  expect(await integrations()).toMatchObject([{ state: 'Pending Authorization' }]);
  await desk.authorize('main');
  expect(await integrations()).toMatchObject([{ state: 'Authorized', default: 'main' }]);
});

test('Click Actions → Manage associated with the integration you want to authorize. On the Manage Integrations page, scroll down to the Node Authorizations section. This section lists all the authorizations mapped to this integration.', async () => {
  await desk.put('one');
  await desk.put('two');
  const listed = await desk.json<{ name: string }[]>(['auth', 'list', '--integration', 'webex-cc-task']);
  expect(listed.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(await desk.json(['auth', 'list', '--integration', 'another'])).toEqual([]);
  expect(await integrations()).toMatchObject([{ authorizations: ['one', 'two'] }]);
});

test('Click Action → Add Authorization associated with the authorization, where Auth Type is oauth2 and Status is Authorization Pending. Enter the Authorization Name.', async () => {
  const { code, stdout } = await desk.add('Contact Center (EU)');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Contact Center \(EU\): Authorization Pending\.$/m);
  expect(stdout).toMatch(
    /Register this redirect address at the provider, to the letter: http:\/\/127\.0\.0\.1:/,
  );
  const list = await desk.run(['auth', 'list']);
  expect(list.stdout).toMatch(/^Contact Center \(EU\) +webex-cc-task +oauth2 +Authorization Pending$/m);
});

test('Click Authorize. A pop-up appears. Enter your Cisco email address and click Sign in.', async () => {
  await desk.put('main');
  const browser = new SignInBrowser('grace@example.com');
  const { code, stdout } = await desk.authorize('main', [], browser);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Open this address in a browser, enter your Cisco email address and sign in:/);
  expect(browser.visited.some((url) => url.includes('/v1/sign-in/'))).toBe(true);
  expect(browser.visited.at(-1)).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback\?/);
});

test('The status of the authorization will change to Authorized and all the nodes under this authorization are authorized and ready for use.', async () => {
  await desk.add('main');
  expect((await desk.view('main')).state).toBe('Authorization Pending');
  await desk.authorize('main');
  expect((await desk.view('main')).state).toBe('Authorized');
  expect(await queue()).toMatchObject({ outcome: 'Queued' });
  const input = await jsonFile({
    taskId: (await sandbox.createTask()).id,
    queueId: queues.chat,
    lookbackMinutes: 5,
  });
  const position = ['invoke', 'piq-and-ewt', '--input', input, '--connection', 'sandbox-here'];
  expect((await desk.json<Result>(position)).type).toBe('success');
});

describe('Once authorized, you can perform the following actions on the authorization.', () => {
  beforeEach(() => desk.putAuthorized('main'));

  test('View - allows you to view the authorization.', async () => {
    await queue();
    const { code, stdout } = await desk.run(['auth', 'view', 'main']);
    expect(code).toBe(0);
    for (const line of [
      /^name +main$/m,
      /^type +oauth2$/m,
      /^state +Authorized \(the default\)$/m,
      /^scopes +cjp:config_read cjp:user$/m,
      /^granted by +unknown$/m,
      /^created +\d{4}-\d\d-\d\d \d\d:\d\d UTC$/m,
      /^last used +\d{4}-\d\d-\d\d \d\d:\d\d UTC$/m,
      /^access token +ends \d{4}-\d\d-\d\d \d\d:\d\d UTC, in 13 days$/m,
      /^refresh token +ends \d{4}-\d\d-\d\d \d\d:\d\d UTC, in 89 days$/m,
    ])
      expect(stdout).toMatch(line);
  });

  test('Update - allows you to update the authorization details.', async () => {
    const { code, stdout } = await desk.run(['auth', 'update', 'main', '--scopes', 'cjp:user']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/must be authorized again/);
    expect(await desk.view('main')).toMatchObject({ scopes: ['cjp:user'], clientId: 'sandbox-client' });
  });

  test('Make it as default - allows you to make a particular authorization default for that node.', async () => {
    await desk.putAuthorized('other');
    expect((await desk.run(['auth', 'default', 'other'])).code).toBe(0);
    expect((await desk.view('main')).isDefault).toBe(false);
    expect((await desk.view('other')).isDefault).toBe(true);
    expect(await integrations()).toMatchObject([{ default: 'other' }]);
  });

  test('Remove - allows you to delete the authorization.', async () => {
    expect((await desk.run(['auth', 'remove', 'main'])).code).toBe(0);
    expect(await desk.json(['auth', 'list'])).toEqual([]);
  });
});

test('If an OAuth 2.0 type authorization is edited in the Admin portal, you will be prompted to re-authorize the authorization.', async () => {
  await desk.putAuthorized('main');
  const { stdout } = await desk.run([
    'auth',
    'update',
    'main',
    '--scopes',
    'cjp:config_read cjp:user spark:kms',
  ]);
  expect(stdout).toMatch(/^main: Authorization Pending\.$/m);
  expect(stdout).toMatch(/It must be authorized again: run `wxcc-nodes auth authorize main`/);
  expect((await queue()).outcome).toBe('onauthorizationfail');
  await desk.authorize('main');
  expect((await queue()).outcome).toBe('Queued');
});

test('You are not allowed to delete the authorization if it is mapped/used in flow assets.', async () => {
  await desk.putAuthorized('main');
  const steps = [{ flow: 'Live chat inbound', step: 'n3', node: 'queue-task' }];
  const usages = await desk.file('usages.json', { format: 1, steps });
  const { code, stderr } = await desk.run(['auth', 'remove', 'main', '--usages', usages]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/"main" is used by flow "Live chat inbound" step "n3" \(queue-task\)/);
  expect((await desk.view('main')).state).toBe('Authorized');
});
