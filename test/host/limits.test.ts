import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { basic, ServiceDesk } from './service-desk.js';

const path = '/v1/nodes/queue-task/v1.3/queue-task';

const refusal = async (response: Response) => ({
  status: response.status,
  retryAfter: response.headers.get('retry-after'),
  ...((await response.json()) as { error: { code: string } }).error,
});

describe('a body over 1 MiB', () => {
  let desk: ServiceDesk;
  beforeAll(async () => {
    desk = await ServiceDesk.open();
  });
  const long = 'x'.repeat(1024 * 1024);

  test.each([
    ['application/json', JSON.stringify({ taskId: long })],
    ['application/x-www-form-urlencoded', `taskId=${long}`],
    [
      'multipart/form-data; boundary=b',
      `--b\r\nContent-Disposition: form-data; name="taskId"\r\n\r\n${long}\r\n--b--`,
    ],
  ])('of %s is a 413', async (type, body) => {
    const response = await desk.post(path, { body, headers: { 'Content-Type': type } });
    expect(await refusal(response)).toMatchObject({ status: 413, code: 'body.too-large' });
  });

  test('of SOAP is a 413', async () => {
    const response = await desk.post('/soap/queue-task/v1.3', {
      body: `<a>${long}</a>`,
      headers: { 'Content-Type': 'text/xml' },
    });
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('<soap:Fault>');
  });

  test('headers over 16 KiB are a 431', async () => {
    const { hostname, port } = new URL(desk.service.url);
    const socket = connect(Number(port), hostname);
    const answered = once(socket, 'data') as Promise<[Buffer]>;
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(17 * 1024)}\r\n\r\n`);
    const status = Number((await answered)[0].toString('latin1').split(' ')[1]);
    socket.destroy();
    expect(status).toBe(431);
  });
});

test('over the calls that may run at the same time, a call is a 503 with Retry-After, and is not sent', async () => {
  const desk = await ServiceDesk.open({ limits: { calls: 2 } });
  await desk.workshop.order('queue-task', { kind: 'delay', ms: 700 }, 2);
  const calls = await Promise.all([desk.queueCall(), desk.queueCall()]);
  const running = calls.map((call) => desk.post(path, { body: call.body }));
  // Both are at the sandbox when the faults are taken.
  while ((await desk.workshop.admin<{ faults: unknown[] }>('GET', '/state')).faults.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  const third = await desk.queueCall();
  expect(await refusal(await desk.post(path, { body: third.body }))).toMatchObject({
    status: 503,
    retryAfter: '1',
    code: 'service.busy',
  });
  expect(await desk.callsFor(third.taskId)).toBe(0);
  for (const response of await Promise.all(running)) expect(response.status).toBe(200);
  expect((await desk.post(path, { body: third.body })).status).toBe(200);
});

test('over the connections that may be open, a request is a 503 with Retry-After', async () => {
  const desk = await ServiceDesk.open({ limits: { connections: 3 } });
  const { hostname, port } = new URL(desk.service.url);
  const open = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(socket)).on('error', reject);
    });
  const sockets = await Promise.all([open(), open(), open()]);
  const ask = () =>
    new Promise<{ status: number | undefined; retryAfter: string | undefined }>((resolve, reject) => {
      request(desk.service.url + path, { method: 'POST', headers: basic(desk.key), agent: false })
        .on('response', (response) => {
          response.resume();
          resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'] });
        })
        .on('error', reject)
        .end();
    });
  expect(await ask()).toEqual({ status: 503, retryAfter: '1' });
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await ask()).status).toBe(200);
});
