import { setTimeout as sleep } from 'node:timers/promises';
import { OAuthBrowser } from './oauth-browser.js';

let browser: OAuthBrowser;
beforeEach(async () => {
  browser = await OAuthBrowser.start();
});

const set = (settings: object) => browser.admin('/oauth', settings);
const invalidGrant = { status: 400, json: { error: 'invalid_grant' } };

describe('a refresh', () => {
  test('brings a new access token and a new refresh token with whole lifetimes', async () => {
    const first = await browser.grant();
    await browser.admin('/oauth/expire', { refresh: 100 });
    const { status, json } = await browser.refresh(first.refresh_token);
    expect(status).toBe(200);
    expect(json).toMatchObject({ expires_in: 1_209_599, refresh_token_expires_in: 7_776_000 });
    expect(json.access_token).not.toBe(first.access_token);
    expect(json.refresh_token).not.toBe(first.refresh_token);
    expect(await browser.taskApi(json.access_token)).toBe(404);
  });

  test('uses its token up: the old one is refused and takes the whole grant with it', async () => {
    const first = await browser.grant();
    const second = await browser.refresh(first.refresh_token);
    expect(await browser.refresh(first.refresh_token)).toMatchObject(invalidGrant);
    expect(await browser.refresh(second.json.refresh_token)).toMatchObject(invalidGrant);
    expect(await browser.taskApi(second.json.access_token)).toBe(401);
  });

  test('with one token ten times at once succeeds once', async () => {
    const { refresh_token } = await browser.grant();
    const answers = await Promise.all(Array.from({ length: 10 }, () => browser.refresh(refresh_token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('without rotation keeps its token and starts its days again', async () => {
    await set({ rotate: false });
    const first = await browser.grant();
    await browser.admin('/oauth/expire', { refresh: 4 });
    const second = await browser.refresh(first.refresh_token);
    expect(second.json.refresh_token).toBe(first.refresh_token);
    await sleep(4100);
    expect((await browser.refresh(first.refresh_token)).status).toBe(200);
  });
});

describe('a short life on request', () => {
  test('is what the settings say', async () => {
    await set({ accessTokenSeconds: 60, refreshTokenSeconds: 120 });
    expect(await browser.grant()).toMatchObject({ expires_in: 60, refresh_token_expires_in: 120 });
  });

  test('is what the sandbox was started with', async () => {
    const other = await OAuthBrowser.start({ oauth: { accessTokenSeconds: 1 } });
    const { access_token, expires_in } = await other.grant();
    expect(expires_in).toBe(1);
    await sleep(1100);
    expect(await other.taskApi(access_token)).toBe(401);
  });
});

describe('the task API', () => {
  test('takes an access token and refuses it when it has expired', async () => {
    const { access_token } = await browser.grant();
    expect(await browser.taskApi(access_token)).toBe(404);
    await browser.admin('/oauth/expire', { access: true });
    expect(await browser.taskApi(access_token)).toBe(401);
  });

  test('still takes the token that the sandbox starts with', async () => {
    expect(await browser.taskApi(browser.sandbox.token)).toBe(404);
  });

  test.each(['x', 'a_b', 'a_P0A1_org', 'a_P0A1_org_more', '_P0A1_', '..'])(
    'refuses the made-up token %j',
    async (token) => {
      expect(await browser.taskApi(token)).toBe(401);
    },
  );
});

describe('expiry that is moved', () => {
  test('ends the refresh token alone', async () => {
    const { access_token, refresh_token } = await browser.grant();
    expect(await browser.admin('/oauth/expire', { refresh: true })).toEqual({ moved: { RefreshToken: 1 } });
    expect(await browser.refresh(refresh_token)).toMatchObject(invalidGrant);
    expect(await browser.taskApi(access_token)).toBe(404);
  });

  test('ends the access token alone', async () => {
    const { access_token, refresh_token } = await browser.grant();
    await browser.admin('/oauth/expire', { access: true, refresh: false });
    expect(await browser.taskApi(access_token)).toBe(401);
    expect((await browser.refresh(refresh_token)).status).toBe(200);
  });

  test('ends both when nothing is named', async () => {
    const { access_token, refresh_token } = await browser.grant();
    await browser.admin('/oauth/expire', {});
    expect(await browser.taskApi(access_token)).toBe(401);
    expect((await browser.refresh(refresh_token)).status).toBe(400);
  });

  test('can put the end later', async () => {
    const { access_token } = await browser.grant();
    await browser.admin('/oauth/expire', { access: 0 });
    await browser.admin('/oauth/expire', { access: 100 });
    expect(await browser.taskApi(access_token)).toBe(404);
  });
});

test('what is revoked is refused', async () => {
  const { access_token, refresh_token } = await browser.grant();
  await browser.admin('/oauth/revoke', { access: true });
  expect(await browser.taskApi(access_token)).toBe(401);
  expect(await browser.refresh(refresh_token)).toMatchObject({ status: 200 });
  await browser.admin('/oauth/revoke', {});
  expect(await browser.refresh(refresh_token)).toMatchObject(invalidGrant);
});

test('the state counts grants, refreshes and refusals, and shows no token and no secret', async () => {
  const { access_token, refresh_token } = await browser.grant();
  const { json } = await browser.refresh(refresh_token);
  const state = await browser.admin<{ oauth: object }>('/state');
  expect(state.oauth).toMatchObject({
    grants: 1,
    refreshes: 1,
    refused: 0,
    accessTokens: 2,
    refreshTokens: 1,
  });
  await browser.refresh(refresh_token);
  expect((await browser.admin('/state')).oauth).toMatchObject({
    refused: 1,
    accessTokens: 0,
    refreshTokens: 0,
  });
  const text = JSON.stringify(state);
  const secrets = [access_token, refresh_token, json.access_token, browser.sandbox.oauth.clientSecret];
  for (const secret of secrets) expect(text).not.toContain(secret);
});
