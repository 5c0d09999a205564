import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freeRedirect } from '../../scripts/servers/free-port.js';
import { expectPending, failure, Office, visit } from './office.js';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

describe('the way to the provider', () => {
  test('carries PKCE with S256, a state, the scopes and the redirect address, and no secret', async () => {
    const { redirect } = await office.add('main', { scopes: ['cjp:user', 'spark:kms'] });
    const shown: string[] = [];
    await office.authorize('main', {
      show: (url, address) => {
        shown.push(url, address);
        void visit(url);
      },
    });
    const { searchParams } = new URL(shown[0]!);
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: 'client-id-of-the-test',
      redirect_uri: redirect,
      scope: 'cjp:user spark:kms',
      state: expect.stringMatching(/^.{40,}$/),
      code_challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      code_challenge_method: 'S256',
      prompt: 'login',
    });
    expect(shown[1]).toBe(redirect);
    const { form } = office.server.requests[0]!;
    expect(form).toMatchObject({
      grant_type: 'authorization_code',
      code: 'the-code-of-the-test',
      redirect_uri: redirect,
    });
    expect(createHash('sha256').update(form.code_verifier!).digest('base64url')).toBe(
      searchParams.get('code_challenge'),
    );
  });

  test('is another one each time', async () => {
    await office.add('main');
    const states = new Set<string | null>();
    for (let round = 0; round < 3; round += 1)
      await office.authorize('main', {
        show: (url) => {
          states.add(new URL(url).searchParams.get('state'));
          void visit(url);
        },
      });
    expect(states.size).toBe(3);
  });
});

describe('a redirect', () => {
  test('with the code authorizes, and the person at the browser is told', async () => {
    const record = await office.addAuthorized('main');
    expect(record).toMatchObject({ state: 'Authorized', isDefault: true });
    expect(office.pages).toEqual([{ status: 200, text: 'Authorized. You can close this page.\n' }]);
  });

  test.each<[string, (query: URLSearchParams) => void, string, RegExp]>([
    ['no code', (query) => query.delete('code'), 'redirect.answer', /no code/],
    [
      'two codes',
      (query) => query.append('code', 'other'),
      'redirect.answer',
      /no answer of this provider|no code/,
    ],
    [
      'another issuer',
      (query) => query.set('iss', 'https://other.invalid'),
      'redirect.answer',
      /no answer of this provider/,
    ],
    [
      'access_denied',
      (query) => {
        query.delete('code');
        query.set('error', 'access_denied');
      },
      'redirect.access_denied',
      /refused \(access_denied\)/,
    ],
    [
      'invalid_scope',
      (query) => {
        query.delete('code');
        query.set('error', 'invalid_scope');
        query.set('error_description', 'The requested scope is invalid.\u001b[31m');
      },
      'redirect.refused',
      /invalid_scope: The requested scope is invalid\. \[31m/,
    ],
  ])('with %s is a clear error, and nothing is lost', async (_what, change, code, problem) => {
    await office.add('main');
    office.server.redirectWith = change;
    await expect(office.authorize('main')).rejects.toMatchObject(failure(code, problem));
    expect(office.pages).toEqual([{ status: 400, text: expect.stringMatching(/^Not authorized\./) }]);
    expect(office.server.requests).toEqual([]);
    await expectPending(office);
  });

  test.each<[string, (query: URLSearchParams) => void, RegExp]>([
    ['a wrong state', (query) => query.set('state', 'other'), /state of another sign-in/],
    ['no state', (query) => query.delete('state'), /no state/],
    ['two states', (query) => query.append('state', 'other'), /state/],
    ['nothing', (query) => [...query.keys()].map((name) => query.delete(name)), /no state/],
    [
      "a stranger's refusal",
      (query) => [query.delete('state'), query.set('error', 'access_denied')],
      /no state/,
    ],
  ])(
    'with %s is a clear error when pasted; at the redirect address it is answered and the wait goes on',
    async (_what, change, problem) => {
      const { redirect } = await office.add('main');
      const changed = (url: string) => {
        const query = new URLSearchParams({ code: 'x', state: new URL(url).searchParams.get('state')! });
        change(query);
        return `${redirect}?${query}`;
      };
      let pasted = '';
      const show = (url: string) => {
        pasted = changed(url);
      };
      await expect(office.authorize('main', { show, paste: async () => pasted })).rejects.toMatchObject(
        failure('redirect.state', problem),
      );
      await expectPending(office);
      await office.authorize('main', {
        show: async (url) => {
          for (let count = 0; count < 3; count += 1)
            expect(await visit(changed(url))).toMatchObject({
              status: 400,
              text: expect.stringMatching(/no answer to the sign-in/),
            });
          void visit(url);
        },
      });
      expect(await office.authorizations.find('main')).toMatchObject({ state: 'Authorized' });
      expect(office.server.requests).toHaveLength(1);
    },
  );

  test('that comes a second time is told so and changes nothing', async () => {
    const { redirect } = await office.add('main');
    let second: ReturnType<typeof visit> | undefined;
    office.server.next.push(async (request, response) => {
      second = visit(`${redirect}?code=another&state=another`);
      expect(await second).toEqual({ status: 409, text: 'This sign-in has been answered already.\n' });
      await office.server.grant()(request, response);
    });
    expect((await office.authorize('main')).state).toBe('Authorized');
    expect(second).toBeDefined();
    await expect(visit(redirect)).rejects.toThrow();
  });

  test('to another path, or with another verb, is none', async () => {
    const { redirect } = await office.add('main');
    await office.authorize('main', {
      show: async (url) => {
        expect((await visit(`${redirect}/more?code=x`)).status).toBe(404);
        expect((await visit(new URL('/favicon.ico', redirect).href)).status).toBe(404);
        expect((await fetch(redirect, { method: 'POST' })).status).toBe(405);
        void visit(url);
      },
    });
  });

  test('that does not come in time is a clear error, and the port is free again', async () => {
    const { redirect } = await office.add('main');
    const options = { limitMs: 50, show: () => {} };
    await expect(office.authorize('main', options)).rejects.toMatchObject(
      failure('redirect.timeout', /Nobody signed in within 0\.05 s/),
    );
    await expectPending(office);
    await expect(visit(redirect)).rejects.toThrow();
  });

  test('cannot come where another program listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await office.add('main', { redirect: `http://127.0.0.1:${port}/callback` });
    await expect(office.authorize('main')).rejects.toMatchObject({
      code: 'redirect.port',
      message: expect.stringMatching(/EADDRINUSE/),
      remedy: expect.stringMatching(/--redirect.*--paste/),
    });
    await new Promise((resolve) => server.close(resolve));
  });

  test('can come to another address for once', async () => {
    await office.add('main');
    const redirect = await freeRedirect();
    await office.authorize('main', { redirect });
    expect(office.server.requests[0]!.form.redirect_uri).toBe(redirect);
    expect((await office.authorizations.find('main')).redirect).not.toBe(redirect);
  });
});

