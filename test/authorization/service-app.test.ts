import { randomUUID } from 'node:crypto';
import { noUsages } from '../../src/authorization/usage.js';
import { grantsFor } from '../../src/engine/check-grant.js';
import type { InvokeCall } from '../../src/engine/engine.js';
import { integrationsOf } from '../../src/engine/integrations.js';
import { checkRead } from '../../src/flow/check/index.js';
import { parseFlow } from '../../src/flow/read-flow.js';
import { Simulation } from '../../src/stage/simulation.js';
import { runCli } from '../cli/run-cli.js';
import { variableCall } from '../engine/calls.js';
import { flowOf } from '../flow/flow-fixtures.js';
import { jsonAnswer } from '../support/token-server.js';
import { queues, Workshop, workspaceOf } from '../support/workshop.js';
import { clientSecret, day, Office } from './office.js';

// A Service App's grant: brought, renewed as any other, and the only one that /v2/tasks takes.

let workshop: Workshop;
let simulation: Simulation;
let office: Office;
beforeAll(async () => {
  workshop = await Workshop.open();
  simulation = await Simulation.open();
});
afterAll(() => simulation.stop());
beforeEach(async () => {
  office = await Office.open();
  simulation.begin();
});

const credentials = { clientId: 'client-id-of-the-app', clientSecret };

const integration = async () => integrationsOf(await workspaceOf(office.home).packages.nodes())[0]!;

const bring = async (name: string, grant: object = { refreshToken: 'refresh-token-of-the-portal' }) =>
  office.authorizations.addServiceApp(name, await integration(), {
    hosts: office.server.hosts,
    grant: { ...credentials, ...grant },
  });

const message = (more: Partial<InvokeCall> = {}): InvokeCall => ({
  node: 'resolve-conversation',
  input: {
    flowId: '170686',
    transId: randomUUID(),
    mediaType: 'social',
    mediaChannel: 'sms',
    details: {
      messageDetails: { serviceNumber: '+12065550100', senderNumber: '+15551230001', message: 'Hi' },
    },
  },
  connection: { ...simulation.connection, wire: 'public' },
  ...more,
});

const invoke = async (call: InvokeCall) => {
  const { engine } = workspaceOf(office.home, { now: () => office.now });
  try {
    return await simulation.engine(engine).invoke(call);
  } finally {
    await engine.close();
  }
};

const appGrant = (more: object = {}) =>
  office.server.grant({ access_token: simulation.sandbox.token, ...more });

test('what was brought is authorized, the default, and renewed without a sign-in', async () => {
  expect(await bring('app')).toMatchObject({
    ...{ state: 'Authorized', isDefault: true, serviceApp: true },
    scopes: expect.arrayContaining(['cjp:task_write', 'cjp:config_write', 'cjp:user', 'cjp:config_read']),
    ...{ accessToken: { present: false }, refreshToken: { present: true } },
  });
  expect((await office.token()).token).toBe('access-token-1-of-the-test');
  expect(office.server.refreshes[0]!.form).toMatchObject({ refresh_token: 'refresh-token-of-the-portal' });
  office.now += 14 * day;
  expect((await office.token()).token).toBe('access-token-2-of-the-test');
  expect(office.server.refreshes[1]!.form).toMatchObject({ refresh_token: 'refresh-token-1-of-the-test' });
  await expect(office.authorize('app')).rejects.toMatchObject({ code: 'authorization.kind' });
});

test('an access token alone serves until its end, and then says what to bring', async () => {
  const accessTokenEndsAt = new Date(office.now + day).toISOString();
  await bring('app', { accessToken: 'access-token-of-the-portal', accessTokenEndsAt });
  expect((await office.token()).token).toBe('access-token-of-the-portal');
  office.now += day;
  expect(await office.token()).toMatchObject({
    token: undefined,
    remedy: expect.stringContaining('auth update app --service-app'),
  });
  expect(office.server.requests).toEqual([]);
});

test('the vault with such a grant is of the second format, which earlier programs leave alone', async () => {
  await office.add('main');
  expect((await office.authorizations.vault.store.read())?.format).toBe(1);
  await bring('app');
  expect((await office.authorizations.vault.store.read())?.format).toBe(2);
});

test('/v2/tasks without the grant of a Service App is refused before anything is sent', async () => {
  office.server.next.push(appGrant());
  await office.addAuthorized('main');
  await expect(invoke(message())).rejects.toMatchObject({
    code: 'authorization.operation',
    message: expect.stringMatching(/POST \/v2\/tasks takes the grant of a Service App .*"main"/),
    remedy: expect.stringContaining('auth add --service-app'),
  });
  await bring('app');
  office.server.next.push(appGrant({ scope: 'cjp:user' }));
  await office.authorizations.test('app');
  await expect(invoke(message({ authorization: 'app' }))).rejects.toMatchObject({
    code: 'authorization.operation',
    message: expect.stringMatching(/needs cjp:task_write .*"app" has cjp:user/),
  });
});

