import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postCallback } from '../engine/stub-api.js';
import { ServiceDesk } from './service-desk.js';

let desk: ServiceDesk;
beforeAll(async () => {
  desk = await ServiceDesk.open();
});

const metric = async (name: string): Promise<string[]> => {
  const response = await desk.get('/metrics');
  expect(response.headers.get('content-type')).toContain('text/plain');
  return (await response.text()).split('\n').filter((line) => line.startsWith(name));
};

test('metrics count invocations by node, version, method and outcome', async () => {
  const { path, body } = await desk.queueCall();
  await desk.post(path, { body });
  await desk.post(path, { body: {} });
  expect(await metric('wxcc_invocations_total')).toEqual(
    expect.arrayContaining([
      'wxcc_invocations_total{node="queue-task",version="v1.3",method="queue-task",outcome="Queued"} 1',
      'wxcc_invocations_total{node="queue-task",version="v1.3",method="queue-task",outcome="onInvalidData"} 1',
    ]),
  );
  expect(await metric('wxcc_invocation_seconds_count')).toEqual([
    'wxcc_invocation_seconds_count{node="queue-task",version="v1.3",method="queue-task"} 2',
  ]);
});

test('no label of a metric is what a caller made up', async () => {
  await desk.post('/v1/nodes/made-up/v1.0/made-up', { body: {} });
  expect((await (await desk.get('/metrics')).text()).includes('made-up')).toBe(false);
  expect(await metric('wxcc_refused_total')).toContain('wxcc_refused_total{status="404"} 1');
});

test('metrics count callbacks in time, repeated, late and unknown', async () => {
  const call = async (change: 'doubled' | 'late', deadlineMs: number) => {
    await desk.writeConnection('timed', { ...desk.workshop.connection, deadlineMs });
    const key = await desk.addKey({ connection: 'timed' });
    await desk.workshop.order('queue-task', { kind: 'callback', change, ms: 3000 });
    const { path, body } = await desk.queueCall();
    await desk.post(path, { body, key });
  };
  await call('doubled', 5000);
  await call('late', 1500);
  expect((await postCallback(`${desk.service.callbackUrl}/callbacks/unheard-of`, {})).status).toBe(404);
  while (!(await metric('wxcc_callbacks_total')).some((line) => line.includes('"late"')))
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await metric('wxcc_callbacks_total')).toEqual([
    expect.stringMatching(/result="in_time"} [2-9]/),
    'wxcc_callbacks_total{result="repeated"} 1',
    'wxcc_callbacks_total{result="unknown"} 1',
    'wxcc_callbacks_total{result="late"} 1',
  ]);
});

test('the callback listener is another port, takes no key, and knows no other path', async () => {
  const { service } = desk;
  expect(new URL(service.callbackUrl).port).not.toBe(new URL(service.url).port);
  for (const path of ['/v1/nodes/queue-task/v1.3/queue-task', '/metrics', '/openapi.json'])
    expect((await fetch(service.callbackUrl + path)).status).toBe(404);
  expect((await desk.post('/callbacks/some-id', { body: {} })).status).toBe(404);
});

test('the callback address is the configured one, whatever the Host header says', async () => {
  const other = await ServiceDesk.open({ callbackBase: 'https://callbacks.example.com/base' });
  const { path, body, taskId } = await other.queueCall();
  await other.writeConnection('short', { ...other.workshop.connection, deadlineMs: 1500 });
  const key = await other.addKey({ connection: 'short' });
  await other.post(path, {
    body,
    key,
    headers: { Host: 'evil.example.com', 'X-Forwarded-Host': 'evil.example.com' },
  });
  const { calls } = await other.workshop.admin<{ calls: { url: string; body: { webhook: string } }[] }>(
    'GET',
    '/state',
  );
  const sent = calls.find(({ url }) => url.includes(taskId))?.body.webhook;
  expect(sent).toMatch(/^https:\/\/callbacks\.example\.com\/base\/callbacks\/[A-Za-z0-9_-]{60}$/);
});

test('the log has the invocation id, and no body, key, token or callback address', async () => {
  const { path, body } = await desk.queueCall();
  const response = await desk.post(`${path}?secret=in-the-query`, {
    body: { ...body, conversationId: 'private-words' },
  });
  const { invocationId } = (await response.json()) as { invocationId: string };
  const log = desk.log.join('');
  const line = desk.log.map((text) => JSON.parse(text)).find((entry) => entry.invocationId === invocationId);
  expect(line).toMatchObject({
    status: 200,
    node: 'queue-task',
    version: 'v1.3',
    // The sandbox knows that the conversation is not the task's.
    outcome: 'Error',
    key: desk.key.name,
    route: '/v1/nodes/:node/:version/:method',
  });
  for (const secret of [
    desk.key.secret,
    desk.workshop.sandbox.token,
    'private-words',
    'in-the-query',
    '/callbacks/',
  ])
    expect(log).not.toContain(secret);
});

test('readiness fails while the packages cannot be read, and liveness does not', async () => {
  const folder = `${desk.workshop.home}/catalog`;
  expect((await desk.get('/readyz')).status).toBe(200);
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/catalog.json`, 'broken');
  const [ready, alive] = [await desk.get('/readyz'), await desk.get('/healthz')];
  await rm(folder, { recursive: true });
  expect([ready.status, alive.status]).toEqual([503, 200]);
  expect((await desk.get('/readyz')).status).toBe(200);
});

test('readiness names a damaged package, and the others are served', async () => {
  const before = (await (await desk.get('/readyz')).json()) as { versions: number };
  const folder = join(desk.workshop.home, 'catalog');
  const digest = `sha256:${'0'.repeat(64)}`;
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'catalog.json'),
    JSON.stringify({
      format: 1,
      packages: [{ node: 'queue-task', version: '9.0.0', digest, importedAt: '2026-01-15T12:00:00.000Z' }],
    }),
  );
  const answer = await desk.get('/readyz');
  await rm(folder, { recursive: true });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    status: 'ready',
    versions: before.versions,
    damaged: [
      {
        node: 'queue-task',
        version: '9.0.0',
        code: 'catalog.missing',
        remedy: expect.stringMatching(/^Import the package again/),
      },
    ],
  });
});
