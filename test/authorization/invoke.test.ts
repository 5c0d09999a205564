import type { Result } from '../../schemas/types.js';
import type { Engine, InvokeCall } from '../../src/engine/engine.js';
import { callsOf, positionCall, queueCall, taskIdOf } from '../engine/calls.js';
import { jsonAnswer } from '../support/token-server.js';
import { Workshop, workspaceOf } from '../support/workshop.js';
import { Office } from './office.js';

let workshop: Workshop;
let office: Office;
let engine: Engine;
beforeAll(async () => {
  workshop = await Workshop.open();
});
beforeEach(async () => {
  office = await Office.open();
  engine = workspaceOf(office.home, { now: () => office.now, strictOutputs: true }).engine;
});
afterEach(() => engine.close());

/** The sandbox's task API takes this token, whoever gave it. */
const good = () => office.server.grant({ access_token: workshop.sandbox.token });

const invoke = (call: InvokeCall): Promise<Result> =>
  engine.invoke({ connection: workshop.connection, ...call });
const statuses = async (call: InvokeCall) =>
  (await callsOf(workshop, taskIdOf(call))).map(({ status }) => status);

test("a call that names no authorization uses the integration's default", async () => {
  office.server.next.push(good());
  await office.addAuthorized('main');
  expect((await invoke(await queueCall(workshop))).outcome).toBe('Queued');
});

test('Retry-After of the token endpoint is obeyed', async () => {
  await office.addAuthorized('main');
  office.now += 365 * 24 * 3600_000;
  const asked: number[] = [];
  office.server.next.push((_request, response) => {
    asked.push(performance.now());
    response.writeHead(429, { 'Retry-After': '1' }).end();
  });
  office.server.next.push((request, response) => {
    asked.push(performance.now());
    good()(request, response);
  });
  expect((await invoke(await queueCall(workshop))).outcome).toBe('Queued');
  expect(asked[1]! - asked[0]!).toBeGreaterThan(990);
});

test('a call uses the authorization that it names', async () => {
  await office.addAuthorized('main');
  office.server.next.push(good());
  await office.addAuthorized('other');
  expect((await invoke({ ...(await queueCall(workshop)), authorization: 'other' })).outcome).toBe('Queued');
});

test('a token of the call goes before every authorization, and the vault is not read', async () => {
  await office.writeVault('broken');
  const { sandbox } = workshop;
  const tokens = { getToken: async () => sandbox.token, remedy: '' };
  expect((await invoke({ ...(await queueCall(workshop)), tokens })).outcome).toBe('Queued');
});

test('without an authorization the outcome is onauthorizationfail, the diagnostic says which command to run, and nothing is sent', async () => {
  const call = await queueCall(workshop);
  expect(await invoke(call)).toMatchObject({
    outcome: 'onauthorizationfail',
    diagnostics: [
      {
        code: 'authorization.missing',
        remedy: expect.stringMatching(/`wxcc-nodes auth add --name.*auth authorize <name>`/),
      },
    ],
  });
  expect(await statuses(call)).toEqual([]);
});

test('with a pending authorization the diagnostic names it', async () => {
  await office.add('main');
  expect(await invoke(await queueCall(workshop))).toMatchObject({
    outcome: 'onauthorizationfail',
    diagnostics: [
      { remedy: expect.stringMatching(/"main" is in state Authorization Pending.*auth authorize main/) },
    ],
  });
});

test('a method without onauthorizationfail ends in onError', async () => {
  expect(await invoke(await positionCall(workshop))).toMatchObject({
    outcome: 'onError',
    diagnostics: [{ code: 'authorization.missing' }],
  });
});

test('an unknown authorization is a configuration error, for a dry run too, and nothing is sent', async () => {
  const call = { ...(await queueCall(workshop)), authorization: 'nobody' };
  await expect(invoke(call)).rejects.toMatchObject({ code: 'authorization.unknown' });
  await expect(
    engine.plan({ ...call, connection: workshop.connection }).then((plan) => plan.show()),
  ).rejects.toMatchObject({
    code: 'authorization.unknown',
  });
  expect(await statuses(call)).toEqual([]);
});

test('a vault that cannot be opened is a configuration error', async () => {
  await office.writeVault('broken');
  await expect(invoke(await queueCall(workshop))).rejects.toMatchObject({ code: 'vault.broken' });
});

test('an engine without authorizations says so when a call names one', async () => {
  const bare = workspaceOf(office.home).engine;
  await expect(bare.invoke({ ...(await queueCall(workshop)), authorization: 'main' })).rejects.toMatchObject({
    code: 'authorization.unknown',
  });
  await bare.close();
});

test('a 401 of the API renews the token once, and the call is sent once more', async () => {
  await office.addAuthorized('main');
  office.server.next.push(good());
  const call = await queueCall(workshop);
  expect((await invoke(call)).outcome).toBe('Queued');
  expect(await statuses(call)).toEqual([401, 202]);
  expect(office.server.refreshes).toHaveLength(1);
});

test('a 401 that no refresh helps against renews once only, and the grant is kept', async () => {
  await office.addAuthorized('main');
  const call = await queueCall(workshop);
  expect((await invoke(call)).outcome).toBe('onauthorizationfail');
  expect(office.server.refreshes).toHaveLength(1);
  expect((await office.authorizations.find('main')).state).toBe('Authorized');
});

test('a dead grant is onauthorizationfail, and the diagnostics say which command to run', async () => {
  await office.addAuthorized('main');
  office.server.next.push(jsonAnswer(400, { error: 'invalid_grant' }));
  const { outcome, diagnostics } = await invoke(await queueCall(workshop));
  expect(outcome).toBe('onauthorizationfail');
  expect(diagnostics).toContainEqual(
    expect.objectContaining({
      code: 'authorization.refused',
      remedy: expect.stringMatching(/Re-authorization Required.*invalid_grant.*auth authorize main/),
    }),
  );
});

test.each([
  ['answers 503', jsonAnswer(503, {})],
  ['answers a page', jsonAnswer(200, '<html>')],
])('a token server that %s is onError, and the state stays', async (_what, answer) => {
  await office.addAuthorized('main');
  office.server.answer = answer;
  expect(await invoke(await queueCall(workshop))).toMatchObject({
    outcome: 'onError',
    diagnostics: [{ code: 'authorization.server' }],
  });
  expect((await office.authorizations.find('main')).state).toBe('Authorized');
});

test('a token server that does not answer in time is onTimeout', async () => {
  await office.addAuthorized('main');
  let release = () => {};
  office.server.next.push(async (request, response) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    await good()(request, response);
  });
  const connection = { ...workshop.connection, deadlineMs: 400 };
  expect((await invoke({ ...(await queueCall(workshop)), connection })).outcome).toBe('onTimeout');
  // The refresh goes on, and its token is there for the next call.
  release();
  expect((await invoke(await queueCall(workshop))).outcome).toBe('Queued');
  expect(office.server.refreshes).toHaveLength(1);
});
