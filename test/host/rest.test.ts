import type { Result } from '../../schemas/types.js';
import { isResult } from '../../schemas/validators.js';
import { queues } from '../support/workshop.js';
import { basic, ServiceDesk } from './service-desk.js';

let desk: ServiceDesk;
beforeAll(async () => {
  desk = await ServiceDesk.open();
});

const errorOf = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; message: string; remedy: string } };
  return { status: response.status, ...error };
};

const positionPath = '/v1/nodes/piq-and-ewt/v1.1/piq-and-ewt';

describe('a call', () => {
  test('is answered 200 with a Result of the schema', async () => {
    const { path, body, taskId } = await desk.queueCall();
    const response = await desk.post(path, { body });
    const result: unknown = await response.json();
    expect(response.status).toBe(200);
    expect(isResult(result)).toBe(true);
    expect(result).toMatchObject({ outcome: 'Queued', type: 'success', outputs: { taskId } });
  });

  test('is answered 200 when its input is invalid, and says where', async () => {
    const response = await desk.post(positionPath, { body: { taskId: 't', lookbackMinutes: 1 } });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      outcome: 'onInvalidData',
      diagnostics: expect.arrayContaining([
        expect.objectContaining({ pointer: '/lookbackMinutes' }),
        expect.objectContaining({ pointer: '/queueId' }),
      ]),
    });
  });

  test('tells the intermediate outcome beside the final one', async () => {
    const details = {
      messageDetails: {
        serviceNumber: '+12065550100',
        senderNumber: '+15550001111',
        message: 'Hi',
        serviceKey: 'k',
        timestamp: '0',
      },
    };
    const response = await desk.post('/v1/nodes/resolve-conversation/v1.1/resolve-conversation', {
      body: { flowId: '1', transId: 't-1', mediaType: 'social', mediaChannel: 'sms', details },
    });
    expect(await response.json()).toMatchObject({
      outcome: 'created',
      intermediate: [{ outcome: 'accepted' }],
    });
  });

  test('takes text as it is, also when it looks like a variable', async () => {
    const { id } = await desk.workshop.createTask();
    const value = 'costs $(5) or $(n2.x), "quoted" \\ and\nmore';
    const response = await desk.post('/v1/nodes/set-variable/v1.7/set-flow-variable', {
      body: { taskId: id, variables: [{ name: 'note', type: 'String', value }] },
    });
    expect(await response.json()).toMatchObject({ outcome: 'Task Updated' });
    const state = await desk.workshop.admin<{
      organizations?: unknown;
      tasks: { id: string; variables: { value: string }[] }[];
    }>('GET', '/state');
    expect(state.tasks.find((task) => task.id === id)?.variables).toEqual([
      expect.objectContaining({ name: 'note', value }),
    ]);
  });
});

