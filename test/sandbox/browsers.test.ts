import { request } from 'node:http';
import { bodyOf, oddRequests, sendRaw, statusesOf } from '../support/raw-http.js';
import { RawApi } from './raw-api.js';

// Any page that a browser of this machine shows can send requests to 127.0.0.1, and its own name can lead there too.

let api: RawApi;
beforeAll(async () => {
  api = await RawApi.start();
});

const ask = (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    request(api.sandbox.url + path, { method, headers }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode!, text });
    })
      .on('error', reject)
      .end(method === 'POST' ? body : undefined);
  });

const json = { 'Content-Type': 'application/json' };

test.each([
  ['evil.example'],
  ['evil.example:4180'],
  ['127.0.0.1.evil.example'],
  ['localhost.evil.example'],
  ['127.0.0.1@evil.example'],
  ['evil.example/127.0.0.1'],
  ['10.0.0.1'],
  ['0.0.0.0'],
  ['[::2]'],
])('a Host of %s is refused at every door', async (host) => {
  for (const path of ['/_sandbox/state', '/v1/authorize', '/wxcc-task/v1/tasks', '/nothing'])
    expect(await ask('GET', path, { Host: host })).toMatchObject({ status: 403 });
});

test('a path that cannot be read is answered as every other refusal', async () => {
  const { status, text } = await ask('GET', '/wxcc-task/v1/tasks/%zz', {});
  expect([status, JSON.parse(text)]).toMatchObject([
    400,
    { error: { key: '400', message: [{ description: 'The path cannot be read.' }] } },
  ]);
});

test.each(oddRequests.filter(([what]) => what !== 'a tunnel'))(
  '%s has an answer in the shape of every other refusal',
  async (what, text, status) => {
    const answered = await sendRaw(api.sandbox.url, text);
    const expected = what === 'no Host' ? 403 : status;
    expect([statusesOf(answered), bodyOf(answered)]).toMatchObject([
      [expected],
      { error: { key: String(expected), message: [{ description: expect.stringMatching(/\w+ \w+/) }] } },
    ]);
  },
);

test.each([['127.0.0.1'], ['localhost:1234'], ['[::1]:9'], ['127.9.9.9']])(
  'a Host of %s is this machine',
  async (host) => {
    expect((await ask('GET', '/_sandbox/state', { Host: host })).status).toBe(200);
  },
);

test.each([['https://evil.example'], ['null'], ['http://127.0.0.1:1'], ['http://localhost']])(
  'a page of %s changes and reads nothing',
  async (origin) => {
    for (const [method, path] of [
      ['POST', '/_sandbox/tasks'],
      ['GET', '/_sandbox/state'],
      ['POST', '/v1/access_token'],
    ] as const)
      expect(await ask(method, path, { Origin: origin, ...json }, '{}')).toMatchObject({ status: 403 });
  },
);

test('the page of the sandbox itself is none of another site', async () => {
  const Origin = api.sandbox.url;
  expect((await ask('POST', '/_sandbox/tasks', { Origin, ...json }, '{}')).status).toBe(201);
});

test.each([
  ['text/plain'],
  ['application/x-www-form-urlencoded'],
  ['multipart/form-data; boundary=x'],
  ['application/jsonp'],
  [''],
])('a write as %j is refused: a page can send that without being asked', async (type) => {
  const headers = type === '' ? {} : { 'Content-Type': type };
  for (const path of ['/tasks', '/faults', '/oauth', '/oauth/client', '/oauth/revoke', '/subscriptions'])
    expect((await ask('POST', `/_sandbox${path}`, headers, '{}')).status).toBe(415);
});

test.each([
  ['{"route":"a","route":"queue-task","fault":{"kind":"cut"}}', 'route', 14],
  ['{"route":"queue-task","fault":{"kind":"cut","\\u006bind":"delay"}}', 'kind', 45],
])('an order that holds a key twice is refused with its place: %s', async (order, key, at) => {
  const refused = await ask('POST', '/_sandbox/faults', json, order);
  expect(refused.status).toBe(400);
  expect(refused.text).toContain(`The body holds the key \\"${key}\\" twice, at character ${at}`);
});

test('keys of other objects, and texts that look like keys, are no second ones', async () => {
  const order =
    '{"route":"queue-task","fault":{"kind":"body","body":{"kind":"body","a":["x","x",{"a":1},{"a":"a\\":\\"a"}]}}}';
  expect((await ask('POST', '/_sandbox/faults', json, order)).status).toBe(201);
  await ask('DELETE', '/_sandbox/faults', json, '');
});

test.each([['7615917337495251231'], ['10.50'], ['-0'], ['1e400']])(
  'an order that holds %s is refused: it could not come back with its digits',
  async (number) => {
    const order = (value: string) =>
      `{"route":"queue-task","fault":{"kind":"body","body":{"text":"\\"-1 10.50","value":${value}}}}`;
    const refused = await ask('POST', '/_sandbox/faults', json, order(number));
    expect(refused.status).toBe(400);
    expect(refused.text).toContain(`${number}: too many digits to be carried exactly`);
    expect((await ask('POST', '/_sandbox/faults', json, order(`"${number}"`))).status).toBe(201);
    await ask('DELETE', '/_sandbox/faults', json, '');
  },
);

test('the client secret is told at the start and never again', async () => {
  const secrets = [api.sandbox.oauth.clientSecret];
  const texts = [
    (await ask('GET', '/_sandbox/oauth')).text,
    (await ask('GET', '/_sandbox/state')).text,
    (await ask('POST', '/_sandbox/oauth/client', json, '{"newSecret":true}')).text,
  ];
  secrets.push(api.sandbox.oauth.clientSecret);
  const own = 'a-secret-of-my-own';
  texts.push((await ask('POST', '/_sandbox/oauth/client', json, `{"newSecret":"${own}"}`)).text);
  expect(api.sandbox.oauth.clientSecret).toBe(own);
  expect(new Set([...secrets, own]).size).toBe(3);
  for (const secret of [...secrets, own]) expect(texts.join()).not.toContain(secret);
  expect(texts.join()).not.toContain('clientSecret');
});

test.each([
  ['http://127.0.0.1:x@evil.example/'],
  ['http://127.0.0.1@evil.example/'],
  ['http://localhost:x@evil.example/'],
  ['http://127.0.0.1.evil.example/'],
  ['http://evil.example/'],
  ['https://127.0.0.1/'],
  ['http://0.0.0.0/'],
  ['http://[::ffff:10.0.0.1]/'],
  ['http://user@127.0.0.1/'],
  ['file:///etc/passwd'],
  ['nonsense'],
])('events do not go to %s', async (url) => {
  const answer = await ask('POST', '/_sandbox/subscriptions', json, JSON.stringify({ url }));
  expect(answer.status).toBe(400);
});

test.each([['http://127.0.0.1:1/x'], ['http://localhost:1/x'], ['http://[::1]:1/x']])(
  'events go to %s',
  async (url) => {
    const answer = await ask('POST', '/_sandbox/subscriptions', json, JSON.stringify({ url }));
    expect(answer).toMatchObject({ status: 201 });
  },
);
