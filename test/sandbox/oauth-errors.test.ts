import { OAuthBrowser } from './oauth-browser.js';

let browser: OAuthBrowser;
beforeAll(async () => {
  browser = await OAuthBrowser.start();
});
afterEach(async () => {
  await set({ errorBodies: 'rfc', down: false, html: false });
});

const set = (settings: object) => browser.admin('/oauth', settings);
const dead = () => browser.refresh('dead');
const badSecret = () =>
  browser.token({ grant_type: 'refresh_token', refresh_token: 'dead', client_secret: 'x' });

describe('an error body', () => {
  test('is what RFC 6749 says', async () => {
    expect((await dead()).json).toEqual({ error: 'invalid_grant', error_description: expect.any(String) });
    expect(await badSecret()).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  test("is that of Webex's identity service on request", async () => {
    await set({ errorBodies: 'webex' });
    const { status, json } = await dead();
    expect(status).toBe(400);
    expect(json).toEqual({
      error: 'invalid_request',
      error_description: 'The refresh token provided is expired, revoked, malformed, or invalid.',
      trackingID: expect.stringMatching(/^ROUTER_/),
    });
    expect(await badSecret()).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  test("is that of Webex's public edge on request", async () => {
    await set({ errorBodies: 'webex-edge' });
    const { status, json } = await badSecret();
    expect(status).toBe(401);
    expect(json).toEqual({
      message: 'Invalid client credentials',
      errors: [{ description: expect.any(String) }],
      trackingId: expect.stringMatching(/^ROUTER_/),
    });
    expect((await dead()).json).not.toHaveProperty('error');
  });
});

describe('a server in trouble', () => {
  test('answers 503 while it is down and loses nothing', async () => {
    const { refresh_token } = await browser.grant();
    await set({ down: true });
    expect((await browser.refresh(refresh_token)).status).toBe(503);
    await set({ down: false });
    expect((await browser.refresh(refresh_token)).status).toBe(200);
  });

  test('answers with a page', async () => {
    await set({ html: true });
    const { status, headers, text } = await dead();
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/html');
    expect(text).toMatch(/^<html>/);
  });
});

describe('an ordered fault of the token endpoint', () => {
  const order = (fault: object) => browser.admin('/faults', { route: 'oauth-token', fault });

  test('breaks the connection after the work is done', async () => {
    const { refresh_token } = await browser.grant();
    await order({ kind: 'cut' });
    await expect(browser.refresh(refresh_token)).rejects.toThrow();
    expect(await browser.refresh(refresh_token)).toMatchObject({ json: { error: 'invalid_grant' } });
  });

  test('answers with any status', async () => {
    await order({ kind: 'status', status: 429, envelope: 'none', retryAfter: 7 });
    const { status, headers } = await dead();
    expect({ status, retryAfter: headers.get('retry-after') }).toEqual({ status: 429, retryAfter: '7' });
  });

  test('answers with any body', async () => {
    const { refresh_token } = await browser.grant();
    const body = { access_token: 'a'.repeat(1024 * 1024), token_type: 'Bearer' };
    await order({ kind: 'body', body: { ...body, access_token: 'short' } });
    expect(await browser.refresh(refresh_token)).toMatchObject({
      status: 200,
      json: { access_token: 'short' },
    });
  });

  test.each([
    ['truncated', (text: string) => text.startsWith('{') && !text.endsWith('}')],
    ['garbage', (text: string) => text.startsWith('<html>')],
    ['oversized', (text: string) => text.length > 2 * 1024 * 1024],
  ])('answers %s', async (kind, isSpoilt) => {
    const { refresh_token } = await browser.grant();
    await order({ kind });
    const response = await fetch(browser.sandbox.oauth.token, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token,
        client_id: browser.sandbox.oauth.clientId,
        client_secret: browser.sandbox.oauth.clientSecret,
      }),
    });
    expect(isSpoilt(await response.text())).toBe(true);
  });
});

test.each([
  ['/oauth', { accessTokenSeconds: 0 }],
  ['/oauth', { errorBodies: 'xml' }],
  ['/oauth', { unknown: true }],
  ['/oauth/expire', { access: -1 }],
  ['/oauth/revoke', { access: 'yes' }],
  ['/oauth/client', { redirectUris: ['ftp://example.com'] }],
])('the admin endpoint %s refuses %j', async (path, body) => {
  await expect(browser.admin(path, body)).rejects.toThrow(/: 400/);
});
