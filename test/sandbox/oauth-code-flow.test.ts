import { defaultScenario } from '../../src/sandbox/seed.js';
import { challengeOf, OAuthBrowser } from './oauth-browser.js';

let browser: OAuthBrowser;
beforeAll(async () => {
  const [organization] = defaultScenario().organizations;
  browser = await OAuthBrowser.start({
    scenario: { organizations: [organization!, { ...organization!, orgId: 'second-org' }] },
    redirectUris: ['https://oauth.example.webexconnect.io/callback'],
  });
});

describe('the sign-in', () => {
  test('asks for an e-mail address on a page that names client and scopes', async () => {
    const response = await browser.go(await browser.signInPage());
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(page).toContain('type="email"');
    expect(page).toContain('sandbox-client');
    expect(page).toContain('cjp:config_read');
  });

  test('comes back to the redirect address with a code and the state, and nothing else', async () => {
    const back = await browser.signIn({ state: 'a b&c' });
    expect([...back.keys()].sort()).toEqual(['code', 'state']);
    expect(back.get('state')).toBe('a b&c');
  });

  test('asks again at the next authorization', async () => {
    await browser.signIn();
    expect(await browser.signInPage()).toContain('/v1/sign-in/');
    await expect(browser.signIn({ prompt: 'login' }, { email: 'bob@example.com' })).resolves.toBeDefined();
  });

  test.each(['', 'nobody', 'a b@example.com', 'a@b\u0000', `${'a'.repeat(300)}@example.com`])(
    'does not take %j for an e-mail address, and asks again',
    async (email) => {
      const page = await browser.signInPage();
      const response = await browser.submit(page, { email });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('not an e-mail address');
      expect((await browser.submit(page, { email: 'ada@example.com' })).status).toBe(303);
    },
  );

  test('that is declined comes back as access_denied', async () => {
    const back = await browser.signIn({ state: 's' }, { choice: 'decline' });
    expect(Object.fromEntries(back)).toEqual({
      error: 'access_denied',
      error_description: 'The user declined.',
      state: 's',
    });
  });

  test('of another browser is refused', async () => {
    const page = await browser.signInPage();
    const response = await fetch(page);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Begin again');
  });

  test('chooses the organization that the token is for', async () => {
    const { access_token } = await browser.grant(
      {},
      { email: 'ada@example.com', organization: 'second-org' },
    );
    expect(access_token.split('_')[2]).toBe('second-org');
    expect(await browser.taskApi(access_token, 'second-org')).toBe(404);
    expect(await browser.taskApi(access_token)).toBe(403);
  });

  test('does not take an organization that is not there', async () => {
    const response = await browser.submit(await browser.signInPage(), {
      email: 'ada@example.com',
      organization: 'third-org',
    });
    expect(response.status).toBe(400);
  });
});

describe('the authorization request', () => {
  test('with an unknown scope comes back with the error that Webex gives', async () => {
    expect(
      Object.fromEntries(await browser.refusal({ scope: 'cjp:config_read cjp:unknown', state: 's' })),
    ).toEqual({
      error: 'invalid_scope',
      error_description: 'The requested scope is invalid.',
      state: 's',
    });
  });

  test('without a scope is an invalid scope', async () => {
    expect((await browser.refusal({ scope: undefined })).get('error')).toBe('invalid_scope');
  });

  test.each([
    ['another port', 'http://127.0.0.1:4182/callback'],
    ['another path', 'http://127.0.0.1:4181/callback2'],
    ['another host', 'http://localhost:4181/callback'],
    ['a query', 'http://127.0.0.1:4181/callback?x=1'],
    ['a slash more', 'http://127.0.0.1:4181/callback/'],
  ])('with a redirect address that differs by %s goes nowhere', async (_what, redirect_uri) => {
    const response = await browser.authorize({ redirect_uri });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).toContain('invalid_redirect_uri');
  });

  test('may name a redirect address that was registered at the start or later', async () => {
    const later = 'http://127.0.0.1:5999/elsewhere';
    expect((await browser.authorize({ redirect_uri: later })).status).toBe(400);
    const { redirectUris } = await browser.admin<{ redirectUris: string[] }>('/oauth/client', {
      redirectUris: [later],
    });
    expect(redirectUris).toEqual([
      'http://127.0.0.1:4181/callback',
      'https://oauth.example.webexconnect.io/callback',
      later,
    ]);
    for (const redirect_uri of redirectUris)
      expect((await browser.authorize({ redirect_uri })).headers.get('location')).toContain('/v1/sign-in/');
  });

  test('of an unknown client goes nowhere', async () => {
    const response = await browser.authorize({ client_id: 'somebody' });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
  });
});