describe('a form', () => {
  const fields = async () => {
    const { id } = await desk.workshop.createTask();
    return { taskId: id, queueId: queues.chat, lookbackMinutes: '30' };
  };

  test('of several parts is coerced as JSON texts are', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(await fields())) form.set(name, value);
    const response = await desk.post(positionPath, { body: form });
    expect(await response.json()).toMatchObject({ outcome: 'Success' });
  });

  test('that is urlencoded is coerced as JSON texts are', async () => {
    const response = await desk.post(positionPath, { body: new URLSearchParams(await fields()) });
    expect(await response.json()).toMatchObject({ outcome: 'Success' });
  });

  test.each(['multipart', 'urlencoded'])(
    '%s carries objects as JSON text and text untouched',
    async (kind) => {
      const message = 'Grüße 👋 "quoted" \\ back & <b>\nשלום';
      const details = JSON.stringify({
        messageDetails: {
          serviceNumber: '+12065550100',
          senderNumber: `+1555${Math.random().toString().slice(2, 9)}`,
          message,
          serviceKey: 'k',
          timestamp: '0',
        },
      });
      const inputs = { flowId: '1', transId: `t-${kind}`, mediaType: 'social', mediaChannel: 'sms', details };
      const form = new FormData();
      for (const [name, value] of Object.entries(inputs)) form.set(name, value);
      const body = kind === 'multipart' ? form : new URLSearchParams(inputs);
      const response = await desk.post('/v1/nodes/resolve-conversation/v1.1/resolve-conversation', { body });
      expect(await response.json()).toMatchObject({ outcome: 'created' });
      const { conversations } = await desk.workshop.admin<{ conversations: { messages: string[] }[] }>(
        'GET',
        '/state',
      );
      const messages = conversations.flatMap((one) => one.messages);
      expect(messages.some((text) => JSON.parse(text).messageDetails.message === message)).toBe(true);
    },
  );

  const urlencoded = 'application/x-www-form-urlencoded';
  /** What became of a form: a refusal's code, or the places of the diagnostics; unknown inputs are told by their names. */
  const toldOf = async (body: Buffer | string, type: string) => {
    const response = await fetch(desk.service.url + positionPath, {
      method: 'POST',
      headers: { ...basic(desk.key), 'Content-Type': type },
      body,
    });
    const { error, diagnostics } = (await response.json()) as {
      error?: { code: string };
      diagnostics?: { pointer: string }[];
    };
    return error?.code ?? diagnostics?.map(({ pointer }) => pointer);
  };

  test.each<[string, string | Buffer, string, string]>([
    ['in UTF-8, escaped', 'caf%C3%A9=1', '', 'café'],
    ['in UTF-8, as it is', 'café=1', '', 'café'],
    ['in UTF-8, half escaped', Buffer.from('caf\u00c3%A9=1', 'latin1'), '; charset=utf-8', 'café'],
    ['in Latin 1, escaped', 'caf%E9=1', '; charset=iso-8859-1', 'café'],
    ['in Latin 1, as it is', Buffer.from('café=1', 'latin1'), '; charset="ISO-8859-1"', 'café'],
    ['in windows-1252', '%80=1', ';charset=windows-1252', '€'],
    ['in Shift_JIS', '%83e%83%66=1', '; charset=shift_jis', 'テデ'],
  ])('%s is decoded by its character set', async (_what, body, charset, name) => {
    expect(await toldOf(body, urlencoded + charset)).toContain(`/${name}`);
  });

  test.each([
    ['caf%E9=1', ''],
    ['taskId=%C3', ''],
    ['taskId=%ED%A0%80', '; charset=utf-8'],
    ['taskId=a', '; charset=klingon'],
  ])('%s is refused where it is not text%s', async (body, charset) => {
    expect(await toldOf(body, urlencoded + charset)).toBe('form.charset');
  });

  test('keeps letters that look like escapes or marks', async () => {
    const { id } = await desk.workshop.createTask();
    const value = '\ufeff100%25 %zz + & = \ufffd';
    const variables = JSON.stringify([{ name: 'n', type: 'String', value }]);
    const body = new URLSearchParams({ taskId: id, variables }).toString().replace('%25zz', '%zz');
    const headers = { 'Content-Type': urlencoded };
    const response = await desk.post('/v1/nodes/set-variable/v1.7/set-flow-variable', { body, headers });
    expect(await response.json()).toMatchObject({ outcome: 'Task Updated' });
    const { tasks } = await desk.workshop.admin<{
      tasks: { id: string; variables: { value: string }[] }[];
    }>('GET', '/state');
    expect(tasks.find((task) => task.id === id)?.variables).toMatchObject([{ value }]);
  });

  const multipart = (head: string, value: string) =>
    Buffer.from(
      `--b\r\nContent-Disposition: form-data; name="taskId"${head}\r\n\r\n${value}\r\n--b--\r\n`,
      'latin1',
    );
  const plainText = '\r\nContent-Type: text/plain; charset=';

  test.each([
    ['bytes that are not UTF-8', '', 'caf\u00e9', 'multipart/form-data; boundary=b'],
    ['a part in Latin 1', `${plainText}iso-8859-1`, 'caf\u00e9', 'multipart/form-data; boundary="b"'],
    ['a part in windows-1252', `${plainText}"windows-1252"`, 'a', 'multipart/form-data; boundary=b'],
    ['another character set for all', '', 'a', 'multipart/form-data; charset=utf-16; boundary=b'],
  ])('of several parts with %s is refused', async (_what, head, value, type) => {
    expect(await toldOf(multipart(head, value), type)).toBe('form.charset');
  });

  test('of several parts that names UTF-8, or speaks of character sets, is read', async () => {
    const body = multipart(`${plainText}UTF-8`, 'a;charset=latin1');
    expect(await toldOf(body, 'multipart/form-data; boundary=b')).toEqual(['/lookbackMinutes', '/queueId']);
  });

  test('of several parts with a part in base64 is refused', async () => {
    const body = multipart('\r\nContent-Transfer-Encoding: base64', 'YQ==');
    expect(await toldOf(body, 'multipart/form-data; boundary=b')).toBe('form.broken');
  });

  test('whose field comes twice is refused', async () => {
    const body = new URLSearchParams([
      ['taskId', 'a'],
      ['taskId', 'b'],
    ]);
    expect(await errorOf(await desk.post(positionPath, { body }))).toMatchObject({
      status: 400,
      code: 'form.field',
    });
  });

  test('with a file is refused', async () => {
    const form = new FormData();
    form.set('taskId', new Blob(['x']), 'x.txt');
    expect(await errorOf(await desk.post(positionPath, { body: form }))).toMatchObject({
      status: 400,
      code: 'form.file',
    });
  });

  test.each(['multipart/form-data', 'multipart/form-data; boundary=x'])(
    'that is none (%s) is refused',
    async (type) => {
      const response = await desk.post(positionPath, { body: 'no form', headers: { 'Content-Type': type } });
      expect(await errorOf(response)).toMatchObject({ status: 400, code: 'form.broken' });
    },
  );
});