test('a dry run and flow check tell the same of the grant', async () => {
  const workspace = workspaceOf(office.home, { now: () => office.now });
  const connection = { ...simulation.connection, wire: 'public' as const };
  const dryRun = async (more: Partial<InvokeCall> = {}) =>
    (await workspace.engine.plan(message(more))).show();
  const checked = async (authorization?: string) => {
    const { node, input } = message();
    const step = {
      ...{ kind: 'node', id: 'n3', name: 'resolve', node, version: 'v1.1', method: node, input },
      ...(authorization !== undefined && { authorization }),
    };
    const read = parseFlow('a.flow.json', JSON.stringify(flowOf([step])));
    const findings = await checkRead(read, {
      ...{ packages: workspace.packages, connection, today: '2026-01-01' },
      grantOf: grantsFor(workspace.authorizations, connection),
    });
    return findings
      .filter(({ rule }) => rule === 'authorization.operation')
      .map(({ severity, message: said }) => `${severity}: ${said}`);
  };
  try {
    // Nobody has an authorization: a dry run needs none, and says so.
    expect(await dryRun()).toMatchObject({
      call: { method: 'POST' },
      warnings: [{ code: 'authorization.operation', message: expect.stringContaining('no authorization') }],
    });
    expect(await checked()).toEqual([expect.stringMatching(/^warning: resolve \(n3\): .*\(documented\)/)]);
    office.server.next.push(appGrant());
    await office.addAuthorized('main');
    await expect(dryRun()).rejects.toMatchObject({ code: 'authorization.operation' });
    expect(await checked()).toEqual([
      expect.stringMatching(/^error: .*takes the grant of a Service App \(documented\), .*"main"/),
    ]);
    await bring('app');
    expect((await dryRun({ authorization: 'app' })) as object).not.toHaveProperty('warnings');
    expect(await checked('app')).toEqual([]);
    office.server.next.push(appGrant({ scope: 'cjp:user' }));
    await office.authorizations.test('app');
    await expect(dryRun({ authorization: 'app' })).rejects.toMatchObject({
      message: expect.stringMatching(/needs cjp:task_write \(documented\)/),
    });
    expect(await checked('app')).toEqual([expect.stringMatching(/^error: .*needs cjp:task_write/)]);
    expect(simulation.sandbox.people.state().calls).toEqual([]);
  } finally {
    await workspace.close();
  }
});

test('where a scope is only assumed, its lack is a warning that says so, and keeps no call back', async () => {
  office.server.next.push(appGrant({ scope: 'spark:all' }));
  await office.addAuthorized('main');
  const call = message({
    ...{ node: 'piq-and-ewt', version: 'v1.1' },
    input: { taskId: 't-1', queueId: queues.chat, lookbackMinutes: 30 },
  });
  const said = { severity: 'warning', message: expect.stringMatching(/GET \/v1\/ewt needs .*\(assumed\)/) };
  const { engine } = workspaceOf(office.home, { now: () => office.now });
  expect(await (await engine.plan(call)).show()).toMatchObject({
    warnings: expect.arrayContaining([expect.objectContaining(said)]),
  });
  expect(await invoke(call)).toMatchObject({
    diagnostics: expect.arrayContaining([expect.objectContaining(said)]),
  });
  await engine.close();
});

test('a connection names an authorization for each wire', async () => {
  await office.addAuthorized('main');
  office.server.next.push(office.server.grant({ access_token: workshop.sandbox.token }));
  await bring('app');
  await office.authorizations.test('app');
  const { url, orgId } = workshop.sandbox;
  const connection = { wire: 'public' as const, orgId, publicApi: url };
  const { engine } = workspaceOf(office.home, { now: () => office.now });
  const outcome = async (authorization: object | undefined, more: object = {}) => {
    const call = variableCall((await workshop.createTask()).id);
    const named = { ...connection, ...(authorization && { authorization }) };
    return (await engine.invoke({ ...call, connection: named, ...more })).outcome;
  };
  try {
    const success = await outcome({ task: 'main', public: 'app' });
    expect(success).not.toBe('Invalid Token');
    expect(await outcome(undefined, { authorization: 'app' })).toBe(success);
    // The default, and what a call names before its connection, are the other one, which the sandbox does not know.
    expect(await outcome(undefined)).toBe('Invalid Token');
    expect(await outcome({ task: 'app' })).toBe('Invalid Token');
    expect(await outcome({ public: 'app' }, { authorization: 'main' })).toBe('Invalid Token');
    await expect(outcome({ public: 'gone' })).rejects.toMatchObject({ code: 'authorization.unknown' });
  } finally {
    await engine.close();
  }
});

