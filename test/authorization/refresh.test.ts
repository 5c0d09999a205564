import { jsonAnswer } from '../support/token-server.js';
import { clientSecret, day, Office } from './office.js';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const minute = 60_000;

describe('an access token', () => {
  test('is used as long as it is good, without asking the provider', async () => {
    await office.addAuthorized('main');
    expect((await office.token()).token).toBe('access-token-1-of-the-test');
    office.now += 13 * day;
    expect((await office.token()).token).toBe('access-token-1-of-the-test');
    expect(office.server.refreshes).toHaveLength(0);
  });

  test('is refreshed ten minutes ahead of its end', async () => {
    await office.addAuthorized('main');
    office.now += 1_209_599_000 - 11 * minute;
    expect((await office.token()).token).toBe('access-token-1-of-the-test');
    office.now += 2 * minute;
    expect((await office.token()).token).toBe('access-token-2-of-the-test');
    expect((await office.token()).token).toBe('access-token-2-of-the-test');
    expect(office.server.refreshes).toHaveLength(1);
  });

  test('of a short life is refreshed at half of it, not at every call', async () => {
    office.server.answer = office.server.grant({ expires_in: 120 });
    await office.addAuthorized('main');
    await office.token();
    expect(office.server.refreshes).toHaveLength(0);
    office.now += minute;
    await office.token();
    await office.token();
    expect(office.server.refreshes).toHaveLength(1);
  });

  test('that the API has rejected is refreshed, and the refresh token of the answer is the next one', async () => {
    await office.addAuthorized('main');
    const first = (await office.token()).token!;
    const second = (await office.token(undefined, { rejected: first })).token!;
    const third = (await office.token(undefined, { rejected: second })).token!;
    expect(new Set([first, second, third]).size).toBe(3);
    expect(office.server.refreshes.map(({ form }) => form.refresh_token)).toEqual([
      'refresh-token-1-of-the-test',
      'refresh-token-2-of-the-test',
    ]);
  });

  test('is on disk before anybody gets it', async () => {
    await office.addAuthorized('main');
    const first = (await office.token()).token!;
    const { token } = await office.token(undefined, { rejected: first });
    expect(await office.secret('main', 'accessToken')).toBe(token);
  });

  test.each([
    ['missing', undefined],
    ['null', null],
    ['a word', 'soon'],
    ['zero', 0],
    ['negative', -5],
    ['endless', 1e300],
    ['an object', {}],
    ['half a number', '36x'],
  ])('with an expires_in that is %s is valid until a 401, and its end is unknown', async (_what, value) => {
    office.server.next.push(office.server.grant({ expires_in: value }));
    const record = await office.addAuthorized('main');
    expect(record).toMatchObject({ state: 'Authorized' });
    expect(record.accessToken).toMatchObject({ present: true, endsAt: null });
    office.now += 400 * day;
    const { token } = await office.token();
    expect(token).toBe('access-token-1-of-the-test');
    expect((await office.token(undefined, { rejected: token! })).token).toBe('access-token-2-of-the-test');
  });

  test('with an expires_in that is digits in a text has an end', async () => {
    office.server.next.push(office.server.grant({ expires_in: '3600' }));
    const record = await office.addAuthorized('main');
    expect(Date.parse(record.accessToken.endsAt!)).toBe(office.now + 3_600_000);
  });

  test.each([
    ['token_type', undefined],
    ['token_type', 7],
    ['scope', 12],
    ['scope', undefined],
    ['id_token', 'x'],
  ])('is stored although the answer has %s %p', async (field, value) => {
    office.server.next.push(office.server.grant({ [field]: value }));
    expect((await office.addAuthorized('main')).state).toBe('Authorized');
  });

  test('without a refresh token is used to its end; then the state says what to do', async () => {
    office.server.next.push(office.server.grant({ refresh_token: undefined, expires_in: 3600 }));
    await office.addAuthorized('main');
    office.now += 59 * minute;
    expect((await office.token()).token).toBe('access-token-1-of-the-test');
    office.now += 2 * minute;
    const { token, remedy } = await office.token();
    expect(token).toBeUndefined();
    expect(remedy).toMatch(/Re-authorization Required.*no refresh token.*auth authorize main/);
  });
});

