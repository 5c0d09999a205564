import { randomUUID } from 'node:crypto';
import type { Result } from '../../schemas/types.js';
import type { Engine } from '../../src/engine/engine.js';
import type { Exchange } from '../../src/runtime/exchange.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import { Simulation } from '../../src/stage/simulation.js';
import { Workshop } from '../support/workshop.js';

// Resolve Conversation over POST /v2/tasks: the outcome comes with an event.

let workshop: Workshop;
let simulation: Simulation;
let engine: Engine;
beforeAll(async () => {
  workshop = await Workshop.open();
  simulation = await Simulation.open();
});
afterAll(() => simulation.stop());
beforeEach(() => {
  simulation.begin();
  engine = simulation.engine(workshop.engine);
});

const route = 'create-message-task';

interface Given {
  transId?: string;
  version?: string;
  message?: object;
  input?: object;
  mediaChannel?: string;
  connection?: object;
}

const resolve = async (given: Given = {}): Promise<{ result: Result; requests: Request[] }> => {
  const exchanges: Exchange[] = [];
  const messageDetails = {
    serviceNumber: '+12065550100',
    senderNumber: '+15551230001',
    message: 'Hi 👋',
    ...given.message,
  };
  const result = await engine.invoke({
    node: 'resolve-conversation',
    version: given.version ?? 'v1.1',
    input: {
      flowId: '170686',
      transId: given.transId ?? randomUUID(),
      ...{ mediaType: 'social', mediaChannel: 'sms', details: { messageDetails } },
      ...given.input,
    },
    connection: { ...simulation.connection, wire: 'public', ...given.connection },
    tokens: fixedToken(simulation.sandbox.token),
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const requests = exchanges.flatMap((one) => ('request' in one ? [one.request as Request] : []));
  return { result, requests };
};

interface Request {
  method: string;
  url: string;
  body: { channelParams: { type: string; message: { aliasId: string; text?: string } } };
}

const pathOf = ({ method, url }: Request) => `${method} ${new URL(url).pathname}`;

test('a first message makes a task: accepted at once, created with the event', async () => {
  const transId = randomUUID();
  const { result, requests } = await resolve({ transId });
  expect(result).toMatchObject({
    ...{ outcome: 'created', effect: 'done', diagnostics: [] },
    intermediate: [{ outcome: 'accepted' }],
    outputs: { transId, taskId: expect.any(String), conversationOperation: 'created' },
  });
  expect(requests.map(pathOf)).toEqual(['POST /v2/tasks']);
  expect(requests[0]!.body).toMatchObject({
    origin: { id: '+15551230001' },
    destination: { id: 'OR06143228', type: 'businessAddress' },
    channelParams: { type: 'text', message: { aliasId: transId, text: 'Hi 👋' } },
  });
});

test('a message to an open conversation follows to its task', async () => {
  const { taskId } = (await resolve()).result.outputs as { taskId: string };
  const { result, requests } = await resolve();
  expect(result).toMatchObject({
    ...{ outcome: 'appended', effect: 'done' },
    intermediate: [{ outcome: 'accepted' }],
    outputs: { taskId, conversationOperation: 'appended' },
  });
  expect(requests.map(pathOf)).toEqual(['POST /v2/tasks', `POST /v2/tasks/${taskId}/messages`]);
});

test('a text that is no UUID always gives the same alias', async () => {
  const aliases = [];
  for (const transId of ['trans-1', 'trans-1', 'trans-2']) {
    const { requests } = await resolve({ transId });
    aliases.push(requests[0]!.body.channelParams.message.aliasId);
  }
  expect(aliases[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(aliases[1]).toBe(aliases[0]);
  expect(aliases[2]).not.toBe(aliases[0]);
});

test.each<[string, object, string, string]>([
  ['fails', { change: 'failed', reason: 'CHANNEL_ASSET_UNDEFINED' }, 'taskFailed', 'none'],
  [
    'is told to be open, without its task',
    { change: 'failed', reason: 'CONVERSATION_ALREADY_OPEN' },
    'appendFailed',
    'none',
  ],
  ['is lost', { change: 'lost' }, 'onTimeout', 'possible'],
  ['is late', { change: 'late', ms: 30_000 }, 'onTimeout', 'possible'],
  ['has an unknown type', { change: 'unknown-word' }, 'onTimeout', 'possible'],
  ['is told twice', { change: 'doubled' }, 'created', 'done'],
  ['is told before the answer', { change: 'before-answer' }, 'created', 'done'],
])('an event that %s', async (what, change, outcome, effect) => {
  simulation.sandbox.people.order(route, { kind: 'callback', ...change } as never);
  const { result } = await resolve();
  expect(result).toMatchObject({ outcome, effect });
  expect(result.diagnostics.map(({ code }) => code)).toEqual(
    outcome === 'created'
      ? []
      : [
          ...[outcome === 'onTimeout' ? 'deadline' : 'event.failed'],
          ...(what === 'has an unknown type' ? ['event.unknown'] : []),
        ],
  );
});

test('a call whose event does not come says which task to look at', async () => {
  simulation.sandbox.people.order(route, { kind: 'callback', change: 'lost' } as never);
  const { diagnostics } = (await resolve()).result;
  expect(diagnostics[0]?.remedy).toMatch(/look at the task [0-9a-f-]{36} before .*subscription list/);
});

test('the type of an event about the call that it does not know is shown', async () => {
  simulation.sandbox.people.order(route, { kind: 'callback', change: 'unknown-word' } as never);
  const { diagnostics } = (await resolve()).result;
  expect(diagnostics[1]).toMatchObject({
    severity: 'warning',
    received: expect.stringMatching(/^"task:/),
    remedy: expect.stringContaining('task:new, task:failed'),
  });
  expect(diagnostics[1]?.message).toContain(diagnostics[1]?.received);
});

test('a failure that names no message may be about another one', async () => {
  await resolve();
  simulation.sandbox.people.order('append-message', {
    kind: 'callback',
    change: 'failed',
    reason: 'INVALID_CONTENT',
  });
  const { result } = await resolve();
  expect(result).toMatchObject({ outcome: 'appendFailed', effect: 'possible' });
  expect(result.diagnostics[0]).toMatchObject({ code: 'event.failed', received: 'INVALID_CONTENT' });
});

test.each<[number, string, string]>([
  [429, 'tooManyRequests', 'none'],
  [403, 'onauthorizationfail', 'none'],
  [500, 'serviceUnavailable', 'possible'],
  [400, 'onError', 'none'],
])('a second request that is answered %d', async (status, outcome, effect) => {
  await resolve();
  simulation.sandbox.people.order('append-message', { kind: 'status', status });
  expect((await resolve()).result).toMatchObject({ outcome, effect });
});

test('a 403 says that the Beta may be off', async () => {
  simulation.sandbox.people.order(route, { kind: 'status', status: 403 });
  const { result } = await resolve();
  expect(result.diagnostics[0]!.remedy).toContain('Beta');
});

const file = { fileName: 'a.png', mimeType: 'image/png', fileUrl: 'https://files.example/a.png' };
const message = '/details/messageDetails';

test.each<[string, object, string]>([
  ['20,001 characters', { message: '👋'.repeat(20_001) }, `${message}/message`],
  ['nothing at all', { message: '' }, `${message}/message`],
  ['a sixth attachment', { attachments: Array(6).fill(file) }, `${message}/attachments`],
  [
    'an address that is not https',
    { attachments: [{ ...file, fileUrl: 'http://files.example/a' }] },
    `${message}/attachments/0/fileUrl`,
  ],
  [
    'an address of 2,001 characters',
    { attachments: [{ ...file, fileUrl: file.fileUrl.padEnd(2001, 'a') }] },
    `${message}/attachments/0/fileUrl`,
  ],
  [
    'an attachment without an address',
    { attachments: [file, { ...file, fileUrl: undefined }] },
    `${message}/attachments/1`,
  ],
  [
    'a sixth attachment of a list that is a text',
    { attachments: JSON.stringify(Array(6).fill(file)) },
    `${message}/attachments`,
  ],
  [
    'an address of a list that is a text',
    { attachments: JSON.stringify([{ ...file, fileUrl: 'http://files.example/a' }]) },
    `${message}/attachments/0/fileUrl`,
  ],
  ['nobody who writes', { senderNumber: '' }, `${message}/senderNumber`],
])('%s is refused before sending, with its place', async (_case, changed, pointer) => {
  const { result, requests } = await resolve({ message: changed });
  expect(result).toMatchObject({ outcome: 'onInvalidData', effect: 'none' });
  expect(result.diagnostics[0]).toMatchObject({ severity: 'error', code: 'input.refused', pointer });
  expect(requests).toEqual([]);
});

test('attachments travel with or without a text', async () => {
  for (const text of ['', 'See this']) {
    const { result, requests } = await resolve({ message: { message: text, attachments: [file] } });
    expect(['created', 'appended']).toContain(result.outcome);
    expect(requests[0]!.body.channelParams).toMatchObject({
      type: 'text-with-attachments',
      message: { attachments: [file], ...(text && { text }) },
    });
  }
});

test('a list of attachments that is a text travels as a list', async () => {
  const { requests } = await resolve({ message: { attachments: ` ${JSON.stringify([file])}` } });
  expect(requests[0]!.body.channelParams).toMatchObject({ message: { attachments: [file] } });
});

test.each<[string, object]>([
  ['attachments', { attachments: 'https://files.example/a.png' }],
  ['attachment', { attachment: { url: 'https://files.example/a.png' } }],
  ['attachmentUrl', { attachmentUrl: 'https://files.example/a.png' }],
  ['attachmentCount', { attachmentCount: '2' }],
])('files that only %s tells of are not left out in silence', async (field, changed) => {
  const { result } = await resolve({ message: { message: 'See this', ...changed } });
  expect(['created', 'appended']).toContain(result.outcome);
  expect(result.diagnostics).toContainEqual(
    expect.objectContaining({ severity: 'warning', pointer: `${message}/${field}` }),
  );
  const { result: none } = await resolve({
    message: { attachments: '[]', attachment: '', attachmentCount: 0 },
  });
  expect(none.diagnostics.filter(({ pointer }) => pointer.includes('attachment'))).toEqual([]);
});

test('a media channel that the connection does not name is told with its key, and nothing is sent', async () => {
  const call = resolve({ connection: { channels: { web: { channel: 'a', businessAddress: 'b' } } } });
  await expect(call).rejects.toMatchObject({
    code: 'connection.channel',
    message: expect.stringContaining('/channels has no "sms"'),
  });
});

test('what is not on this wire is told: the choice of v1.2', async () => {
  const { result } = await resolve({ version: 'v1.2', input: { overrideDefaultClose: true } });
  expect(result).toMatchObject({ outcome: 'created' });
  expect(result.diagnostics).toMatchObject([{ severity: 'warning', pointer: '/overrideDefaultClose' }]);
});

test('without a subscription nothing is sent, and the command is named', async () => {
  const call = workshop.engine.invoke({
    node: 'resolve-conversation',
    input: {
      ...{ flowId: '1', transId: 't', mediaType: 'social', mediaChannel: 'sms' },
      details: { messageDetails: { serviceNumber: '1', senderNumber: '2', message: 'Hi' } },
    },
    connection: { ...simulation.connection, wire: 'public' },
    tokens: fixedToken('none'),
  });
  await expect(call).rejects.toMatchObject({
    code: 'event.subscription',
    remedy: expect.stringContaining('wxcc-nodes subscription add'),
  });
});
