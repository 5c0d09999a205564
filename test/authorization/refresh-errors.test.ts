import type { ServerResponse } from 'node:http';
import { jsonAnswer } from '../support/token-server.js';
import { clientSecret, Office } from './office.js';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

const state = async (name = 'main') => (await office.authorizations.find(name)).state;
const minute = 60_000;

const deadRefresh = 'The refresh token provided is expired, revoked, malformed, or invalid.';

describe('a refusal that ends the grant', () => {
  test.each<[string, number, object, RegExp]>([
    [
      'invalid_grant',
      400,
      { error: 'invalid_grant', error_description: 'grant request is invalid' },
      /invalid_grant: grant request is invalid/,
    ],
    [
      "Webex's invalid_request",
      400,
      { error: 'invalid_request', error_description: deadRefresh, trackingID: 'test123' },
      /invalid_request: The refresh token provided is expired.*tracking id test123/,
    ],
    ['invalid_client', 401, { error: 'invalid_client' }, /invalid_client/],
    [
      "invalid client in Webex's own words",
      401,
      {
        message: 'Invalid client credentials',
        errors: [{ description: 'The provided clientSecret is invalid' }],
        trackingId: 'ROUTER_1234567890ABCDEF',
      },
      /invalid_client: Invalid client credentials; The provided clientSecret is invalid; tracking id ROUTER_1234567890ABCDEF/,
    ],
    [
      "a dead refresh token in Webex's own words",
      400,
      { message: deadRefresh, errors: [], trackingId: 'ROUTER_1' },
      /invalid_request: The refresh token provided is expired/,
    ],
  ])('%s: Re-authorization Required with the reason', async (_what, status, body, reason) => {
    await office.addAuthorized('main');
    office.server.next.push(jsonAnswer(status, body));
    const { token, remedy } = await office.token(undefined, { rejected: 'access-token-1-of-the-test' });
    expect(token).toBeUndefined();
    expect(remedy).toMatch(/Re-authorization Required/);
    expect(remedy).toMatch(/wxcc-nodes auth authorize main/);
    const record = await office.authorizations.find('main');
    expect(record.state).toBe('Re-authorization Required');
    expect(record.reason).toMatch(reason);
    // Nobody asks again until somebody has signed in.
    await office.token();
    expect(office.server.refreshes).toHaveLength(1);
    await office.authorize('main');
    expect((await office.token()).token).toBe('access-token-2-of-the-test');
  });

  test('does not repeat a secret that the provider echoes', async () => {
    await office.addAuthorized('main');
    office.server.next.push(
      jsonAnswer(400, {
        error: 'invalid_grant',
        error_description: `refresh-token-1-of-the-test of ${clientSecret} ${encodeURIComponent(clientSecret)}`,
      }),
    );
    const { remedy } = await office.token(undefined, { rejected: 'access-token-1-of-the-test' });
    expect(remedy).toContain('•••');
    expect(remedy).not.toContain('refresh-token-1');
    expect(remedy).not.toContain(clientSecret);
  });
});

const cut = (_request: unknown, response: ServerResponse) => void response.destroy();

describe('a token endpoint that cannot be asked, or answers what is no answer, leaves the state alone', () => {
  test.each<[string, ReturnType<typeof jsonAnswer>, RegExp]>([
    ['500', jsonAnswer(500, { error: 'invalid_grant' }), /answered 500/],
    ['503', jsonAnswer(503, {}), /answered 503/],
    ['429', jsonAnswer(429, { error: 'invalid_request' }), /answered 429/],
    ['a cut connection', cut, /cannot be reached/],
    ['404 without a word', jsonAnswer(404, {}), /answered 404/],
    [
      'a page instead of JSON',
      (_request, response) =>
        void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>hello'),
      /no JSON object/,
    ],
    ['an answer without a token', jsonAnswer(200, { expires_in: 5 }), /without an access token/],
    ['a list', jsonAnswer(200, []), /no JSON object/],
    [
      'an access token of 1 MB',
      jsonAnswer(200, { access_token: 'x'.repeat(1_000_000) }),
      /over 262144 bytes/,
    ],
    [
      'an access token of 100 kB',
      jsonAnswer(200, { access_token: 'x'.repeat(100_000) }),
      /no header can carry/,
    ],
    ['an access token with a line break', jsonAnswer(200, { access_token: 'a\nb' }), /no header can carry/],
    ['an access token that is no text', jsonAnswer(200, { access_token: { a: 1 } }), /no header can carry/],
    [
      'another token type',
      jsonAnswer(200, { access_token: 'abc', token_type: 'MAC' }),
      /no OAuth token answer/,
    ],
    ['invalid_scope', jsonAnswer(400, { error: 'invalid_scope' }), /answered 400: invalid_scope/],
    [
      'a redirect to another host',
      (_request, response) => void response.writeHead(307, { Location: 'http://other.invalid/token' }).end(),
      /redirects \(307\)/,
    ],
  ])('%s', async (_what, answer, problem) => {
    await office.addAuthorized('main');
    office.server.answer = answer;
    const rejected = 'access-token-1-of-the-test';
    await expect(office.token(undefined, { rejected })).rejects.toThrow(problem);
    expect(await state()).toBe('Authorized');
    expect(await office.secret('main', 'refreshToken')).toBe('refresh-token-1-of-the-test');
    office.server.answer = office.server.grant();
    expect((await office.token(undefined, { rejected })).token).toBe('access-token-2-of-the-test');
  });

  test('and the present token is used on as long as it is good', async () => {
    await office.addAuthorized('main');
    office.now += 1_209_599_000 - 5 * minute;
    office.server.answer = jsonAnswer(503, {});
    expect((await office.token()).token).toBe('access-token-1-of-the-test');
    office.now += 6 * minute;
    await expect(office.token()).rejects.toThrow(/answered 503/);
    expect(await state()).toBe('Authorized');
  });
});
