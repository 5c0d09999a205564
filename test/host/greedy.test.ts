import { connect } from 'node:net';
import type { Result } from '../../schemas/types.js';
import { strangersPerMinute } from '../../src/host/access.js';
import { KeptPages } from '../../src/host/kept-page.js';
import { settledLimits } from '../../src/host/limits.js';
import { readForm } from '../../src/host/read-form.js';
import { envelopeLimits, readEnvelope } from '../../src/host/soap/read-envelope.js';
import { maxPipelined } from '../../src/network/threshold.js';
import { type Door, doors } from './flow-desk.js';
import { basic, ServiceDesk } from './service-desk.js';

// Nobody stops the service for others. What is counted here is work, not time.

const soap = 'http://schemas.xmlsoap.org/soap/envelope/';
const envelope = (content: string) =>
  `<s:Envelope xmlns:s="${soap}"><s:Body><a>${content}</a></s:Body></s:Envelope>`;
const nested = (count: number, attributes = (_index: number) => '') =>
  `${Array.from({ length: count }, (_, index) => `<a${attributes(index)}>`).join('')}${'</a>'.repeat(count)}`;

describe('an envelope of 0.9 MB', () => {
  test.each([
    ['that is deep', nested(100_000), 'soap.depth'],
    ['that is deep and declares namespaces', nested(30_000, (index) => ` xmlns:b${index}="u"`), 'soap.depth'],
    ['of many elements', '<a/>'.repeat(200_000), 'soap.size'],
    [
      'of many different elements',
      Array.from({ length: 60_000 }, (_, i) => `<a${i}/>`).join(''),
      'soap.size',
    ],
    [
      'of one element with many attributes',
      `<a ${Array.from({ length: 60_000 }, (_, i) => `a${i}=""`).join(' ')}/>`,
      'soap.size',
    ],
    [
      'of one element with many namespaces',
      `<a ${Array.from({ length: 40_000 }, (_, i) => `xmlns:a${i}="u"`).join(' ')}/>`,
      'soap.size',
    ],
    ['whose header is deep', `</a></s:Body><s:Header>${nested(100_000)}`, 'soap.depth'],
  ])('%s is given up as soon as it is over a limit', (_what, content, code) => {
    let counted = 0;
    const read = () => readEnvelope(envelope(content), () => (counted += 1));
    expect(read).toThrow(expect.objectContaining({ code }));
    const { depth, elements, attributes } = envelopeLimits;
    expect(counted).toBeLessThanOrEqual(Math.max(elements, attributes + depth) + 5);
  });

  test('of one long text is read', () => {
    const text = 'x &amp; y '.repeat(90_000);
    const { children } = readEnvelope(envelope(`<b>${text}</b>`));
    expect(children).toEqual({ b: 'x & y '.repeat(90_000) });
  });
});