describe('what the caller does wrong', () => {
  test.each([
    ['node', '/v1/nodes/queue-tusk/v1.3/queue-task', 'node.unknown', 'queue-task'],
    ['version', '/v1/nodes/queue-task/v9.9/queue-task', 'version.unknown', 'v1.5'],
    ['method', '/v1/nodes/set-variable/v1.7/set-variable', 'method.unknown', 'set-flow-variable'],
  ])('an unknown %s is a 404 that lists the known ones', async (_what, path, code, known) => {
    expect(await errorOf(await desk.post(path, { body: {} }))).toEqual({
      status: 404,
      code,
      message: expect.any(String),
      remedy: expect.stringContaining(known),
    });
  });

  test('no key is a 401', async () => {
    const response = await fetch(desk.service.url + positionPath, { method: 'POST' });
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic/);
    expect(await errorOf(response)).toMatchObject({ status: 401, code: 'key.wrong' });
  });

  test.each([
    ['a wrong key', () => basic({ ...desk.key, secret: 'x'.repeat(43) })],
    ['an unknown name', () => basic({ ...desk.key, name: 'nobody' })],
    ['an empty key', () => basic({ ...desk.key, secret: '' })],
    ['a header that is no Basic authorization', () => ({ Authorization: 'Basic %%%' })],
    ['a bearer token', () => ({ Authorization: `Bearer ${desk.key.secret}` })],
    ['an X-Api-Key without a name', () => ({ 'X-Api-Key': desk.key.secret })],
  ])('%s is a 401', async (_what, headers) => {
    const response = await fetch(desk.service.url + positionPath, { method: 'POST', headers: headers() });
    expect(response.status).toBe(401);
  });

  test('a key for other nodes is a 403', async () => {
    const key = await desk.addKey({ nodes: ['queue-task'] });
    expect(await errorOf(await desk.post(positionPath, { key, body: {} }))).toMatchObject({
      status: 403,
      code: 'key.node',
      remedy: expect.stringContaining('queue-task'),
    });
  });

  test.each(['gzip', 'br', 'x-anything', 'identity, gzip'])('a body in %s is a 415', async (encoding) => {
    for (const path of [positionPath, '/soap/piq-and-ewt/v1.1']) {
      const type = path === positionPath ? 'application/json' : 'text/xml';
      const headers = { 'Content-Type': type, 'Content-Encoding': encoding };
      expect((await desk.post(path, { body: '{}', headers })).status).toBe(415);
    }
  });

  test.each([
    ['{"taskId":"a","taskId":"a"}', 'input.duplicate-key', '"taskId" twice, at character 15 (/taskId)'],
    ['{"taskId":"a}', 'input.not-json', 'is not JSON, at character 14'],
  ])('the body %s is a 400 that tells the place', async (body, code, message) => {
    const response = await desk.post(positionPath, { body, headers: { 'Content-Type': 'application/json' } });
    expect(await errorOf(response)).toMatchObject({
      status: 400,
      code,
      message: expect.stringContaining(message),
    });
  });

  test.each(['', '{', 'taskId=1', '{"a":1,}', 'nul'])('the body %j is a 400', async (body) => {
    const response = await desk.post(positionPath, { body, headers: { 'Content-Type': 'application/json' } });
    expect(await errorOf(response)).toMatchObject({ status: 400 });
  });

  test.each(['[]', 'null', '"text"', '1', '{"__proto__": {}}', `${'['.repeat(200)}${']'.repeat(200)}`])(
    'the JSON %s is a 422, for no method takes it',
    async (body) => {
      const response = await desk.post(positionPath, {
        body,
        headers: { 'Content-Type': 'application/json' },
      });
      expect(await errorOf(response)).toMatchObject({ status: 422 });
    },
  );

  test('another Content-Type is a 415', async () => {
    const response = await desk.post(positionPath, { body: '{}', headers: { 'Content-Type': 'text/csv' } });
    expect(await errorOf(response)).toMatchObject({ status: 415, remedy: expect.stringContaining('json') });
  });

  test('another path is a 404 with a hint', async () => {
    expect(await errorOf(await desk.post('/v1/queue-task', { body: {} }))).toMatchObject({
      status: 404,
      remedy: expect.stringContaining('/openapi.json'),
    });
  });
});

