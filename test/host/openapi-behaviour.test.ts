import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { queues } from '../support/workshop.js';
import { nobody, ServiceDesk } from './service-desk.js';

// What the document says of a call, held to what the running service does.

interface Parameter {
  name: string;
  in: string;
  description: string;
  schema: { enum?: string[]; pattern?: string };
}

interface Answer {
  headers?: Record<string, { $ref: string }>;
}

interface Operation {
  parameters: { $ref: string }[];
  requestBody: { content: Record<string, { schema: { description?: string; required?: string[] } }> };
  responses: Record<string, Answer>;
}

interface Document {
  paths: Record<string, { post: Operation }>;
  components: Record<string, Record<string, unknown>>;
}

let desk: ServiceDesk;
let document: Document;
beforeAll(async () => {
  desk = await ServiceDesk.open();
  document = (await (await desk.get('/openapi.json')).json()) as Document;
});

const v15 = '/v1/nodes/queue-task/v1.5/queue-task';

const resolved = <Type>({ $ref }: { $ref: string }): Type => {
  const [, , kind, name] = $ref.split('/') as [string, string, string, string];
  return document.components[kind]![name] as Type;
};

const parameterOf = (name: string): Parameter =>
  document.paths[v15]!.post.parameters.map((one) => resolved<Parameter>(one)).find(
    (one) => one.name === name,
  )!;

/** A queue chosen as dynamic; the other kind's field left empty, as a node of the designer leaves it. */
const withEmptyField = async () => {
  const { body } = await desk.queueCall();
  const { queueId: _fixed, ...others } = body;
  return { ...others, queueType: 'dynamic', dynamicQueueId: queues.chat, queueId: '', contactPriority: '' };
};

const outcomeOf = async (response: Response) => {
  const { outcome, diagnostics } = (await response.json()) as {
    outcome: string;
    diagnostics: { pointer: string }[];
  };
  return { outcome, pointers: diagnostics.map(({ pointer }) => pointer) };
};

test('every operation has the parameters Idempotency-Key and empty', () => {
  for (const { post } of Object.values(document.paths))
    expect(post.parameters.map((one) => resolved<Parameter>(one)).map((one) => [one.name, one.in])).toEqual([
      ['Idempotency-Key', 'header'],
      ['empty', 'query'],
    ]);
});

test('with JSON, the value that the document gives for `empty` makes an empty input absent, and no other does', async () => {
  const [value] = parameterOf('empty').schema.enum!;
  const post = async (query: string) =>
    outcomeOf(await desk.post(`${v15}${query}`, { body: await withEmptyField() }));
  expect(await post(`?empty=${value}`)).toMatchObject({ outcome: 'Queued' });
  for (const query of ['', '?empty=', '?empty=true', '?Empty=absent'])
    expect({ query, ...(await post(query)) }).toMatchObject({ query, outcome: 'onInvalidData' });
});

test('in a form an empty field is absent without being asked, a required one is an empty text', async () => {
  const { content } = document.paths[v15]!.post.requestBody;
  const fields = await withEmptyField();
  const form = new FormData();
  for (const [name, field] of Object.entries(fields)) form.set(name, String(field));
  expect(await outcomeOf(await desk.post(v15, { body: form }))).toMatchObject({ outcome: 'Queued' });
  expect(
    await outcomeOf(await desk.post(v15, { body: new URLSearchParams(await withEmptyField()) })),
  ).toMatchObject({ outcome: 'Queued' });

  for (const type of ['multipart/form-data', 'application/x-www-form-urlencoded']) {
    const { description, required = [] } = content[type]!.schema;
    expect(description).toContain('empty counts as absent');
    expect(required).toContain('taskId');
    expect(required).not.toContain('queueId');
    for (const name of required) {
      const body = new URLSearchParams({ ...(await withEmptyField()), [name]: '' });
      expect(await outcomeOf(await desk.post(v15, { body }))).toMatchObject({
        outcome: 'onInvalidData',
        pointers: expect.arrayContaining([`/${name}`]),
      });
    }
  }
});

test('the rule of the document for an Idempotency-Key is the one of the service', async () => {
  const rule = new RegExp(parameterOf('Idempotency-Key').schema.pattern!);
  for (const key of ['a', '!~', 'a b', 'x\ty']) {
    const { path, body } = await desk.queueCall();
    const { status } = await desk.post(path, { body, headers: { 'Idempotency-Key': key } });
    expect({ key, status }).toEqual({ key, status: rule.test(key) ? 200 : 400 });
  }
});

