import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAPIRequestValidatorModule from 'openapi-request-validator';
import OpenAPIResponseValidator from 'openapi-response-validator';
import { SubscriptionRecords } from '../../src/authorization/subscription-records.js';
import type { Engine } from '../../src/engine/engine.js';
import { EventSubscriptions } from '../../src/engine/event-subscriptions.js';
import type { Exchange } from '../../src/runtime/exchange.js';
import { HttpTransport } from '../../src/runtime/http-transport.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import type { Transport } from '../../src/runtime/transport.js';
import { Simulation } from '../../src/stage/simulation.js';
import { root, temporaryFolder, Workshop, workspaceOf } from '../support/workshop.js';

// What Resolve Conversation and the subscriptions send over the published APIs, and what the sandbox answers, held to
// the extract of Cisco's facts by libraries that neither of them uses.

// CommonJS, whose default is one level deeper for some loaders.
const OpenAPIRequestValidator =
  (OpenAPIRequestValidatorModule as unknown as { default?: typeof OpenAPIRequestValidatorModule }).default ??
  OpenAPIRequestValidatorModule;

interface Operation {
  parameters?: object[];
  requestBody: object;
  responses: Record<string, object>;
}

const document = JSON.parse(
  readFileSync(join(root, 'test', 'sandbox', 'specs', 'wxcc-public-tasks.json'), 'utf8'),
) as { paths: Record<string, { post: Operation }>; components: { schemas: Record<string, object> } };

interface Sent {
  path: string;
  params: Record<string, string>;
  headers: Record<string, string>;
  body: unknown;
  status: number;
  answer: unknown;
}

const sentOf = (url: string, headers: object, body: unknown, status: number, answer: unknown): Sent => {
  const { pathname } = new URL(url);
  const path = Object.keys(document.paths).find((one) =>
    new RegExp(`^${one.replace(/\{\w+\}/, '[^/]+')}$`).test(pathname),
  )!;
  const params: Record<string, string> = path.includes('{taskId}') ? { taskId: pathname.split('/')[3]! } : {};
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value as string]);
  return { path, params, headers: Object.fromEntries(named), body, status, answer };
};

const requestProblems = ({ path, ...sent }: Sent) => {
  const { parameters = [], requestBody } = document.paths[path]!.post;
  return (
    new OpenAPIRequestValidator({
      parameters: parameters as never,
      requestBody: requestBody as never,
      componentSchemas: document.components.schemas as never,
    }).validateRequest(sent as never)?.errors ?? []
  );
};

const answerProblems = ({ path, status, answer }: Sent) =>
  new OpenAPIResponseValidator({
    responses: document.paths[path]!.post.responses as never,
    components: document.components as never,
  }).validateResponse(String(status), answer)?.errors ?? [];

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
  const records = new SubscriptionRecords(workspaceOf(home).authorizations.vault);
  await new EventSubscriptions(records, transport).add(
    'a-name-of-sixty-four-characters-which-is-as-long-as-one-can-be-x',
    { wire: 'public', orgId, publicApi: url, callbackBase: 'https://callbacks.example.com' },
    { tokens: fixedToken(token) },
  );
  transport.close();
  expectRight(sent, [201, 201]);
});