test('the key may come as X-Api-Key: name.key', async () => {
  const { path, body } = await desk.queueCall();
  const headers = {
    'Content-Type': 'application/json',
    'X-Api-Key': `${desk.key.name}.${desk.key.secret}`,
  };
  const response = await fetch(desk.service.url + path, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  expect(((await response.json()) as Result).outcome).toBe('Queued');
});

test('what only the operator can mend is a 500 that names no file; the log has the reason', async () => {
  const key = await desk.addKey({ connection: 'missing' });
  const error = await errorOf(await desk.post(positionPath, { key, body: {} }));
  expect(error).toMatchObject({ status: 500, code: 'connection.unknown' });
  expect(JSON.stringify(error)).not.toContain(desk.workshop.home);
  expect(desk.log.join('')).toContain('missing.json');
});

test('JSON that is not UTF-8 is refused, whatever the Content-Type says: its words would become others', async () => {
  const { path, body, taskId } = await desk.queueCall();
  const bytes = Buffer.from(JSON.stringify({ ...body, conversationId: 'caf\u00e9' }), 'latin1');
  for (const type of ['application/json', 'application/json; charset=iso-8859-1']) {
    const response = await fetch(desk.service.url + path, {
      method: 'POST',
      headers: { ...basic(desk.key), 'Content-Type': type },
      body: bytes,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'input.encoding' } });
  }
  expect(await desk.callsFor(taskId)).toBe(0);
});
