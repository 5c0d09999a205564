import { randomUUID } from 'node:crypto';
import { SubscriptionRecords } from '../../src/authorization/subscription-records.js';
import type { Engine } from '../../src/engine/engine.js';
import { EventSubscriptions } from '../../src/engine/event-subscriptions.js';
import type { Exchange } from '../../src/runtime/exchange.js';
import { HttpTransport } from '../../src/runtime/http-transport.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import type { Transport } from '../../src/runtime/transport.js';
import { Simulation } from '../../src/stage/simulation.js';
import { answerProblems, placeOf, requestProblems, type Sent } from '../support/task-extract.js';
import { temporaryFolder, Workshop, workspaceOf } from '../support/workshop.js';

// What Resolve Conversation and the subscriptions send over the published APIs, and what the sandbox answers, held to
// the extract of Cisco's facts by libraries that neither of them uses.

const sentOf = (url: string, headers: object, body: unknown, status: number, answer: unknown): Sent => {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value as string]);
  return { ...placeOf(new URL(url).pathname), headers: Object.fromEntries(named), body, status, answer };
};

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

/** All that one call sends, in order. */
const sentBy = async (version: string, input: object): Promise<Sent[]> => {
  const exchanges: Exchange[] = [];
  await engine.invoke({
    ...{ node: 'resolve-conversation', version, input, tokens: fixedToken(simulation.sandbox.token) },
    connection: { ...simulation.connection, wire: 'public' },
    onExchange: (exchange) => exchanges.push(exchange),
  });
  return exchanges.flatMap((one) =>
    'request' in one
      ? [sentOf(one.request.url, one.request.headers, one.request.body, one.answer!.status, one.answer!.body)]
      : [],
  );
};

const expectRight = (all: Sent[], statuses: number[]) => {
  expect(all.map(({ status }) => status)).toEqual(statuses);
  for (const one of all) {
    expect(requestProblems(one)).toEqual([]);
    expect(answerProblems(one)).toEqual([]);
  }
};

test('every example of every version makes a task, and a second message goes on to it', async () => {
  const { versions } = await engine.packages.find('resolve-conversation').then((found) => found.package);
  let count = 0;
  for (const { version, methods } of versions)
    for (const example of methods.flatMap(({ examples }) => examples)) {
      simulation.begin();
      engine = simulation.engine(workshop.engine);
      const input = { ...(example as object), transId: randomUUID() };
      expectRight(await sentBy(version, input), [201]);
      expectRight(
        await sentBy(version, { ...input, transId: 'not a UUID'.replaceAll(' ', '-') }),
        [201, 202],
      );
      count += 1;
    }
  expect(count).toBeGreaterThan(3);
});

const input = (messageDetails: object) => ({
  ...{ flowId: '1', transId: randomUUID(), mediaType: 'social', mediaChannel: 'sms' },
  details: { messageDetails: { serviceNumber: '1', senderNumber: '2', message: '', ...messageDetails } },
});
const file = { fileName: 'a.png', mimeType: 'image/png', fileUrl: 'https://files.example/a.png', more: 1 };

test.each<[string, object]>([
  ['attachments alone', { attachments: [file] }],
  ['five attachments and a text', { message: 'See these', attachments: Array(5).fill(file) }],
  ['the longest text', { message: '👋'.repeat(20_000) }],
  ['the customer’s name', { message: 'Hi', customerName: 'Ada' }],
])('%s', async (_case, details) => {
  expectRight(await sentBy('v1.1', input(details)), [201]);
});

test.each<[string, (one: Sent) => Sent]>([
  ['a wrong key', (one) => ({ ...one, body: { ...(one.body as object), chanel: 'x' } })],
  ['no Content-Type', ({ headers: { 'content-type': _, ...headers }, ...one }) => ({ ...one, headers })],
  ['no body', (one) => ({ ...one, body: {} })],
])('%s would be found', async (_case, change) => {
  const [one] = await sentBy('v1.1', input({ message: 'Hi' }));
  expect(requestProblems(change(one!)).length).toBeGreaterThan(0);
});

test('a 200 for a 201 would be found, and a task id that is no UUID', async () => {
  await sentBy('v1.1', input({ message: 'Hi' }));
  const [first, second] = await sentBy('v1.1', input({ message: 'Hi again' }));
  expect(answerProblems({ ...first!, status: 200 }).length).toBeGreaterThan(0);
  expect(requestProblems({ ...second!, params: { taskId: 't-1' } }).length).toBeGreaterThan(0);
});

test('the subscriptions are as the extract has them', async () => {
  const home = await temporaryFolder();
  const sent: Sent[] = [];
  const real = new HttpTransport();
  const transport: Transport = {
    send: async (call, ...rest) => {
      const answer = await real.send(call, ...rest);
      sent.push(
        sentOf(call.url, call.headers, JSON.parse(call.body!), answer.status, JSON.parse(answer.text)),
      );
      return answer;
    },
    close: () => real.close(),
  };
  const { url, orgId, token } = workshop.sandbox;
  const { authorizations, engine } = workspaceOf(home);
  const records = new SubscriptionRecords(authorizations.vault);
  await new EventSubscriptions(records, transport, engine.publicRate).add(
    'a-name-of-sixty-four-characters-which-is-as-long-as-one-can-be-x',
    { wire: 'public', orgId, publicApi: url, callbackBase: 'https://callbacks.example.com' },
    { tokens: fixedToken(token) },
  );
  transport.close();
  expectRight(sent, [201, 201]);
  // Of the 300 that the client may send in a minute.
  expect(engine.publicRateShare).toBe(2 / 300);
});