describe('a service', () => {
  let desk: ServiceDesk;
  beforeAll(async () => {
    desk = await ServiceDesk.open();
  });

  test('does not read the body of a call that the key may not make', async () => {
    const key = await desk.addKey({ nodes: ['screen-pop'] });
    const broken = { 'Content-Type': 'application/json' };
    const rest = await desk.post('/v1/nodes/queue-task/v1.3/queue-task', { key, body: '{', headers: broken });
    expect(rest.status).toBe(403);
    const xml = { 'Content-Type': 'text/xml' };
    const response = await desk.post('/soap/queue-task/v1.3', { key, body: '<a', headers: xml });
    expect(response.status).toBe(403);
  });

  test('answers a page that the caller has with 304', async () => {
    for (const path of ['/openapi.json', '/soap/queue-task/v1.3?wsdl']) {
      const first = await fetch(desk.service.url + path);
      const etag = first.headers.get('etag')!;
      expect(etag).toMatch(/^"[\w-]{43}"$/);
      const again = await fetch(desk.service.url + path, { headers: { 'If-None-Match': `"x", ${etag}` } });
      expect([again.status, await again.text()]).toEqual([304, '']);
      expect((await fetch(desk.service.url + path)).headers.get('etag')).toBe(etag);
    }
  });

  test('answers one packet of hundreds of requests only so far', async () => {
    const { hostname, port } = new URL(desk.service.url);
    const socket = connect(Number(port), hostname);
    const get = (end = '') => `GET /openapi.json HTTP/1.1\r\nHost: x\r\n${end}\r\n`;
    socket.write(get().repeat(399) + get('Connection: close\r\n'));
    let text = '';
    for await (const chunk of socket.setEncoding('latin1')) text += chunk;
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses.filter((status) => status === '200').length).toBeLessThanOrEqual(maxPipelined);
    expect(new Set(statuses)).toEqual(new Set(['200', '503']));
    expect(text).toContain('"code":"service.pipelined"');
  });

  test.each([
    [
      '60,000 unknown keys',
      Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`k${i}`, i])),
      'unevaluatedProperties',
    ],
    [
      'a list of 60,000 items where 30 may be',
      { taskId: 'x', variables: Array(60_000).fill({ a: 1 }) },
      'maxItems',
    ],
    [
      'the same list as text',
      { taskId: 'x', variables: JSON.stringify(Array(60_000).fill({ a: 1 })) },
      'maxItems',
    ],
    ['a key of 900,000 characters', { ['x'.repeat(900_000)]: 1 }, 'unevaluatedProperties'],
  ])('answers %s with few diagnostics', async (_what, body, code) => {
    const text = await (await desk.post('/v1/nodes/set-variable/v1.7/set-flow-variable', { body })).text();
    const { outcome, diagnostics } = JSON.parse(text) as Result;
    expect(outcome).toBe('onInvalidData');
    expect(diagnostics.length).toBeLessThanOrEqual(21);
    expect(diagnostics.map((one) => one.code)).toContain(code);
    if (diagnostics.length > 3)
      expect(diagnostics.at(-1)).toMatchObject({
        code: 'diagnostics.more',
        message: expect.stringMatching(/599\d\d more/),
      });
    expect(text.length).toBeLessThan(12_000);
  });

  test('knows a call that is refused by what is said of it, and looks at no more of its input', async () => {
    let looks = 0;
    const input = {};
    for (let index = 0; index < 5000; index += 1)
      Object.defineProperty(input, `k${index}`, {
        enumerable: true,
        get: () => {
          looks += 1;
          return index;
        },
      });
    const { engine, connection } = desk.workshop;
    const method = { node: 'set-variable', version: 'v1.7', method: 'set-flow-variable' };
    const plan = await engine.plan({ ...method, input, isRead: true, literal: true, connection });
    expect(plan.asked).toHaveLength(21);
    expect(looks).toBeLessThanOrEqual(20);
  });

  test('answers those who have no key so many times a minute, and callers with a key all the same', async () => {
    const statuses: number[] = [];
    for (let round = 0; round <= strangersPerMinute; round += 1)
      statuses.push((await fetch(`${desk.service.url}/healthz`)).status);
    expect(statuses.at(-1)).toBe(429);
    const refused = await fetch(`${desk.service.url}/openapi.json`);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({ error: { code: 'stranger.rate' } });
    const { path, body } = await desk.queueCall();
    expect((await desk.post(path, { body })).status).toBe(200);
  });
});

test('a page is built once for what it is made of', () => {
  const pages = new KeptPages(2);
  const headers = new Map<string, string>();
  const reply = {
    header: (name: string, value: string) => {
      headers.set(name, value);
      return reply;
    },
    type: () => reply,
    code: () => reply,
    send: () => reply,
  };
  let built = 0;
  const send = (name: string, digest: string) =>
    pages.send({ headers: {} } as never, reply as never, { name, type: 'text/plain', digest }, () => {
      built += 1;
      return name + digest;
    });
  for (let round = 0; round < 100; round += 1) send('a', '1');
  expect(built).toBe(1);
  const etag = headers.get('ETag');
  send('a', '2');
  expect(built).toBe(2);
  expect(headers.get('ETag')).not.toBe(etag);
  for (const name of ['b', 'c', 'a']) send(name, '2');
  expect(built).toBe(5);
});

test('more calls than connections bring the connections that they need', () => {
  expect(settledLimits().connections).toBe(1024);
  expect(settledLimits({ calls: 5000 }).connections).toBeGreaterThan(5000);
});

