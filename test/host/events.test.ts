import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Result } from '../../schemas/types.js';
import { cleanEnvironment, jsonOf, program, runCli, runProcess } from '../cli/run-cli.js';
import { temporaryFolder, Workshop, workspaceOf } from '../support/workshop.js';
import { ServiceProcess } from './service-process.js';

// Events of an organization reach the service, and through it whatever shares its home.

let workshop: Workshop;
let home: string;
let service: ServiceProcess;
let key: string;

const token = () => ['--token', workshop.sandbox.token];
const host = 'hooks.example.com';

beforeAll(async () => {
  workshop = await Workshop.open();
  home = await temporaryFolder();
  const { orgId, url } = workshop.sandbox;
  const connection = {
    ...{ orgId, wire: 'public', publicApi: url, callbackBase: `https://${host}`, deadlineMs: 60_000 },
    channels: { sms: { channel: 'messages', businessAddress: '+12065550100' } },
  };
  await runCli(['connection', 'add', 'live'], { home, stdin: JSON.stringify(connection) });
  key = jsonOf<{ key: string }>(await runCli(['key', 'add', 'caller', '--json'], { home })).key;
  service = await ServiceProcess.start(home, workshop.sandbox.token, ['--connection', 'live']);
  workshop.sandbox.people.proxy(host, service.callbackUrl);
});

const subscription = (command: string, ...more: string[]) =>
  runCli(['subscription', command, 'live', ...token(), '--json', ...more], { home });

const input = () => ({
  ...{ flowId: '170686', transId: randomUUID(), mediaType: 'social', mediaChannel: 'sms' },
  details: {
    messageDetails: { serviceNumber: '1', senderNumber: `+1${Math.random()}`, message: 'Hi' },
  },
});

const call = async (): Promise<{ status: number; result: Result }> => {
  const answer = await fetch(`${service.url}/v1/nodes/resolve-conversation/v1.1/resolve-conversation`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`caller:${key}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(input()),
  });
  return { status: answer.status, result: (await answer.json()) as Result };
};

const counted = async (): Promise<Record<string, number>> => {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  const found = text.matchAll(/^wxcc_events_total\{result="(.*)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, word, count]) => [word, Number(count)]));
};

test('before anybody has subscribed a call is refused, and nothing is sent', async () => {
  const { result } = await call();
  expect(result).toMatchObject({ error: { code: 'event.subscription' } });
  expect(workshop.sandbox.people.state().calls).toEqual([]);
});

test('subscribing makes two subscriptions whose secret stays in the vault', async () => {
  const added = await subscription('add');
  expect(added.code).toBe(0);
  const record = jsonOf<{ ids: string[]; destination: string }>(added);
  expect(record).toMatchObject({
    connection: 'live',
    destination: `https://${host}/events/live`,
    ids: [expect.any(String), expect.any(String)],
  });
  const listed = jsonOf<{ id: string; isOurs: boolean; status: string }[]>(await subscription('list'));
  expect(listed.map(({ id, isOurs, status }) => [id, isOurs, status])).toEqual(
    record.ids.map((id) => [id, true, 'active']),
  );
  const { code, stderr, stdout } = await subscription('add');
  expect([code, stderr + stdout]).toEqual([2, expect.stringContaining('subscription.exists')]);
  const proof = await workspaceOf(home).authorizations.vault.read();
  expect(proof.eventSecret(proof.subscriptions[0]!)).toMatch(/^[0-9a-f]{64}$/);
});

test('a call through the service ends with its event', async () => {
  const { status, result } = await call();
  expect(status).toBe(200);
  expect(result).toMatchObject({ outcome: 'created', effect: 'done' });
  expect(await counted()).toEqual({ taken: 1 });
});

test('a command of the same home hears what came to the service', async () => {
  const run = await runProcess(
    ['invoke', 'resolve-conversation', '--connection', 'live', ...token(), '--input', '-', '--json'],
    { home, stdin: JSON.stringify(input()) },
  );
  expect(jsonOf(run)).toMatchObject({ outcome: 'created' });
});

interface Posted {
  id?: string;
  at?: number;
  secret?: string;
  stated?: string | undefined;
  orgId?: string;
  text?: string;
  path?: string;
}

