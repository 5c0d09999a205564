import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { freePort } from '../../scripts/servers/free-port.js';
import { RedirectListener } from '../../src/authorization/redirect-listener.js';
import type { Problem } from '../../src/ground/problem.js';
import { maxPipelined, Threshold } from '../../src/network/threshold.js';
import { CallbackListener } from '../../src/runtime/callback-listener.js';
import { Callbacks } from '../../src/runtime/callbacks.js';
import { openConsole } from '../console/open-console.js';
import { bodyOf, oddRequests, sendRaw, statusesOf } from '../support/raw-http.js';

// What is odd before it is a request has an answer in words at each server here, and connections are counted.

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const noSocket = 'hello there\r\n\r\n';
const manyCallbacks = (count: number) =>
  'GET /callbacks/x HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(count - 1) +
  'GET /callbacks/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

describe('the callback listener', () => {
  const told: Problem[] = [];
  let url: string;
  beforeAll(async () => {
    const onRefused = (problem: Problem) => told.push(problem);
    const listener = await CallbackListener.start(new Callbacks(), { connections: 3, onRefused });
    url = `http://127.0.0.1:${listener.port}`;
    stops.push(() => listener.stop());
  });
  beforeEach(() => told.splice(0));

  test.each(oddRequests)('answers %s in words, and counts it', async (_what, text, status, code) => {
    const answered = await sendRaw(url, text);
    expect([statusesOf(answered), bodyOf(answered).error.code]).toEqual([[status], code]);
    expect(told.map((one) => [one.statusCode, one.code])).toEqual([[status, code]]);
  });

  test('answers what has no place there in words', async () => {
    const answer = await fetch(`${url}/callbacks/unknown`, { method: 'POST', body: '{}' });
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      { error: { code: 'callback.address' } },
    ]);
    expect(told.map(({ code }) => code)).toEqual(['callback.address']);
  });

  test('looks at so many requests of one packet and no more', async () => {
    const statuses = statusesOf(await sendRaw(url, manyCallbacks(400)));
    expect(statuses).toHaveLength(400);
    expect(statuses.filter((status) => status === 404).length).toBeLessThanOrEqual(maxPipelined);
    expect(told.filter(({ code }) => code === 'service.pipelined').length).toBeGreaterThanOrEqual(384);
  });

  const opened = (count: number) =>
    Promise.all(
      Array.from(
        { length: count },
        () =>
          new Promise<Socket>((resolve) => {
            const socket = connect(Number(new URL(url).port), '127.0.0.1', () => resolve(socket));
            socket.on('error', () => {});
          }),
      ),
    );

  test('takes so many connections and no more', async () => {
    const idle = await opened(3);
    const answered = await sendRaw(url, 'POST /callbacks/x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');
    for (const socket of idle) socket.destroy();
    expect([statusesOf(answered), bodyOf(answered).error.code]).toEqual([[503], 'service.connections']);
    expect(answered).toMatch(/^Retry-After: 1\r$/m);
  });

  test('counts the connections that it does not take at all', async () => {
    const idle = await opened(6);
    const [over] = await opened(1);
    await new Promise((resolve) => over!.resume().once('close', resolve));
    for (const socket of idle) socket.destroy();
    expect(new Set(told.map(({ code }) => code))).toEqual(new Set(['service.connections']));
  });
});

test('the console answers the same in the same words', async () => {
  const { url, refusals } = await openConsole({ withSandbox: false });
  for (const [, text, status, code] of oddRequests) {
    const answered = await sendRaw(url, text);
    expect([statusesOf(answered), bodyOf(answered).error.code]).toEqual([[status], code]);
  }
  // A stranger's page: counted with what is odd.
  expect((await fetch(url, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
  expect(refusals.text).toMatch(
    new RegExp(`^${oddRequests.length + 1} requests or connections were refused \\(.*1 with 403`),
  );
});

test('at the redirect address of a sign-in that waits each has words, and the wait goes on', async () => {
  const redirect = `http://127.0.0.1:${await freePort()}/callback`;
  const isExpected = (answer: URLSearchParams) => answer.get('state') === 's';
  const refused: number[] = [];
  const listener = await RedirectListener.start(redirect, {
    ...{ limitMs: 60_000, name: 'a', isExpected },
    onRefused: (status) => refused.push(status),
  });
  stops.push(() => listener.stop());
  for (const [, text, status] of oddRequests) {
    const answered = await sendRaw(redirect, text);
    expect(statusesOf(answered)).toEqual([status]);
    expect(answered.split('\r\n\r\n')[1]).toMatch(/\w+ \w+/);
  }
  expect(refused).toEqual(oddRequests.map(([, , status]) => status));
  const right = fetch(`${redirect}?state=s&code=c`);
  const { answer, reply } = await listener.arrived;
  expect(answer.get('code')).toBe('c');
  await reply(200, 'Done.');
  expect((await right).status).toBe(200);
});

test('whoever sends slowly holds no connection of console, sandbox and sign-in for ever', async () => {
  const redirect = `http://127.0.0.1:${await freePort()}/callback`;
  const isExpected = () => false;
  const waits = await RedirectListener.start(redirect, { limitMs: 60_000, name: 'a', isExpected });
  stops.push(() => waits.stop());
  const { url, sandbox } = await openConsole();
  // Headers without an end.
  for (const status of await Promise.all(
    [url, sandbox!.url, redirect].map(async (one) =>
      statusesOf(await sendRaw(one, 'GET / HTTP/1.1\r\nHost: x\r\n')),
    ),
  ))
    expect(status).toEqual([408]);
}, 60_000);

test('what follows a request that is not answered yet is no answer to it', async () => {
  const refused: string[] = [];
  const threshold = new Threshold({ connections: 9, onRefused: ({ code }) => refused.push(code) });
  // Never answers: a call that runs.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    threshold.refusalOf(request, response);
  });
  threshold.guard(server);
  server.on('clientError', (error: Error, socket) => threshold.unreadable(error, socket as never));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await sendRaw(url, `GET / HTTP/1.1\r\nHost: x\r\n\r\n${noSocket}`)).toBe('');
  expect(refused).toEqual(['request.unreadable']);
});
