import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assemblePackage } from '../../scripts/build/assemble.js';
import { generatePages } from '../../scripts/docs/pages.js';
import type { DryRun, Engine, InvokeCall } from '../../src/engine/engine.js';
import { digestOf } from '../../src/package/digest.js';
import type { Exchange } from '../../src/runtime/exchange.js';
import { copiedCheckout, packWith, runScript } from '../build/tree.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { ServiceDesk } from '../host/service-desk.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { tokensInTurn } from './calls.js';
import { type StubApi, sendJson, startStubApi } from './stub-api.js';

// What `npm run new-node wrap-up` makes, but for the auth binding, which its author has set to none.

let tree: string;
let zip: Buffer;
let home: string;
let engine: Engine;
beforeAll(async () => {
  tree = await copiedCheckout();
  expect(await runScript(tree, 'scripts/new-node.ts', { args: ['wrap-up'] })).toMatchObject({ code: 0 });
  await writeFile(join(tree, 'nodes/wrap-up/auth.json'), '{"type":"none"}');
  const pack = await packWith(tree, 'wrap-up');
  zip = await assemblePackage(pack.nodes[0], pack);
  home = await temporaryFolder();
  await importInto(home);
  engine = workspaceOf(home).engine;
});
afterAll(() => engine?.close());

const importInto = (folder: string) =>
  workspaceOf(folder).catalog.import([{ file: 'wrap-up.zip', zip }], {
    known: new Set(),
    trusted: new Set([digestOf(zip)]),
    replace: false,
  });

/** An API that takes whatever comes, and keeps the headers of it. */
const startApi = async (status = 200): Promise<{ api: StubApi; headers: NodeJS.Dict<unknown>[] }> => {
  const headers: NodeJS.Dict<unknown>[] = [];
  const api = await startStubApi((_received, response, request) => {
    headers.push(request.headers);
    sendJson(response, status, {});
  });
  return { api, headers };
};

const callTo = ({ connection }: StubApi): InvokeCall => ({
  node: 'wrap-up',
  input: { taskId: 't-1' },
  connection,
});

test('the call is sent without an Authorization header, and nobody is asked for a token', async () => {
  const { api, headers } = await startApi();
  const exchanges: Exchange[] = [];
  const call = { ...callTo(api), onExchange: (exchange: Exchange) => exchanges.push(exchange) };
  expect(await engine.invoke(call)).toMatchObject({
    outcome: 'Success',
    diagnostics: [],
    timings: { token: 0 },
  });
  expect(headers).toHaveLength(1);
  expect(headers[0]).toMatchObject({ 'x-organization-id': 'org-1' });
  expect(headers[0]).not.toHaveProperty('authorization');
  expect(JSON.stringify(exchanges)).toContain('X-ORGANIZATION-ID');
  expect(JSON.stringify(exchanges)).not.toContain('Authorization');
});

test('a token or an authorization that the call brings is left alone', async () => {
  const { api, headers } = await startApi();
  const tokens = tokensInTurn('a-token-of-the-test');
  expect((await engine.invoke({ ...callTo(api), tokens })).outcome).toBe('Success');
  expect(tokens.asked).toEqual([]);
  expect((await engine.invoke({ ...callTo(api), authorization: 'of the service key' })).outcome).toBe(
    'Success',
  );
  for (const one of headers) expect(one).not.toHaveProperty('authorization');
});

test('an API that wants an authorization is asked once, and the remedy is the binding', async () => {
  const { api } = await startApi(401);
  expect(await engine.invoke(callTo(api))).toMatchObject({
    outcome: 'onauthorizationfail',
    diagnostics: [{ code: 'answer.status', received: '401', remedy: expect.stringContaining('auth.json') }],
  });
  expect(api.received).toHaveLength(1);
});

test('a dry run shows no Authorization header', async () => {
  const { api } = await startApi();
  const { call } = (await (await engine.plan(callTo(api))).show()) as { call: DryRun };
  expect(Object.keys(call.headers).sort()).toEqual(['Content-Type', 'X-ORGANIZATION-ID', 'trackingId']);
});

test('on the command line it needs no authorization, and describe says so', async () => {
  const { api, headers } = await startApi();
  const connection = join(await temporaryFolder(), 'here.json');
  await writeFile(connection, JSON.stringify(api.connection));
  const args = ['wrap-up', '--input', '-', '--connection', connection, '--json'];
  const run = await runCli(['invoke', ...args], { home, stdin: '{"taskId":"t-1"}' });
  expect(jsonOf<object>(run)).toMatchObject({ outcome: 'Success' });
  expect(headers).toHaveLength(1);
  expect(headers[0]).not.toHaveProperty('authorization');

  expect(jsonOf<object>(await runCli(['describe', 'wrap-up', '--json'], { home }))).toMatchObject({
    auth: { type: 'none' },
  });
  expect((await runCli(['describe', 'wrap-up'], { home })).stdout).toContain('Authorization: none\n');
  expect((await runCli(['describe', 'queue-task'], { home })).stdout).toContain(
    'Authorization: OAuth 2.0 of webex-cc-task, scopes ',
  );
});

test('its page in the docs says so, and shows the request without the header', async () => {
  const page = (await generatePages(tree)).get('docs/nodes/wrap-up.md')!;
  expect(page).toContain('Authorization: none.');
  expect(page).toContain('X-ORGANIZATION-ID');
  expect(page).not.toContain('Bearer');
});

test('the service calls it for a key whose authorization does not exist', async () => {
  const desk = await ServiceDesk.open({ grant: ({ authorization }) => ({ authorization: authorization! }) });
  await importInto(desk.workshop.home);
  const { api, headers } = await startApi();
  await desk.writeConnection('stub', api.connection);
  const key = await desk.addKey({ connection: 'stub', authorization: 'nobody' });
  const path = '/v1/nodes/wrap-up/v1.0/wrap-up';
  const response = await desk.post(path, { key, body: { taskId: 't-1' } });
  expect(await response.json()).toMatchObject({ outcome: 'Success' });
  expect(headers[0]).not.toHaveProperty('authorization');
});
