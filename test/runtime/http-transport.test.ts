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

test('a connection is given up before the server ends it, so that no call meets its end', async () => {
  // Told to the caller as Keep-Alive: timeout=2.
  server.keepAliveTimeout = 2000;
  const whoEnds = new Promise<string>((resolve) =>
    server.once('request', ({ socket }) => {
      socket.once('end', () => resolve('the caller'));
      socket.once('close', () => resolve('the server'));
    }),
  );
  await transport.send({ ...call, body: '{}' }, undefined, new AbortController().signal);
  expect(await whoEnds).toBe('the caller');
});