const sendRaw = async (url: string, head: string, host = 'Host: x\r\n') => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`${head}\r\n${host}Connection: close\r\nContent-Length: 0\r\n\r\n`);
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += chunk;
  const [top = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(top.split(' ')[1]), body };
};

describe.each(doors)('what is odd at %s ends in words of its own, logged and counted', (_name, open) => {
  let door: Door;
  beforeAll(async () => {
    door = await open();
  });

  test.each<[string, (path: string) => string, number, string]>([
    ['a percent sign without its digits', (path) => `POST ${path}%zz HTTP/1.1`, 400, 'path.broken'],
    ['the same outside of all routes', () => 'GET /%zz HTTP/1.1', 400, 'path.broken'],
    ['an over-long segment', (path) => `POST ${path}${'a'.repeat(300)} HTTP/1.1`, 400, 'path.broken'],
    ['an odd Expect', () => 'GET /healthz HTTP/1.1\r\nExpect: 200-maybe', 417, 'request.expect'],
  ])('%s', async (_what, head, status, code) => {
    const before = door.log.length;
    const answer = await sendRaw(door.url, head(door.path));
    expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([status, code]);
    expect(door.log.slice(before).map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ status, refused: code }),
    );
    const metrics = await (await fetch(`${door.url}/metrics`)).text();
    expect(metrics).toMatch(new RegExp(`wxcc_refused_total\\{status="${status}"\\} [1-9]`));
  });

  test('no Host', async () => {
    const answer = await sendRaw(door.url, 'GET /healthz HTTP/1.1', '');
    expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([400, 'request.host']);
    expect((await sendRaw(door.url, 'GET /healthz HTTP/1.0', '')).status).toBe(200);
  });

  test('one packet of hundreds of requests is answered only so far', async () => {
    const { hostname, port } = new URL(door.url);
    const socket = connect(Number(port), hostname);
    const get = (end = '') => `GET /metrics HTTP/1.1\r\nHost: x\r\n${end}\r\n`;
    socket.write(get().repeat(199) + get('Connection: close\r\n'));
    let text = '';
    for await (const chunk of socket.setEncoding('latin1')) text += chunk;
    expect(new Set([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status))).toEqual(
      new Set(['200', '503']),
    );
    expect(text).toContain('"code":"service.pipelined"');
  });

  test.each([{ Accept: 'text/html,*/*' }, { Origin: 'http://evil.example' }, { 'Sec-Fetch-Site': 'none' }])(
    'a browser is not asked for a key (%j)',
    async (headers) => {
      const answer = await fetch(door.url + door.path, {
        method: 'POST',
        headers: headers as Record<string, string>,
        body: '{}',
      });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, null]);
    },
  );

  test.each([
    { Origin: 'http://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ])('a page of another site posts nothing (%j)', async (odd) => {
    const answer = await fetch(door.url + door.path, {
      method: 'POST',
      headers: { ...basic(door.key), 'Content-Type': 'application/json', ...(odd as Record<string, string>) },
      body: JSON.stringify(await door.body()),
    });
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
      403,
      'origin.foreign',
    ]);
  });

  test('strangers are answered so many times a minute, and callers with a key all the same', async () => {
    const statuses: number[] = [];
    for (let round = 0; round <= strangersPerMinute; round += 1)
      statuses.push((await fetch(`${door.url}/healthz`)).status);
    expect(statuses.at(-1)).toBe(429);
    const answer = await fetch(door.url + door.path, {
      method: 'POST',
      headers: { ...basic(door.key), 'Content-Type': 'application/json' },
      body: JSON.stringify(await door.body()),
    });
    expect(answer.status).toBe(door.taken);
  });
});