test('an authorization that is updated while somebody signs in does not get the tokens of before', async () => {
  await office.add('main');
  office.server.next.push(async (request, response) => {
    await office.another().update('main', { clientId: 'another-client' });
    await office.server.grant()(request, response);
  });
  await expect(office.authorize('main')).rejects.toMatchObject({ code: 'authorization.changed' });
  await expectPending(office);
});

test('who signed in is known where the answer says so, and unknown where it does not', async () => {
  const claims = Buffer.from(JSON.stringify({ sub: '1', email: 'ada@example.com' })).toString('base64url');
  office.server.next.push(office.server.grant({ id_token: `e30.${claims}.x`, scope: 'cjp:user openid' }));
  expect(await office.addAuthorized('main')).toMatchObject({
    grantedBy: 'ada@example.com',
    grantedScopes: ['cjp:user', 'openid'],
  });
  const other = await office.addAuthorized('other');
  expect(other.grantedBy).toBeNull();
  expect(other.grantedScopes).toBeNull();
});

test.each([
  'http://login.example.com',
  'ftp://127.0.0.1',
  'not a url',
  'https://user:secret@login.example.com',
])('secrets do not go to %s', async (host) => {
  const hosts = { ...office.server.hosts, token: `${host}/token` };
  await expect(office.add('main', { hosts })).rejects.toMatchObject({ code: 'authorization.host' });
  expect(await office.authorizations.list()).toEqual([]);
});

test.each([
  'http://127.0.0.1:0/callback',
  'http://example.com/callback',
  'http://127.0.0.1:4181/callback?x=1',
  'http://127.0.0.1:4181/callback#x',
  'javascript:alert(1)',
  'callback',
  '',
  'https://example.com/\u0000',
])('the redirect address cannot be %j', async (redirect) => {
  await expect(office.add('main', { redirect })).rejects.toMatchObject({ code: 'redirect.address' });
});