const watched = ['Retry-After', 'Idempotent-Replayed', 'WWW-Authenticate'];

/** The status and the watched headers of an answer; each must be one that the document has for the status. */
const headersOf = (response: Response, path = '/v1/nodes/queue-task/v1.3/queue-task') => {
  const { [String(response.status)]: answer } = document.paths[path]!.post.responses;
  const sent = watched.filter((name) => response.headers.has(name));
  expect({ status: response.status, known: Object.keys(answer?.headers ?? {}) }).toEqual({
    status: response.status,
    known: expect.arrayContaining(sent),
  });
  return { status: response.status, sent };
};

test('a repeated call, and no other, says so in Idempotent-Replayed', async () => {
  const { path, body } = await desk.queueCall();
  const headers = { 'Idempotency-Key': 'openapi-repeated' };
  expect(headersOf(await desk.post(path, { body, headers }))).toEqual({ status: 200, sent: [] });
  const again = await desk.post(path, { body, headers });
  expect(headersOf(again)).toEqual({ status: 200, sent: ['Idempotent-Replayed'] });
  const { schema } = resolved<{ schema: { enum: string[] } }>({
    $ref: '#/components/headers/IdempotentReplayed',
  });
  expect(schema.enum).toEqual([again.headers.get('idempotent-replayed')]);
});

test('a call without a key is told in WWW-Authenticate what to bring', async () => {
  const { path, body } = await desk.queueCall();
  const response = await desk.post(path, { body, ...nobody });
  expect(headersOf(response)).toEqual({ status: 401, sent: ['WWW-Authenticate'] });
  expect(response.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
});

test('a call over the rate of its key has a Retry-After in whole seconds', async () => {
  const { path, body } = await desk.queueCall();
  const key = await desk.addKey({ callsPerMinute: 1 });
  expect(headersOf(await desk.post(path, { body, key }))).toEqual({ status: 200, sent: [] });
  const response = await desk.post(path, { body, key });
  expect(headersOf(response)).toEqual({ status: 429, sent: ['Retry-After'] });
  expect(response.headers.get('retry-after')).toMatch(/^[1-9][0-9]*$/);
});

test('a call to a service that is busy has a Retry-After', async () => {
  const busy = await ServiceDesk.open({ limits: { calls: 0 } });
  const { path, body } = await busy.queueCall();
  const response = await busy.post(path, { body });
  expect(headersOf(response)).toEqual({ status: 503, sent: ['Retry-After'] });
  expect(response.headers.get('retry-after')).toMatch(/^[1-9][0-9]*$/);
});

/** Makes the only kept call one that has not ended, as another process would have left it. */
const unfinish = async (invocationId: string) => {
  const folder = join(desk.workshop.home, 'kept-calls');
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    const { result, ...record } = JSON.parse(await readFile(file, 'utf8'));
    if (record.invocationId === invocationId)
      await writeFile(file, JSON.stringify({ ...record, overAt: Date.now() + 60_000 }));
  }
};

test('a call that still runs elsewhere has a Retry-After, one with another input has none', async () => {
  const { path, body } = await desk.queueCall();
  const headers = { 'Idempotency-Key': 'openapi-running' };
  const { invocationId } = (await (await desk.post(path, { body, headers })).json()) as {
    invocationId: string;
  };
  const other = await desk.post(path, { body: { ...body, queueId: 'other' }, headers });
  expect(headersOf(other)).toEqual({ status: 409, sent: [] });
  await unfinish(invocationId);
  const running = await desk.post(path, { body, headers });
  expect(headersOf(running)).toEqual({ status: 409, sent: ['Retry-After'] });
});

test.each<[number, Parameters<ServiceDesk['post']>[1]]>([
  [400, { body: '{', headers: { 'Content-Type': 'application/json' } }],
  [413, { body: `{"a":"${'x'.repeat(1024 * 1024)}"}`, headers: { 'Content-Type': 'application/json' } }],
  [415, { body: 'a,b', headers: { 'Content-Type': 'text/csv' } }],
  [422, { body: [] }],
])('a %i has none of these headers, and the document says as much', async (status, request) => {
  expect(headersOf(await desk.post('/v1/nodes/queue-task/v1.3/queue-task', request))).toEqual({
    status,
    sent: [],
  });
});
