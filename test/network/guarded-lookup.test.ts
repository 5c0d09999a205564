import { guardedLookup, isAllowed, type Resolver } from '../../src/network/guarded-lookup.js';
import { HttpTransport } from '../../src/runtime/http-transport.js';
import { sendJson, startStubApi } from '../engine/stub-api.js';

test.each([
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '127.0.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '2002:a00:1::1',
  '::a00:1',
  'fec0::1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b::10.0.0.1',
])('a name must not lead to %s', (address) => {
  expect(isAllowed('api.example.com', address)).toBe(false);
});

test.each([
  '93.184.216.34',
  '172.32.0.1',
  '100.128.0.1',
  '2606:2800:220:1::1',
  '::ffff:93.184.216.34',
  '64:ff9b::5db8:d822',
])('a name may lead to %s', (address) => {
  expect(isAllowed('api.example.com', address)).toBe(true);
});

test.each([
  ['127.0.0.1', true],
  ['::1', true],
  ['10.0.0.1', false],
  ['93.184.216.34', false],
])('localhost to %s: %s', (address, expected) => {
  expect(isAllowed('localhost', address)).toBe(expected);
});

const resolver =
  (...addresses: string[]): Resolver =>
  (_hostname, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

const lookUp = (resolve: Resolver, all: boolean) =>
  new Promise((done) =>
    guardedLookup(resolve)('api.example.com', { all }, (error, address, family) =>
      done(error ? error.message : [address, family]),
    ),
  );

test('the address that was checked is the one that is given, alone or with the others', async () => {
  const resolve = resolver('93.184.216.34', '2606:2800:220:1::1');
  expect(await lookUp(resolve, false)).toEqual(['93.184.216.34', 4]);
  expect(await lookUp(resolve, true)).toEqual([
    [
      { address: '93.184.216.34', family: 4 },
      { address: '2606:2800:220:1::1', family: 6 },
    ],
    undefined,
  ]);
});

test('one private address among public ones is enough to refuse', async () => {
  expect(await lookUp(resolver('93.184.216.34', '10.0.0.1'), true)).toContain('10.0.0.1');
});

const call = (url: string) => ({ method: 'GET', url, headers: {}, notes: [] });
const signal = AbortSignal.timeout(60_000);

describe('HTTP', () => {
  test('does not connect where a name leads into a private network', async () => {
    const api = await startStubApi((_received, response) => sendJson(response, 200, {}));
    const transport = new HttpTransport(resolver('127.0.0.1'));
    const { port } = new URL(api.connection.taskApi!);
    await expect(
      transport.send(call(`http://api.example.com:${port}/`), 'token', signal),
    ).rejects.toMatchObject({
      code: 'refused',
    });
    expect(api.sockets).toBe(0);
    transport.close();
  });

  test('connects to an address that the URL itself names, and to localhost', async () => {
    const api = await startStubApi((_received, response) => sendJson(response, 200, {}));
    const { port } = new URL(api.connection.taskApi!);
    const transport = new HttpTransport(resolver('127.0.0.1'));
    for (const host of ['127.0.0.1', 'localhost'])
      expect((await transport.send(call(`http://${host}:${port}/`), 'token', signal)).status).toBe(200);
    transport.close();
  });

  test('follows no redirect', async () => {
    const api = await startStubApi((_received, response) =>
      response.writeHead(302, { Location: '/elsewhere' }).end(),
    );
    const transport = new HttpTransport();
    expect((await transport.send(call(`${api.connection.taskApi}/first`), 'token', signal)).status).toBe(302);
    expect(api.received).toHaveLength(1);
    transport.close();
  });
});
