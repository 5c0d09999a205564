import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../schemas/types.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { type RunningSandbox, SandboxHere } from '../cli/running-sandbox.js';
import { queues, temporaryFolder } from '../support/workshop.js';
import { basic, type Caller } from './service-desk.js';
import { ServiceProcess } from './service-process.js';

let sandbox: RunningSandbox;
let home: string;
let key: Caller;
beforeAll(async () => {
  sandbox = await SandboxHere.start();
  home = await temporaryFolder();
  await mkdir(join(home, 'connections'));
  await writeFile(join(home, 'connections', 'here.json'), JSON.stringify(sandbox.connection));
  const added = jsonOf<{ key: string }>(await runCli(['key', 'add', 'us', '--json'], { home }));
  key = { name: 'us', secret: added.key };
}, 60_000);
afterAll(() => sandbox.stop());

const post = async (service: ServiceProcess, change: Record<string, unknown> = {}) => {
  const { id, conversationId } = await sandbox.createTask();
  const body = {
    taskId: id,
    conversationId,
    mediaType: 'chat',
    mediaChannel: 'web',
    queueId: queues.chat,
    ...change,
  };
  return fetch(`${service.url}/v1/nodes/queue-task/v1.3/queue-task`, {
    method: 'POST',
    headers: { ...basic(key), 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
};

const ordersLeft = async () => (await sandbox.admin<{ faults: unknown[] }>('GET', '/state')).faults.length;

test('SIGTERM: the running call ends as it would have, a new one is a 503, and the exit code is 0', async () => {
  const service = await ServiceProcess.start(home, sandbox.token, ['--connection', 'here']);
  await sandbox.order('queue-task', { kind: 'delay', ms: 3000 });
  const running = post(service);
  while ((await ordersLeft()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  service.kill('SIGTERM');
  let late = await post(service);
  // The signal may take a moment to arrive.
  while (late.status === 200) late = await post(service);
  expect(late.status).toBe(503);
  expect(late.headers.get('retry-after')).toBe('5');
  expect(await late.json()).toMatchObject({ error: { code: 'service.stopping' } });
  expect((await fetch(`${service.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
  expect(((await (await running).json()) as Result).outcome).toBe('Queued');
  expect(await service.exit).toBe(0);
});

test('SIGTERM: a call that does not end within the limit is told as cut, and the service ends', async () => {
  const service = await ServiceProcess.start(home, sandbox.token, ['--connection', 'here', '--grace', '0']);
  await sandbox.order('queue-task', { kind: 'delay', ms: 120_000 });
  const running = post(service);
  while ((await ordersLeft()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  service.kill('SIGTERM');
  expect((await (await running).json()) as Result).toMatchObject({
    outcome: 'onError',
    diagnostics: [{ code: 'send.cut' }],
  });
  expect(await service.exit).toBe(0);
});

test('SIGTERM with --drain: readiness tells first, calls are taken a while longer, then the service ends', async () => {
  const service = await ServiceProcess.start(home, sandbox.token, ['--connection', 'here', '--drain', '5']);
  const readiness = async () => (await fetch(`${service.url}/readyz`)).status;
  expect(await readiness()).toBe(200);
  service.kill('SIGTERM');
  while ((await readiness()) !== 503) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(((await (await post(service)).json()) as Result).outcome).toBe('Queued');
  expect(await service.exit).toBe(0);
});

test('the first line of the log says what the service can reach', async () => {
  const service = await ServiceProcess.start(home, sandbox.token, ['--connection', 'here']);
  expect(service.log[0]).toMatchObject({
    msg: expect.stringMatching(/^What this service reaches: here: a sandbox on this machine \(127\.0\.0\.1/),
  });
  service.kill('SIGTERM');
  await service.exit;
});

test.each([
  ['confirmed', { by: 'Ada', at: '2026-11-01' }, /confirmed.*|that Ada confirmed on 2026-11-01/],
  ['not confirmed', undefined, /nobody has confirmed.*refused/],
])('a connection elsewhere is named with its host, %s', async (_what, confirmed, expected) => {
  await writeFile(
    join(home, 'connections', 'live.json'),
    JSON.stringify({
      orgId: 'org-1',
      taskApi: 'https://api.example.com',
      endpoints: { 'queue-task': { verb: 'POST', path: '/v1/queue' } },
      ...(confirmed && { confirmed }),
    }),
  );
  const service = await ServiceProcess.start(home, sandbox.token, ['--connection', 'live']);
  expect(service.log[0]?.msg).toContain('live: api.example.com');
  expect(service.log[0]?.msg).toMatch(expected);
  service.kill('SIGTERM');
  expect(await service.exit).toBe(0);
});

test.each([
  [['--connection', 'nowhere'], /There is no connection "nowhere"/],
  [['--host', '192.0.2.1'], /cannot listen: .*EADDRNOTAVAIL/],
  [['--port', '99999'], /A port is 0 to 65535/],
  [['--callback-base', 'example.com'], /whole http or https URL/],
  [['--service-url', 'https://x/?a=1'], /without a query/],
])('serve %j is wrong use, and says why', async (args, why) => {
  const { code, stderr } = await runCli(['serve', '--port', '0', '--callback-port', '0', ...args], { home });
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(why) });
});

// Browsers and Node.js's own fetch refuse some ports, 4190 for one: nobody could look at the service, nor check its health.
test('the usual ports of serve are none of those that fetch refuses', async () => {
  const { stdout } = await runCli(['serve', '--help']);
  const ports = [...stdout.matchAll(/default:\s+([0-9]{4,5})\)/g)].map(([, port]) => port);
  expect(ports).toHaveLength(2);
  for (const port of ports) {
    const why = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      () => 'answered',
      ({ cause }) => (cause as Error).message,
    );
    expect(why).not.toBe('bad port');
  }
});
