import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';
import { answerProblems, placeOf, requestProblems, type Sent } from '../support/task-extract.js';

// Tasks of messages and subscriptions, as the extract of Cisco's facts has them; libraries judge that neither side uses.

interface Post {
  headers: IncomingHttpHeaders;
  text: string;
}

interface EventBody {
  id: string;
  type: string;
  comciscotimestamp: number;
  data: { taskId: string; reason?: string; errorMessage?: string; channelParams: unknown };
}

const secret = 'a secret of more than thirty-two characters';
const eventTypes = ['task:new', 'task:failed'];
const messageTypes = ['task-message:appended', 'task-message:append-failed'];

let sandbox: Sandbox;
let posts: Post[] = [];
let arrived = () => {};
const receiver = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  posts.push({ headers: request.headers, text: Buffer.concat(chunks).toString('utf8') });
  response.end();
  arrived();
});

/** Waits until so many events have come. */
const eventsOf = async (count: number): Promise<EventBody[]> => {
  while (posts.length < count)
    await new Promise<void>((resolve) => {
      arrived = resolve;
    });
  return posts.map(({ text }) => JSON.parse(text) as EventBody);
};

beforeAll(async () => {
  sandbox = await startSandbox({ callbackDelayMs: 5 });
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve);
  });
  sandbox.people.proxy('hooks.example.com', `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await sandbox.stop();
  receiver.close();
});
beforeEach(() => {
  sandbox.begin();
  posts = [];
});

const ask = async (verb: string, path: string, body?: unknown, token = sandbox.token) => {
  const answer = await sandbox.request({
    method: verb,
    path,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, answer: answer.text === '' ? undefined : JSON.parse(answer.text) };
};

const post = async (path: string, body: unknown): Promise<Sent> => {
  const headers = { 'content-type': 'application/json' };
  return { ...placeOf(path), headers, body, ...(await ask('POST', path, body)) };
};

const textMessage = (text = 'Hello') => ({
  type: 'text',
  message: { aliasId: randomUUID(), text, timestamp: 1_732_786_800_000 },
});

const file = { fileName: 'a.png', mimeType: 'image/png', fileUrl: 'https://files.example.com/a.png' };
const attachmentMessage = (attachments: unknown[], text?: string) => ({
  type: 'text-with-attachments',
  message: { aliasId: randomUUID(), attachments, timestamp: 1, ...(text !== undefined && { text }) },
});

const creation = (channelParams: object = textMessage()) => ({
  origin: { id: 'customer@example.com', name: 'Ada' },
  destination: { id: 'OR06143228', type: 'businessAddress' },
  ...{ channelType: 'customMessaging', channel: 'my-channel', channelParams },
});

const subscription = (resourceVersion: string, types: string[]) => ({
  ...{ name: 'nodes', eventTypes: types, destinationUrl: 'https://hooks.example.com/events/live' },
  ...{ secret, resourceVersion },
});

const subscribe = async () => {
  await post('/v2/subscriptions', subscription('task:1.0.0', eventTypes));
  await post('/v2/subscriptions', subscription('task-message:1.0.0', messageTypes));
};

const append = (taskId: string, channelParams: object = textMessage()) =>
  post(`/v2/tasks/${taskId}/messages`, { mediaType: 'customMessaging', channelParams });

const idOf = ({ answer }: Sent) => (answer as { data: { id: string } }).data.id;

test('a task, a message to it and a subscription are as the extract has them, and accepted', async () => {
  await subscribe();
  const created = await post('/v2/tasks', creation());
  const all = [
    created,
    await append(idOf(created)),
    await append(idOf(created), attachmentMessage([file])),
    await append(idOf(created), attachmentMessage([], 'Text alone')),
    await post('/v2/subscriptions', subscription('task:1.0.0', eventTypes)),
  ];
  for (const one of all) {
    expect(requestProblems(one)).toEqual([]);
    expect(answerProblems(one)).toEqual([]);
  }
  expect(all.map(({ status }) => status)).toEqual([201, 202, 202, 202, 201]);
  expect(idOf(all[1]!)).toBe(
    (all[1]!.body as ReturnType<typeof creation> & { channelParams: { message: { aliasId: string } } })
      .channelParams.message.aliasId,
  );
  expect(JSON.stringify(all[4]!.answer)).not.toContain(secret);
});

test.each<[string, string, object]>([
  ['a wrong key', '/v2/tasks', { ...creation(), chanel: 'x' }],
  ['an extra key', '/v2/tasks', { ...creation(), taskId: randomUUID() }],
  ['no channel', '/v2/tasks', { ...creation(), channel: undefined }],
  ['no attachment and no text', '/v2/tasks', creation(attachmentMessage([]))],
  [
    'attachments on a text',
    '/v2/tasks',
    creation({ ...textMessage(), message: { ...textMessage().message, attachments: [file] } }),
  ],
  ['a sixth attachment', '/v2/tasks', creation(attachmentMessage(Array(6).fill(file)))],
  [
    'a file that is not at https',
    '/v2/tasks',
    creation(attachmentMessage([{ ...file, fileUrl: 'http://x.example/a' }])),
  ],
  ['an empty text', '/v2/tasks', creation(textMessage(''))],
  ['a text over 20,000 characters', '/v2/tasks', creation(textMessage('x'.repeat(20_001)))],
  [
    'a task id that is no UUID',
    '/v2/tasks/t-1/messages',
    { mediaType: 'customMessaging', channelParams: textMessage() },
  ],
  [
    'channelType for mediaType',
    `/v2/tasks/${randomUUID()}/messages`,
    { channelType: 'customMessaging', channelParams: textMessage() },
  ],
  [
    'a destination with a port',
    '/v2/subscriptions',
    { ...subscription('task:1.0.0', eventTypes), destinationUrl: 'https://hooks.example.com:8443/x' },
  ],
  [
    'a destination with a query',
    '/v2/subscriptions',
    { ...subscription('task:1.0.0', eventTypes), destinationUrl: 'https://hooks.example.com/x?y' },
  ],
  ['a short secret', '/v2/subscriptions', { ...subscription('task:1.0.0', eventTypes), secret: 'short' }],
  [
    'no resource version',
    '/v2/subscriptions',
    { ...subscription('task:1.0.0', eventTypes), resourceVersion: undefined },
  ],
])('%s: the judge finds it, and the sandbox refuses it with 400', async (_what, path, body) => {
  const sent = await post(path, JSON.parse(JSON.stringify(body)));
  expect(requestProblems(sent).length).toBeGreaterThan(0);
  expect(sent.status).toBe(400);
});

test('the judge finds no Content-Type, and a 200 for a 201', async () => {
  const created = await post('/v2/tasks', creation());
  expect(requestProblems({ ...created, headers: {} }).length).toBeGreaterThan(0);
  expect(answerProblems({ ...created, status: 200 }).length).toBeGreaterThan(0);
});

test('events are signed over their raw body, with the time that they hold', async () => {
  await subscribe();
  const created = await post('/v2/tasks', creation());
  const [event] = await eventsOf(1);
  expect(event).toMatchObject({
    type: 'task:new',
    data: { taskId: idOf(created), channelType: 'customMessaging' },
  });
  const { headers, text } = posts[0]!;
  expect(headers['x-webexcc-signature']).toBe(createHmac('sha256', secret).update(text).digest('hex'));
  expect(headers['x-webexcc-timestamp']).toBe(String(event!.comciscotimestamp));
  expect(headers['x-webexcc-webhook-version']).toBe('task:1.0.0');
  await append(idOf(created));
  expect((await eventsOf(2))[1]).toMatchObject({
    type: 'task-message:appended',
    data: { taskId: idOf(created) },
  });
  expect(posts[1]!.headers['x-webexcc-webhook-version']).toBe('task-message:1.0.0');
});

test('an open conversation refuses a second task, and the sentence ends in the id of the first', async () => {
  await subscribe();
  const first = idOf(await post('/v2/tasks', creation()));
  const second = idOf(await post('/v2/tasks', creation()));
  const { data } = (await eventsOf(2)).find(({ type }) => type === 'task:failed')!;
  expect(data).toMatchObject({ taskId: second, reason: 'CONVERSATION_ALREADY_OPEN', channelParams: null });
  expect(data.errorMessage).toMatch(new RegExp(`${first}$`));
});

test('a destination without an entry point and a message to no task fail by event alone', async () => {
  await subscribe();
  await post('/v2/tasks', { ...creation(), destination: { id: 'nobody', type: 'businessAddress' } });
  await eventsOf(1);
  await append(randomUUID());
  expect((await eventsOf(2)).map(({ type, data }) => [type, data.reason])).toEqual([
    ['task:failed', 'ENTRY_POINT_NOT_FOUND'],
    ['task-message:append-failed', 'NOT_FOUND'],
  ]);
});

test('what is ordered for a call befalls its event', async () => {
  await subscribe();
  sandbox.people.order('create-message-task', { kind: 'callback', change: 'lost' });
  sandbox.people.order('create-message-task', { kind: 'callback', change: 'doubled' });
  await post('/v2/tasks', creation());
  await post('/v2/tasks', { ...creation(), origin: { id: 'another' } });
  const events = await eventsOf(2);
  expect(events[0]!.id).toBe(events[1]!.id);
});

test('subscriptions are listed, changed and removed; an inactive one gets nothing', async () => {
  const { answer } = await post('/v2/subscriptions', subscription('task:1.0.0', eventTypes));
  const { id } = (answer as { data: { id: string } }).data;
  expect((await ask('GET', '/v2/subscriptions')).answer).toMatchObject({ data: [{ id }] });
  expect((await ask('PATCH', `/v2/subscriptions/${id}`, { status: 'inactive' })).answer).toMatchObject({
    data: { status: 'inactive' },
  });
  sandbox.people.order('create-message-task', { kind: 'callback', change: 'before-answer' });
  await post('/v2/tasks', creation());
  expect((await ask('DELETE', `/v2/subscriptions/${id}`)).status).toBe(204);
  const gone = await ask('GET', `/v2/subscriptions/${id}`);
  expect(gone).toMatchObject({ status: 404, answer: { error: { key: 404 } } });
  expect(posts).toEqual([]);
});

test('the twenty-first subscription is refused', async () => {
  for (let count = 0; count < 20; count += 1)
    await post('/v2/subscriptions', subscription('task:1.0.0', eventTypes));
  expect((await post('/v2/subscriptions', subscription('task:1.0.0', eventTypes))).status).toBe(400);
});

test('an event for a host without a proxy stays here', async () => {
  await post('/v2/subscriptions', {
    ...subscription('task:1.0.0', eventTypes),
    destinationUrl: 'https://elsewhere.example.org/events/live',
  });
  sandbox.people.order('create-message-task', { kind: 'callback', change: 'before-answer' });
  await post('/v2/tasks', creation());
  expect(sandbox.people.state().webhooks).toMatchObject([{ answer: 'No proxy stands for this host.' }]);
});

test('a token of nobody opens none of these', async () => {
  for (const path of ['/v2/tasks', `/v2/tasks/${randomUUID()}/messages`, '/v2/subscriptions'])
    expect((await ask('POST', path, {}, 'of-nobody')).status).toBe(401);
});
