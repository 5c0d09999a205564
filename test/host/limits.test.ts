import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Door, doors } from './flow-desk.js';
import { basic, ServiceDesk } from './service-desk.js';

const path = '/v1/nodes/queue-task/v1.3/queue-task';

const refusal = async (response: Response) => ({
  status: response.status,
  retryAfter: response.headers.get('retry-after'),
  ...((await response.json()) as { error: { code: string } }).error,
});

describe.each(doors)('at %s', (_name, open) => {
  let door: Door;
  beforeAll(async () => {
    door = await open();
  });

  const socketTo = () => {
    const { hostname, port } = new URL(door.url);
    return connect(Number(port), hostname);
  };

  test('a body over 1 MiB is a 413', async () => {
    const response = await fetch(door.url + door.path, {
      method: 'POST',
      headers: { ...basic(door.key), 'Content-Type': 'application/json' },
      body: JSON.stringify({ taskId: 'x'.repeat(1024 * 1024) }),
    });
    expect(await refusal(response)).toMatchObject({ status: 413, code: 'body.too-large' });
  });

  test('a compressed body is a 415', async () => {
    const response = await fetch(door.url + door.path, {
      method: 'POST',
      headers: { ...basic(door.key), 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: '{}',
    });
    expect(await refusal(response)).toMatchObject({ status: 415, code: 'body.encoding' });
  });

  test('headers over 16 KiB are a 431', async () => {
    const socket = socketTo();
    const answered = once(socket, 'data') as Promise<[Buffer]>;
    socket.write(`POST ${door.path} HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(17 * 1024)}\r\n\r\n`);
    const [head, body] = (await answered)[0].toString('latin1').split('\r\n\r\n') as [string, string];
    socket.destroy();
    expect(Number(head.split(' ')[1])).toBe(431);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'headers.too-large' } });
    expect(await (await fetch(`${door.url}/metrics`)).text()).toContain('wxcc_refused_total{status="431"} 1');
    expect(JSON.parse(door.log.at(-2)!)).toMatchObject({ status: 431, refused: 'headers.too-large' });
  });

  test('what is no HTTP is a 400, and the connection ends', async () => {
    const socket = socketTo();
    socket.setEncoding('latin1').write('HELO there\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 400 .*"code":"request\.unreadable"/s);
  });
});

describe('a body over 1 MiB', () => {
  let desk: ServiceDesk;
  beforeAll(async () => {
    desk = await ServiceDesk.open();
  });
  const long = 'x'.repeat(1024 * 1024);

  test.each([
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

  // A connection that the service closed in the middle of the body would lose the answer: here, or in a proxy as a 502.
  test.each(['Content-Length: 67108864', 'Transfer-Encoding: chunked'])(
    'is answered also to those who go on sending (%s), and the connection serves the next request',
    async (header) => {
      const { hostname, port } = new URL(desk.service.url);
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.setEncoding('latin1').on('data', (chunk) => {
        text += chunk;
      });
      const send = (data: string | Buffer) =>
        new Promise<void>((resolve, reject) =>
          socket.write(data, (error) => (error ? reject(error) : resolve())),
        );
      const head = (name: string) =>
        `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${name}\r\n`;
      await send(`${head(header)}Authorization: ${basic(desk.key).Authorization}\r\n\r\n`);
      const piece = Buffer.alloc(1024 * 1024, 'x');
      const isChunked = header.endsWith('chunked');
      for (let sent = 0; sent < 64; sent += 1) {
        if (isChunked) await send('100000\r\n');
        await send(piece);
        if (isChunked) await send('\r\n');
      }
      if (isChunked) await send('0\r\n\r\n');
      await send(`${head('Content-Length: 2')}Connection: close\r\n\r\n{}`);
      await once(socket, 'close');
      expect(text.match(/HTTP\/1\.1 [0-9]+|"code":"[a-z.-]+"/g)).toEqual([
        'HTTP/1.1 413',
        '"code":"body.too-large"',
        'HTTP/1.1 401',
        '"code":"key.wrong"',
      ]);
    },
  );
});

test('over the calls that may run at the same time, a call is a 503 with Retry-After, and is not sent', async () => {
  const desk = await ServiceDesk.open({ limits: { calls: 2 } });
  await desk.workshop.order('queue-task', { kind: 'delay', ms: 3000 }, 2);
  const calls = await Promise.all([desk.queueCall(), desk.queueCall()]);
  const third = await desk.queueCall();
  const running = calls.map((call) => desk.post(path, { body: call.body }));
  // Both are at the sandbox when the faults are taken.
  while ((await desk.workshop.admin<{ faults: unknown[] }>('GET', '/state')).faults.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await refusal(await desk.post(path, { body: third.body }))).toMatchObject({
    status: 503,
    retryAfter: '1',
    code: 'service.busy',
  });
  expect(await desk.callsFor(third.taskId)).toBe(0);
  for (const response of await Promise.all(running)) expect(response.status).toBe(200);
  expect((await desk.post(path, { body: third.body })).status).toBe(200);
});

describe.each(doors)('at %s', (_name, open) => {
  test('over the connections that may be open, a request is a 503 with Retry-After', async () => {
    const door = await open({ limits: { connections: 3 } });
    const { hostname, port } = new URL(door.url);
    const socketTo = (): Promise<Socket> =>
      new Promise((resolve, reject) => {
        const socket = connect(Number(port), hostname, () => resolve(socket)).on('error', reject);
      });
    const sockets = await Promise.all([socketTo(), socketTo(), socketTo()]);
    const body = JSON.stringify(await door.body());
    const ask = () =>
      new Promise<{ status: number | undefined; retryAfter: string | undefined }>((resolve, reject) => {
        const headers = { ...basic(door.key), 'Content-Type': 'application/json' };
        request(door.url + door.path, { method: 'POST', headers, agent: false })
          .on('response', (response) => {
            response.resume();
            resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'] });
          })
          .on('error', reject)
          .end(body);
      });
    expect(await ask()).toEqual({ status: 503, retryAfter: '1' });
    for (const socket of sockets) socket.destroy();
    // The door learns a moment later that they are gone.
    let after = await ask();
    while (after.status === 503) after = await ask();
    expect(after.status).toBe(door.taken);
  });

  test.each([
    ['headers', 'X-Slow: 1\r\n'],
    ['body', 'Content-Length: 10\r\n\r\n{'],
  ])('whoever is slow with the %s is told 408, and loses the connection', async (_what, rest) => {
    const door = await open({ limits: { requestMs: 600 } });
    const { hostname, port } = new URL(door.url);
    const socket = connect(Number(port), hostname);
    const started = Date.now();
    const { Authorization } = basic(door.key);
    socket
      .setEncoding('latin1')
      .write(
        `POST ${door.path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: ${Authorization}\r\n${rest}`,
      );
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 408 .*"code":"request\.slow"/s);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});