describe('what is odd ends in the words of SOAP', () => {
  let desk: ServiceDesk;
  beforeAll(async () => {
    desk = await ServiceDesk.open();
  });

  test.each(['/soap/%zz/v1.7', `/soap/${'a'.repeat(300)}/v1.7`, '/soap/a/b/c'])(
    'a fault at %s',
    async (path) => {
      const { body } = await sendRaw(desk.service.url, `POST ${path} HTTP/1.1`);
      expect(body).toMatch(/<soap:Fault>.*<code>path\.(broken|unknown)<\/code>/);
    },
  );

  test('a control character in a namespace is a fault', async () => {
    const headers = { 'Content-Type': 'text/xml' };
    for (const character of ['\u0001', '&#1;', '&#x9;', '\uFFFE']) {
      const body = `<s:Envelope xmlns:s="${soap}"><s:Body><a xmlns="u${character}"/></s:Body></s:Envelope>`;
      const answer = await (await desk.post('/soap/set-variable/v1.7', { body, headers })).text();
      expect(answer).toMatch(/<soap:Fault>.*<code>soap\.(xml|operation)<\/code>/);
    }
  });
});

describe('a browser', () => {
  let desk: ServiceDesk;
  beforeAll(async () => {
    desk = await ServiceDesk.open();
  });
  const wrong = { name: 'nobody', secret: 'x' };

  test.each([{ Accept: 'text/html,*/*' }, { Origin: 'http://evil.example' }, { 'Sec-Fetch-Site': 'none' }])(
    'is not asked for a key (%j)',
    async (headers) => {
      const { path } = await desk.queueCall();
      const answer = await desk.post(path, {
        key: wrong,
        headers: headers as Record<string, string>,
        body: {},
      });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, null]);
    },
  );

  test('a program is', async () => {
    const { path } = await desk.queueCall();
    const answer = await desk.post(path, { key: wrong, body: {} });
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
  });

  test.each([
    { Origin: 'http://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ])('posts no form from another site (%j)', async (odd) => {
    const { path, taskId } = await desk.queueCall();
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(odd as Record<string, string>),
    };
    const answer = await desk.post(path, { headers, body: `taskId=${taskId}` });
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
      403,
      'origin.foreign',
    ]);
  });

  test('may post from the service itself', async () => {
    const { path, body } = await desk.queueCall();
    const headers = { Origin: desk.service.url, 'Sec-Fetch-Site': 'same-origin' };
    expect((await desk.post(path, { headers, body })).status).toBe(200);
  });
});

test('an escape of a form is a byte, and what is none stays as it is', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = Buffer.from('a=%4%41+%zz%e2%82%AC%&b%3d=c%2B');
  expect(await readForm(headers, body)).toEqual({ a: '%4A %zz€%', 'b=': 'c+' });
  const many = Buffer.from(`a=${'%41'.repeat(300_000)}`);
  expect((await readForm(headers, many)).a).toHaveLength(300_000);
});

describe('no field of a form vanishes', () => {
  let desk: ServiceDesk;
  beforeAll(async () => {
    desk = await ServiceDesk.open();
  });
  const part = (head: string) => `--b\r\n${head}\r\n\r\nx\r\n`;
  const named = (index: number) => part(`Content-Disposition: form-data; name="f${index}"`);
  const numbers = Array.from({ length: 250 }, (_, index) => index);

  test.each([
    [
      '250 fields',
      'application/x-www-form-urlencoded',
      numbers.map((one) => `f${one}=1`).join('&'),
      'form.fields',
    ],
    ['250 parts', 'multipart/form-data; boundary=b', `${numbers.map(named).join('')}--b--`, 'form.fields'],
    [
      'a part without a name',
      'multipart/form-data; boundary=b',
      `${named(1)}${part('Content-Disposition: form-data')}--b--`,
      'form.part',
    ],
    [
      'a part that is no form data',
      'multipart/form-data; boundary=b',
      `${named(1)}${part('X-Y: z')}--b--`,
      'form.part',
    ],
    ['one field 100,000 times', 'application/x-www-form-urlencoded', 'a=1&'.repeat(100_000), 'form.f'],
  ])('%s', async (_what, type, body, code) => {
    const headers = { 'Content-Type': type };
    const answer = await desk.post('/v1/nodes/set-variable/v1.7/set-flow-variable', { headers, body });
    const { error } = (await answer.json()) as { error: { code: string } };
    expect([answer.status, error.code.startsWith(code)]).toEqual([400, true]);
  });
});
