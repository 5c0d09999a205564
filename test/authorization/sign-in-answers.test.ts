import { jsonAnswer } from '../support/token-server.js';
import { clientSecret, expectPending, failure, Office } from './office.js';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

describe('an address that is pasted', () => {
  const pasting = (change: (address: URL) => string) => {
    let shown = '';
    return {
      show: (url: string) => {
        shown = url;
      },
      paste: async () => {
        const response = await fetch(shown, { redirect: 'manual' });
        return change(new URL(response.headers.get('location')!));
      },
    };
  };

  test('authorizes where no browser reaches this machine', async () => {
    await office.add('main', { redirect: 'https://example.com/callback' });
    const record = await office.authorize(
      'main',
      pasting(({ href }) => `  ${href}\n`),
    );
    expect(record.state).toBe('Authorized');
  });

  test.each<[string, (address: URL) => string]>([
    ['another host', ({ search }) => `https://other.example/callback${search}`],
    ['another path', ({ search }) => `https://example.com/callback2${search}`],
    ['no address', () => 'the-code-of-the-test'],
    ['nothing', () => ''],
    ['a megabyte', ({ href }) => `${href}&x=${'x'.repeat(1_000_000)}`],
  ])('with %s is a clear error', async (_what, change) => {
    await office.add('main', { redirect: 'https://example.com/callback' });
    await expect(office.authorize('main', pasting(change))).rejects.toMatchObject(
      failure('redirect.pasted', /not one below https:\/\/example\.com\/callback/),
    );
    await expectPending(office);
  });

  test('with a wrong state is a clear error', async () => {
    await office.add('main', { redirect: 'https://example.com/callback' });
    const wrong = pasting(({ href }) => href.replace('state=', 'state=x'));
    await expect(office.authorize('main', wrong)).rejects.toMatchObject(failure('redirect.state', /another/));
  });

  test('is needed where the redirect address is elsewhere', async () => {
    await office.add('main', { redirect: 'https://example.com/callback' });
    await expect(office.authorize('main')).rejects.toMatchObject({
      code: 'redirect.elsewhere',
      remedy: expect.stringMatching(/--paste/),
    });
  });
});

describe('a token endpoint that says no to a sign-in', () => {
  test.each<[string, ReturnType<typeof jsonAnswer>, string, RegExp]>([
    ['invalid_client', jsonAnswer(401, { error: 'invalid_client' }), 'token.refused', /invalid_client/],
    [
      'an echoed secret',
      jsonAnswer(400, { error: 'invalid_grant', error_description: `${clientSecret} the-code-of-the-test` }),
      'token.refused',
      /invalid_grant: ••• •••/,
    ],
    ['503', jsonAnswer(503, {}), 'token.unavailable', /answered 503/],
    [
      'a page instead of JSON',
      (_request, response) => void response.writeHead(200).end('<html>'),
      'token.unusable',
      /no JSON object/,
    ],
    [
      'an access token of 1 MB',
      jsonAnswer(200, { access_token: 'x'.repeat(1_000_000) }),
      'token.unusable',
      /over/,
    ],
    [
      'a redirect to another host',
      (_request, response) => void response.writeHead(302, { Location: 'http://other.invalid' }).end(),
      'token.unusable',
      /redirects \(302\)/,
    ],
  ])('%s is a clear error, and nothing is lost', async (_what, answer, code, problem) => {
    await office.add('main');
    office.server.next.push(answer);
    await expect(office.authorize('main')).rejects.toMatchObject(failure(code, problem));
    await expectPending(office);
    expect((await office.authorize('main')).state).toBe('Authorized');
  });

  test('leaves a grant that works as it is', async () => {
    await office.addAuthorized('main');
    office.server.next.push(jsonAnswer(400, { error: 'invalid_grant' }));
    await expect(office.authorize('main')).rejects.toMatchObject({ code: 'token.refused' });
    expect((await office.token()).token).toBe('access-token-1-of-the-test');
  });
});