test('the doctor says which operation lacks which scope', async () => {
  office.server.next.push(appGrant({ scope: 'cjp:task_write cjp:user' }));
  await bring('app');
  await office.authorizations.test('app');
  await office.addAuthorized('main');
  const [app, main] = await office.authorizations.examine([await integration()], noUsages, 14 * day);
  const documented = { source: 'documented', needsServiceApp: false };
  const list = (path: string, node: string) => ({
    ...{ operation: `GET /organization/{orgid}/v2/${path}`, nodes: [node] },
    ...{ ...documented, missing: ['cjp:config_read', 'cjp:config'] },
  });
  const subscriptions = { ...documented, nodes: ['resolve-conversation'] };
  expect(app).toMatchObject({
    uncovered: [],
    advice: [expect.stringMatching(/POST \/v2\/subscriptions lacks cjp:config_write; .*--service-app/)],
  });
  expect(app!.lacking).toEqual([
    list('contact-service-queue', 'queue-task'),
    list('skill', 'queue-task'),
    { ...subscriptions, operation: 'POST /v2/subscriptions', missing: ['cjp:config_write'] },
    { ...subscriptions, operation: 'GET /v2/subscriptions', missing: ['cjp:config_read'] },
    list('cad-variable', 'set-variable'),
  ]);
  // The grant of a sign-in need not do for them: a connection names another one.
  expect(main).toMatchObject({ advice: [] });
  expect(main!.lacking.find(({ operation }) => operation === 'POST /v2/tasks')).toMatchObject({
    needsServiceApp: true,
  });
});

const cli = (args: string[], stdin: string) => runCli(['auth', ...args], { home: office.home, stdin });

const connectionFile = async () => {
  const connection = { ...simulation.connection, oauth: office.server.hosts };
  const file = `${office.home}/here.json`;
  await (await import('node:fs/promises')).writeFile(file, JSON.stringify(connection));
  return file;
};

test('auth add --service-app takes all of it from standard input, and tries it', async () => {
  const grant = JSON.stringify({ ...credentials, refreshToken: 'refresh-token-of-the-portal' });
  const where = ['--service-app', '--connection', await connectionFile()];
  const added = await cli(['add', '--name', 'app', ...where], grant);
  expect(added).toMatchObject({ code: 0, stderr: '' });
  expect(added.stdout).toMatch(/^app: Authorized, the default\./);
  expect(added.stdout).not.toMatch(/refresh-token|client-secret/);
  office.server.next.push(jsonAnswer(400, { error: 'invalid_grant' }));
  const spent = await cli(['update', 'app', '--service-app'], grant);
  expect(spent.code).toBe(1);
  expect(spent.stdout).toMatch(/Re-authorization Required.*invalid_grant.*auth update app --service-app/s);
  expect((await cli(['update', 'app', '--service-app'], grant)).code).toBe(0);
});

test.each([
  ['no JSON', 'refresh-token-of-the-portal', 'grant.not-json'],
  ['no object', '["refresh-token-of-the-portal"]', 'service-app.grant'],
  ['no client', '{"refreshToken":"refresh-token-of-the-portal"}', 'service-app.grant'],
  ['no token', JSON.stringify(credentials), 'service-app.grant'],
  [
    'an access token without an end',
    JSON.stringify({ ...credentials, accessToken: 'access-token' }),
    'service-app.grant',
  ],
  [
    'an end without a zone',
    JSON.stringify({ ...credentials, accessToken: 'access-token', accessTokenEndsAt: '2099-01-01' }),
    'service-app.grant',
  ],
  [
    'an end that is over',
    JSON.stringify({
      ...credentials,
      accessToken: 'access-token',
      accessTokenEndsAt: '2020-01-01T00:00:00Z',
    }),
    'service-app.grant',
  ],
  [
    'a key that nobody knows',
    JSON.stringify({ ...credentials, refreshtoken: 'refresh-token' }),
    'service-app.grant',
  ],
])('%s is refused without being quoted', async (_what, stdin, code) => {
  const refused = await cli(['add', '--name', 'app', '--service-app', '--json'], stdin);
  expect(refused.code).toBe(2);
  expect(refused.stdout + refused.stderr).toContain(`"${code}"`);
  expect(refused.stdout + refused.stderr).not.toMatch(/of-the-portal|of-the-test|of-the-app/);
  expect(await office.authorizations.list()).toEqual([]);
});