const post = async ({ id = randomUUID(), at = Date.now(), path = 'live', ...given }: Posted = {}) => {
  const content = await workspaceOf(home).authorizations.vault.read();
  const secret = given.secret ?? content.eventSecret(content.subscriptions[0]!);
  const text =
    given.text ??
    JSON.stringify({
      ...{ id, specversion: '1.0', type: 'task:parked', source: '/com/cisco/wxcc/x' },
      ...{
        comciscoorgid: given.orgId ?? workshop.sandbox.orgId,
        comciscotimestamp: at,
        data: { taskId: 't' },
      },
    });
  const signature = createHmac('sha256', secret).update(text).digest('hex');
  const stated = 'stated' in given ? given.stated : String(at);
  const answer = await fetch(`${service.callbackUrl}/events/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(secret !== '' && { 'X-WebExCC-Signature': signature }),
      ...(stated !== undefined && { 'x-webexcc-timestamp': stated }),
    },
    body: text,
  });
  return answer.status;
};

const minutes = 60_000;

test.each<[string, Posted, number, string]>([
  ['right', {}, 200, 'taken'],
  ['signed with another secret', { secret: 'x'.repeat(32) }, 401, 'forged'],
  ['not signed', { secret: '' }, 401, 'forged'],
  ['of six minutes ago', { at: Date.now() - 6 * minutes }, 400, 'stale'],
  ['of a moment that is to come', { at: Date.now() + 60 * minutes }, 400, 'stale'],
  ['with another moment in its header', { stated: String(Date.now() - 1) }, 400, 'stale'],
  ['without the header of its moment', { stated: undefined }, 400, 'stale'],
  ['of another organization', { orgId: randomUUID() }, 403, 'foreign'],
  ['no JSON', { text: '{"id":' }, 400, 'unreadable'],
  ['no event', { text: '[]' }, 400, 'unreadable'],
  ['with an endless id', { id: 'x'.repeat(5000) }, 400, 'unreadable'],
  ['of 10 MB', { text: ' '.repeat(10_000_000) }, 413, 'unreadable'],
  ['for a connection without subscriptions', { path: 'other' }, 404, 'unknown'],
])('an event that is %s', async (_case, posted, status, word) => {
  const before = (await counted())[word] ?? 0;
  expect(await post(posted)).toBe(status);
  expect(await counted()).toMatchObject({ [word]: before + 1 });
});

test('a doubled event changes nothing and is counted', async () => {
  const before = await counted();
  const id = randomUUID();
  expect([await post({ id }), await post({ id })]).toEqual([200, 200]);
  expect(await counted()).toEqual({
    ...before,
    taken: before.taken! + 1,
    repeated: (before.repeated ?? 0) + 1,
  });
});

test('the log names no secret, and `events` shows what comes', async () => {
  const child = spawn(process.execPath, [program, 'events', 'live', '--json'], {
    env: cleanEnvironment(home),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const posting = setInterval(() => void post(), 200);
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  clearInterval(posting);
  child.kill('SIGINT');
  await once(child, 'exit');
  const shown = chunk.toString();
  expect(JSON.parse(shown.split('\n')[0]!)).toMatchObject({ type: 'task:parked', data: { taskId: 't' } });
  const content = await workspaceOf(home).authorizations.vault.read();
  expect(JSON.stringify(service.log)).not.toContain(content.eventSecret(content.subscriptions[0]!));
});

test('what cannot be subscribed leaves nothing behind', async () => {
  const { orgId, url } = workshop.sandbox;
  const add = async (name: string, changed: object) => {
    const connection = { orgId, wire: 'public', publicApi: url, ...changed };
    await runCli(['connection', 'add', name], { home, stdin: JSON.stringify(connection) });
    return runCli(['subscription', 'add', name, ...token(), '--json'], { home });
  };
  for (const [name, changed, code] of [
    ['nowhere', {}, 'subscription.address'],
    ['plain', { callbackBase: 'http://127.0.0.1:9' }, 'subscription.address'],
    ['port', { callbackBase: 'https://hooks.example.com:8443' }, 'subscription.address'],
    ['task', { wire: 'task', taskApi: url, callbackBase: 'https://a.example.com' }, 'subscription.wire'],
    [
      'down',
      { publicApi: 'http://127.0.0.1:9', callbackBase: 'https://a.example.com' },
      'subscription.refused',
    ],
  ] as const) {
    const { code: exit, stdout, stderr } = await add(name, changed);
    expect([name, exit === 0, stdout + stderr]).toEqual([name, false, expect.stringContaining(code)]);
  }
  const content = await workspaceOf(home).authorizations.vault.read();
  expect(content.subscriptions.map(({ connection }) => connection)).toEqual(['live']);
});

test('a subscription that somebody deleted at the platform is told', async () => {
  const listed = async () => {
    const run = await subscription('list');
    return { code: run.code, all: jsonOf<{ id: string; isOurs: boolean; status: string }[]>(run) };
  };
  const before = await listed();
  expect(before.code).toBe(0);
  const { id } = before.all[0]!;
  await workshop.sandbox.request({
    ...{ method: 'DELETE', path: `/v2/subscriptions/${id}` },
    headers: { authorization: `Bearer ${workshop.sandbox.token}` },
  });
  const after = await listed();
  expect(after.code).toBe(1);
  expect(after.all).toHaveLength(before.all.length);
  expect(after.all).toContainEqual(expect.objectContaining({ id, isOurs: true, status: 'gone' }));
  const told = await runCli(['subscription', 'list', 'live', ...token()], { home });
  expect(told.stderr).toMatch(
    new RegExp(`${id} is gone: .*subscription remove live.*subscription add live`, 's'),
  );
});

test('removing ends both; the next call is refused', async () => {
  expect(jsonOf<{ removed: string[] }>(await subscription('remove')).removed).toHaveLength(2);
  expect(await post({ secret: 'any' })).toBe(404);
  expect((await call()).result).toMatchObject({ error: { code: 'event.subscription' } });
  const platform = await workshop.sandbox.request({
    method: 'GET',
    path: '/v2/subscriptions',
    headers: { authorization: `Bearer ${workshop.sandbox.token}` },
  });
  expect(JSON.parse(platform.text)).toMatchObject({ data: [] });
  service.kill('SIGTERM');
  expect(await service.exit).toBe(0);
});
