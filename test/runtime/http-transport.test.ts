import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpTransport } from '../../src/runtime/http-transport.js';

const call = { method: 'POST', url: '', headers: {}, notes: [] };
let requests = 0;
const server = createServer((_request, response) => {
  requests += 1;
  response.end('{}');
});
const transport = new HttpTransport();
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  call.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  transport.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test.each([
  ['a verb', () => ({ ...call, method: 'NO VERB' }), undefined],
  ['a verb that takes no body', () => ({ ...call, method: 'GET', body: '{}' }), undefined],
  ['a header', () => ({ ...call, headers: { 'x-a': 'b\r\nc: d' } }), undefined],
  ['the name of a header', () => ({ ...call, headers: { 'x a': 'b' } }), undefined],
  ['a token', () => call, 'token\nof two lines'],
  ['a scheme', () => ({ ...call, url: 'gopher://127.0.0.1/' }), undefined],
  ['a URL', () => ({ ...call, url: 'http://' }), undefined],
  ['a user in the URL', () => ({ ...call, url: call.url.replace('//', '//a:b@') }), undefined],
])('%s that HTTP cannot carry has sent nothing', async (_what, make, token) => {
  await expect(transport.send(make(), token, new AbortController().signal)).rejects.toMatchObject({
    code: 'unsendable',
    isSent: false,
  });
  expect(requests).toBe(0);
});

test('a connection that the server is about to end is not called over once more', async () => {
  const connections = new Set<unknown>();
  const listen = (request: { socket: unknown }) => void connections.add(request.socket);
  server.on('request', listen);
  const send = async (keepAliveTimeout: number) => {
    server.keepAliveTimeout = keepAliveTimeout;
    await transport.send({ ...call, body: '{}' }, undefined, new AbortController().signal);
    // The connection is given back after the answer was read.
    await new Promise((resolve) => setImmediate(resolve));
    return connections.size;
  };
  // The server tells by Keep-Alive: timeout=N how long it keeps a connection.
  expect(await send(60_000)).toBe(1);
  expect(await send(1000)).toBe(1);
  expect(await send(1000)).toBe(2);
  expect(await send(1000)).toBe(3);
  server.off('request', listen);
});
