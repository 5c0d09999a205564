import { type OpenConsole, openConsole } from './open-console.js';

let open: OpenConsole;
let own: Record<string, string>;

beforeAll(async () => {
  open = await openConsole();
  own = await open.enter();
});

const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(own).filter(([name]) => !names.includes(name)));

const dryRun = JSON.stringify({ node: 'queue-task', version: 'v1.3', method: 'queue-task', input: {} });

test("the console's own page is answered", async () => {
  expect((await open.send('GET', '/api/nodes', own)).status).toBe(200);
  expect((await open.send('POST', '/api/dry-run', own, dryRun)).status).toBe(200);
  const page = await open.send('GET', '/', without('origin', 'content-type'));
  expect(page.status).toBe(200);
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['content-security-policy']).toContain("require-trusted-types-for 'script'");
  expect(page.headers['x-frame-options']).toBe('DENY');
  expect(Object.keys(page.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('a path that cannot be read is answered in the words of the console', async () => {
  const { status, headers, text } = await open.send('GET', '/api/nodes/%zz', own);
  expect([status, JSON.parse(text).error.code]).toEqual([404, 'console.path']);
  expect(headers['x-content-type-options']).toBe('nosniff');
});

type Hostile = [
  name: string,
  verb: string,
  path: string,
  headers: () => Record<string, string>,
  body?: string,
];

const port = () => open.port;

const hostile: Hostile[] = [
  ['a name that was rebound', 'GET', '/api/nodes', () => ({ ...own, host: `attacker.example:${port()}` })],
  ['localhost', 'GET', '/api/nodes', () => ({ ...own, host: `localhost:${port()}` })],
  ['no port in the host', 'GET', '/api/nodes', () => ({ ...own, host: '127.0.0.1' })],
  ['another port in the host', 'GET', '/api/nodes', () => ({ ...own, host: '127.0.0.1:1' })],
  ['another address of this machine', 'GET', '/api/nodes', () => ({ ...own, host: `127.0.0.2:${port()}` })],
  ['IPv6', 'GET', '/api/nodes', () => ({ ...own, host: `[::1]:${port()}` })],
  ['a host with a dot', 'GET', '/api/nodes', () => ({ ...own, host: `127.0.0.1.:${port()}` })],
  ['the page under another name', 'GET', '/', () => ({ ...own, host: `attacker.example:${port()}` })],
  ['a foreign origin', 'GET', '/api/nodes', () => ({ ...own, origin: 'https://attacker.example' })],
  ['an origin of no page', 'POST', '/api/dry-run', () => ({ ...own, origin: 'null' }), dryRun],
  [
    'the origin of another port',
    'POST',
    '/api/dry-run',
    () => ({ ...own, origin: 'http://127.0.0.1:1' }),
    dryRun,
  ],
  ['https', 'GET', '/api/nodes', () => ({ ...own, origin: `https://127.0.0.1:${port()}` })],
  ['a write without an origin', 'POST', '/api/dry-run', () => without('origin'), dryRun],
  ['another site', 'GET', '/api/nodes', () => ({ ...own, 'sec-fetch-site': 'cross-site' })],
  ['another port of the same site', 'GET', '/api/nodes', () => ({ ...own, 'sec-fetch-site': 'same-site' })],
  ['a call from the address bar', 'GET', '/api/nodes', () => ({ ...own, 'sec-fetch-site': 'none' })],
  ['the script from elsewhere', 'GET', '/app.js', () => ({ ...own, 'sec-fetch-site': 'same-site' })],
  ['a link on another page', 'GET', '/', () => ({ ...own, 'sec-fetch-site': 'cross-site' })],
  ['a frame', 'GET', '/', () => ({ ...own, 'sec-fetch-site': 'none', 'sec-fetch-dest': 'iframe' })],
  ['an object', 'GET', '/', () => ({ ...own, 'sec-fetch-site': 'none', 'sec-fetch-dest': 'object' })],
  ['no cookie', 'GET', '/api/nodes', () => without('cookie')],
  [
    'a cookie of another console',
    'GET',
    '/api/nodes',
    () => ({ ...own, cookie: own.cookie!.replace(/\d+=/, '1=') }),
  ],
  ['a wrong cookie', 'GET', '/api/nodes', () => ({ ...own, cookie: `${own.cookie}x` })],
  [
    'two cookies of one name',
    'GET',
    '/api/nodes',
    () => ({ ...own, cookie: `${own.cookie}; ${own.cookie}` }),
  ],
  ['the cookie alone', 'GET', '/api/nodes', () => without('x-console-key')],
  ['the cookie alone, the path written otherwise', 'GET', '/%61pi/nodes', () => without('x-console-key')],
  ['the cookie alone, as to a proxy', 'GET', 'http://127.0.0.1/api/nodes', () => without('x-console-key')],
  ['another host in the address', 'GET', 'http://attacker.example/api/nodes', () => own],
  ['the stream of changes without it', 'GET', '/api/changes', () => without('x-console-key')],
  ['the stream of changes from elsewhere', 'GET', '/api/changes', () => ({ ...own, origin: 'null' })],
  ['a wrong second value', 'GET', '/api/nodes', () => ({ ...own, 'x-console-key': 'x'.repeat(43) })],
  ['the page without a cookie', 'GET', '/', () => ({})],
  ['the script without a cookie', 'GET', '/app.js', () => ({})],
  ['a form as text', 'POST', '/api/dry-run', () => ({ ...own, 'content-type': 'text/plain' }), dryRun],
  [
    'a form',
    'POST',
    '/api/dry-run',
    () => ({ ...own, 'content-type': 'application/x-www-form-urlencoded' }),
    'a=b',
  ],
  ['the launch token again', 'GET', '/launch', () => ({})],
  ['a launch without a token', 'GET', '/launch?token=', () => ({})],
  ['a preflight', 'OPTIONS', '/api/nodes', () => ({ origin: 'https://attacker.example' })],
  ['a key that stands twice', 'POST', '/api/dry-run', () => own, '{"node":"a","node":"b"}'],
  ['a path out of the page', 'GET', '/../package.json', () => own],
  ['the same, escaped', 'GET', '/%2e%2e%2fpackage.json', () => own],
  ['a flow elsewhere', 'POST', '/api/flow/show', () => own, '{"file":"../home.json"}'],
  ['a flow by its whole path', 'POST', '/api/flow/run', () => own, '{"file":"/etc/passwd"}'],
  [
    'an event elsewhere',
    'POST',
    '/api/flow/run',
    () => own,
    '{"file":"sms-inbound.flow.json","event":"../../etc/passwd"}',
  ],
  ['a method that writes nothing', 'DELETE', '/api/authorizations', () => own],
];

for (const [name, verb, path, headers, body] of hostile)
  test(`refused: ${name}`, async () => {
    const launch =
      path === '/launch' ? new URL(open.launchUrl).pathname + new URL(open.launchUrl).search : path;
    const { status, text, headers: answered } = await open.send(verb, launch, headers(), body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text).not.toContain(own['x-console-key']);
    expect(answered['access-control-allow-origin']).toBeUndefined();
    expect((JSON.parse(text) as { error: { remedy: string } }).error.remedy).not.toBe('');
  });

test('a body over the limit is refused', async () => {
  const { status } = await open.send('POST', '/api/dry-run', own, `{"node":"${'x'.repeat(3_000_000)}"}`);
  expect(status).toBe(413);
});