test('a refresh without a new refresh token keeps the one before', async () => {
  await office.addAuthorized('main');
  office.server.next.push(office.server.grant({ refresh_token: undefined }));
  await office.token(undefined, { rejected: 'access-token-1-of-the-test' });
  expect(await office.secret('main', 'refreshToken')).toBe('refresh-token-1-of-the-test');
});

test('the client secret travels in the body, or in the header when the authorization says so', async () => {
  await office.addAuthorized('main');
  await office.addAuthorized('basic', { clientAuthentication: 'client_secret_basic' });
  const [post, basic] = office.server.requests;
  expect(post!.form).toMatchObject({ client_id: 'client-id-of-the-test', client_secret: clientSecret });
  expect(post!.authorization).toBeUndefined();
  expect(basic!.form).not.toHaveProperty('client_secret');
  expect(Buffer.from(basic!.authorization!.replace('Basic ', ''), 'base64').toString()).toBe(
    [`client-id-of-the-test`, clientSecret].map((text) => text.replaceAll('-', '%2D')).join(':'),
  );
});

describe('many calls at once', () => {
  test('cause one refresh', async () => {
    await office.addAuthorized('main');
    const rejected = 'access-token-1-of-the-test';
    const got = await Promise.all(Array.from({ length: 20 }, () => office.token(undefined, { rejected })));
    expect(new Set(got.map(({ token }) => token))).toEqual(new Set(['access-token-2-of-the-test']));
    expect(office.server.refreshes).toHaveLength(1);
  });

  test('of several programs cause one refresh', async () => {
    await office.addAuthorized('main');
    const rejected = 'access-token-1-of-the-test';
    const got = await Promise.all(
      Array.from({ length: 5 }, () => office.token(undefined, { rejected }, office.another())),
    );
    expect(new Set(got.map(({ token }) => token))).toEqual(new Set(['access-token-2-of-the-test']));
    expect(office.server.refreshes).toHaveLength(1);
  });

  test('do not wait longer than their signals say, and the refresh is stored all the same', async () => {
    await office.addAuthorized('main');
    let release = () => {};
    office.server.next.push(async (request, response) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      await office.server.grant()(request, response);
    });
    const rejected = 'access-token-1-of-the-test';
    const patient = office.token(undefined, { rejected });
    const signal = AbortSignal.timeout(300);
    await expect(office.token(undefined, { rejected, signal })).rejects.toThrow(/timeout/);
    release();
    expect((await patient).token).toBe('access-token-2-of-the-test');
    expect(await office.secret('main', 'accessToken')).toBe('access-token-2-of-the-test');
  });
});

test('a token that comes for the client of before an update is not stored', async () => {
  await office.addAuthorized('main');
  office.server.next.push(async (request, response) => {
    await office.another().update('main', { clientId: 'another-client' });
    await office.server.grant()(request, response);
  });
  const { token, remedy } = await office.token(undefined, { rejected: 'access-token-1-of-the-test' });
  expect(token).toBeUndefined();
  expect(remedy).toMatch(/Authorization Pending/);
  expect(await office.secret('main', 'accessToken')).toBeUndefined();
});

test('testing an authorization renews it, and revives one whose refusal was a mistake of the provider', async () => {
  await office.addAuthorized('main');
  office.server.next.push(jsonAnswer(401, { error: 'invalid_client' }));
  expect((await office.authorizations.test('main')).state).toBe('Re-authorization Required');
  const revived = await office.authorizations.test('main');
  expect(revived.state).toBe('Authorized');
  expect(revived.reason).toBeNull();
});

test('the last use is noted', async () => {
  await office.addAuthorized('main');
  expect((await office.authorizations.find('main')).lastUsedAt).toBeNull();
  await office.token();
  const first = (await office.authorizations.find('main')).lastUsedAt;
  expect(Date.parse(first!)).toBe(office.now);
  office.now += 2 * minute;
  await office.token();
  expect(Date.parse((await office.authorizations.find('main')).lastUsedAt!)).toBe(office.now);
});
