import { lookup } from 'node:dns/promises';
import http from 'node:http';
import net, { type LookupFunction } from 'node:net';
import tls from 'node:tls';
import nodeFetch from 'node-fetch';

// The lock of test/support/lock-network.ts: without it these would leave this machine.

const address = '93.184.216.34';

/** A resolver of one's own. */
const leadsOut: LookupFunction = (_host, { all }, done) =>
  all ? done(null, [{ address, family: 4 }]) : done(null, address, 4);

const connected = (socket: net.Socket): Promise<unknown> =>
  new Promise((resolve, reject) => {
    socket.once('error', reject).once('connect', resolve);
  }).finally(() => socket.destroy());

const requested = (url: string, agent?: http.Agent): Promise<unknown> =>
  new Promise((resolve, reject) => {
    http.get(url, { ...(agent && { agent }) }, resolve).once('error', reject);
  });

test.each<[string, string, () => Promise<unknown>]>([
  ['fetch to a name', 'example.com', () => fetch('https://example.com/')],
  ['fetch to an address', address, () => fetch(`https://${address}/`)],
  ['fetch to an address of IPv6', '2606:2800:220:1::1', () => fetch('http://[2606:2800:220:1::1]/')],
  ['node-fetch to a name', 'example.com', () => nodeFetch('http://example.com/')],
  ['node-fetch to an address', address, () => nodeFetch(`https://${address}/`)],
  ['a request', 'example.com', () => requested('http://example.com/')],
  [
    'a request of an agent',
    address,
    () => requested(`http://${address}/`, new http.Agent({ keepAlive: true })),
  ],
  ['a socket', address, () => connected(net.connect(80, address))],
  ['a socket with TLS', address, () => connected(tls.connect({ host: address, port: 443 }))],
  [
    'a name that a resolver of its own leads out',
    address,
    () => connected(net.connect({ host: 'example.com', port: 80, lookup: leadsOut })),
  ],
  ['a look-up', 'example.com', () => lookup('example.com')],
])('%s does not leave this machine, and the error names %s', async (_what, host, leave) => {
  const error = await leave().then(
    () => undefined,
    (reason: Error) => reason,
  );
  const { message } = (error?.cause as Error | undefined) ?? error!;
  expect(message).toContain('A test stays on this machine');
  expect(message).toContain(host);
});

test.each(['127.0.0.1', 'localhost'])('%s can be reached', async (host) => {
  const server = http.createServer((_request, response) => response.end('here'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe('here');
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