describe('the code', () => {
  test("brings tokens as Webex's: lifetimes of 14 and 90 days, the organization in the access token", async () => {
    const { status, headers, json } = await browser.exchange((await browser.signIn()).get('code')!);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(json).toEqual({
      access_token: expect.stringMatching(`^[^_]+_[^_]+_${browser.sandbox.orgId}$`),
      expires_in: 1_209_599,
      refresh_token: expect.any(String),
      refresh_token_expires_in: 7_776_000,
      token_type: 'Bearer',
      scope: 'cjp:config_read cjp:user',
    });
  });

  test('is taken with credentials in the Authorization header, too', async () => {
    const { clientId, clientSecret } = browser.sandbox.oauth;
    const Authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const { status } = await browser.token(
      {
        grant_type: 'authorization_code',
        code: (await browser.signIn()).get('code')!,
        redirect_uri: browser.redirectUri,
      },
      { Authorization },
    );
    expect(status).toBe(200);
  });

  test('is taken once', async () => {
    const code = (await browser.signIn()).get('code')!;
    expect((await browser.exchange(code)).status).toBe(200);
    expect(await browser.exchange(code)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  test('is not taken with another redirect address', async () => {
    const code = (await browser.signIn()).get('code')!;
    expect(await browser.exchange(code, { redirect_uri: 'http://127.0.0.1:4182/callback' })).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
  });

  test('is not taken with a wrong client secret', async () => {
    const code = (await browser.signIn()).get('code')!;
    expect(await browser.exchange(code, { client_secret: 'wrong' })).toMatchObject({
      status: 401,
      json: { error: 'invalid_client' },
    });
  });

  test('is not taken with an old client secret', async () => {
    const { clientSecret } = browser.sandbox.oauth;
    await browser.admin('/oauth/client', { newSecret: true });
    const code = (await browser.signIn()).get('code')!;
    expect((await browser.exchange(code, { client_secret: clientSecret })).status).toBe(401);
    expect((await browser.exchange(code)).status).toBe(200);
  });
});

describe('PKCE', () => {
  const verifier = 'v'.repeat(43);
  const challenge = { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' };

  test('lets the holder of the verifier in', async () => {
    const code = (await browser.signIn(challenge)).get('code')!;
    expect((await browser.exchange(code, { code_verifier: verifier })).status).toBe(200);
  });

  test.each([
    ['a wrong one', { code_verifier: 'w'.repeat(43) }],
    ['none', {}],
  ])('does not let in who has %s', async (_what, more) => {
    const code = (await browser.signIn(challenge)).get('code')!;
    expect(await browser.exchange(code, more as Record<string, string>)).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant' },
    });
  });

  test('knows no method but S256', async () => {
    const refused = await browser.refusal({ code_challenge: verifier, code_challenge_method: 'plain' });
    expect(refused.get('error')).toBe('invalid_request');
  });
});

test.each([
  [{}, 'invalid_request'],
  [{ grant_type: 'client_credentials' }, 'unsupported_grant_type'],
  [{ grant_type: 'refresh_token' }, 'invalid_request'],
  [{ grant_type: 'refresh_token', refresh_token: 'unknown' }, 'invalid_grant'],
  [
    { grant_type: 'authorization_code', code: 'unknown', redirect_uri: 'http://127.0.0.1:4181/callback' },
    'invalid_grant',
  ],
])('the token endpoint answers %j with %s', async (fields, error) => {
  expect(await browser.token(fields as Record<string, string>)).toMatchObject({
    status: 400,
    json: { error },
  });
});
