import { freeRedirect } from '../../scripts/servers/free-port.js';
import type { Authorizations } from '../../src/authorization/authorizations.js';
import type { Resolver } from '../../src/network/guarded-lookup.js';
import { jsonOf, runProcess } from '../cli/run-cli.js';
import { positionCall } from '../engine/calls.js';
import { TokenServer } from '../support/token-server.js';
import { temporaryFolder, Workshop, workspaceOf } from '../support/workshop.js';
import { clientSecret, integration, visit } from './office.js';

// A host name of the token endpoint that leads into a private network, at once or later, gets no secret.

let server: TokenServer;
let home: string;
/** Where every name leads. */
let address: string;
let authorizations: Authorizations;
const resolve: Resolver = (_hostname, _options, done) => done(null, [{ address, family: 4 }]);
beforeEach(async () => {
  server = await TokenServer.start();
  home = await temporaryFolder();
  address = '127.0.0.1';
  authorizations = workspaceOf(home, { resolve }).authorizations;
});

/** Signs in at the server, which is called by this host name. */
const authorize = async (host: string, protocol = 'http:') => {
  const token = server.hosts.token.replace('127.0.0.1', host).replace('http:', protocol);
  await authorizations.add('main', integration, {
    clientId: 'client-id-of-the-test',
    clientSecret,
    hosts: { ...server.hosts, token },
    redirect: await freeRedirect(),
  });
  let browsing: Promise<unknown> = Promise.resolve();
  const show = (url: string) => {
    browsing = visit(url).catch(() => {});
  };
  return authorizations.authorize('main', { limitMs: 10_000, show }).finally(() => browsing);
};

const refused = {
  name: 'ToldError',
  kind: 'platform',
  code: 'token.refused-address',
  message: expect.stringContaining('leads to an address of a private network'),
  remedy: expect.stringMatching(/the address itself.*auth update --connection/),
};

test.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '192.168.1.1'])(
  'a sign-in at a name that leads to %s is refused, and nothing was sent',
  async (where) => {
    address = where;
    await expect(authorize('id.example.com', 'https:')).rejects.toMatchObject(refused);
    expect(server.requests).toEqual([]);
    expect((await authorizations.find('main')).state).toBe('Authorization Pending');
  },
);

test.each(['127.0.0.1', 'localhost'])('%s is this machine itself', async (host) => {
  expect((await authorize(host)).state).toBe('Authorized');
  expect((await authorizations.test('main')).state).toBe('Authorized');
  expect(server.refreshes).toHaveLength(1);
});

describe('when the name leads elsewhere later', () => {
  beforeEach(async () => {
    await authorize('localhost');
    address = '10.0.0.1';
  });
  afterEach(async () => {
    expect(server.refreshes).toEqual([]);
    expect((await authorizations.find('main')).state).toBe('Authorized');
  });

  test('a test of the authorization is refused', async () => {
    await expect(authorizations.test('main')).rejects.toMatchObject(refused);
  });

  test('so it is on the command line', async () => {
    const patch = `import dns from 'node:dns'; import { syncBuiltinESMExports } from 'node:module';
      dns.lookup = (name, options, done) => done(null, [{ address: '10.0.0.1', family: 4 }]); syncBuiltinESMExports();`;
    const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(patch)}` };
    const run = await runProcess(['auth', 'test', 'main', '--json'], { home, env });
    const { code, message, remedy } = refused;
    expect(jsonOf(run)).toEqual({ error: { code, message, remedy } });
    expect(run.code).toBe(1);
  });

  test('a call that needs another token says so, and is not sent', async () => {
    const workshop = await Workshop.open();
    const engine = workspaceOf(home, { resolve }).engine;
    // The API does not know the token that there is, so that a new one is asked for.
    const result = await engine.invoke({
      ...(await positionCall(workshop)),
      connection: workshop.connection,
    });
    await engine.close();
    expect(result).toMatchObject({
      outcome: 'onError',
      diagnostics: [{ severity: 'error', code: 'authorization.refused-address', remedy: refused.remedy }],
    });
  });
});
