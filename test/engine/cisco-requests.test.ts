import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import OpenAPIRequestValidatorModule from 'openapi-request-validator';
import OpenAPIResponseValidator from 'openapi-response-validator';
import type { Exchange } from '../../src/runtime/exchange.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import { queues, root, Workshop } from '../support/workshop.js';

// What the handlers of the public wire send, and what the sandbox answers, held by libraries that neither of them uses
// against Cisco's own document, where it is at hand, and always against the extract of its facts that lies here.

const file = join(root, '..', 'shared', 'reference', 'specs', 'webex-contact-center.public-spec.json');
const isAtHand = existsSync(file);
if (!isAtHand)
  process.stderr.write(
    `Held to the extract alone: the requests of the public wire; Cisco's OpenAPI document is not there. ${relative(root, file)} is not at hand; it is Cisco's and does not lie in this repository.\n`,
  );

// CommonJS, whose default is one level deeper for some loaders.
const OpenAPIRequestValidator =
  (OpenAPIRequestValidatorModule as unknown as { default?: typeof OpenAPIRequestValidatorModule }).default ??
  OpenAPIRequestValidatorModule;

interface Operation {
  parameters?: { name: string; in: string; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, object>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

interface Sent {
  verb: string;
  path: string;
  params: Record<string, string>;
  query: Record<string, string>;
  headers: Record<string, string>;
  body?: unknown;
  status: number;
  answer: unknown;
}

const templates = ['/v1/tasks/{taskId}/end', '/v1/tasks/{taskId}', '/v1/ewt'];

/** The request and its answer, with the path of the document that it is for. */
const sentOf = (exchange: Exchange | undefined): Sent => {
  if (!exchange || !('request' in exchange)) throw new Error('nothing was sent');
  const { request, answer } = exchange;
  const { pathname, searchParams } = new URL(request.url);
  const path = templates.find((one) => new RegExp(`^${one.replace(/\{\w+\}/, '[^/]+')}$`).test(pathname));
  if (path === undefined) throw new Error(`no path for ${pathname}`);
  return {
    verb: request.method.toLowerCase(),
    path,
    params: path.includes('{taskId}') ? { taskId: decodeURIComponent(pathname.split('/')[3]!) } : {},
    query: Object.fromEntries(searchParams),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    ...(request.body !== undefined && { body: request.body }),
    status: answer?.status ?? 0,
    answer: answer?.body,
  };
};

const extract = join(root, 'test', 'sandbox', 'specs', 'wxcc-public-tasks.json');

describe.each([
  ...(isAtHand ? [["Cisco's document", file] as const] : []),
  ['the extract', extract] as const,
])('by %s', (_name, from) => {
  const document = JSON.parse(readFileSync(from, 'utf8')) as Document;
  // What is said of the body is said of every key: an object of its own takes no other.
  const patched = document.paths['/v1/tasks/{taskId}']!.patch!.requestBody!.content['application/json']!;
  if ('properties' in patched.schema) Object.assign(patched.schema, { additionalProperties: false });
  let workshop: Workshop;
  beforeAll(async () => {
    workshop = await Workshop.open();
  });

  const call = async (node: string, method: string, input: object): Promise<Sent> => {
    const exchanges: Exchange[] = [];
    const { url, orgId, token } = workshop.sandbox;
    await workshop.engine.invoke({
      ...{ node, method, input, tokens: fixedToken(token) },
      connection: { wire: 'public', orgId, publicApi: url },
      onExchange: (exchange) => exchanges.push(exchange),
    });
    return sentOf(exchanges[0]);
  };

  const operationOf = ({ path, verb }: Sent) => document.paths[path]![verb]!;

  /** Query values are text; the document's whole numbers are read from it. */
  const requestProblems = (sent: Sent) => {
    const { parameters = [], requestBody } = operationOf(sent);
    const strict = structuredClone(document.components);
    Object.assign(strict.schemas.PatchTaskRequest ?? {}, { additionalProperties: false });
    const validator = new OpenAPIRequestValidator({
      parameters: parameters as never,
      ...(requestBody && { requestBody: { ...requestBody, required: true } as never }),
      componentSchemas: strict.schemas as never,
      customFormats: {
        UUID: (text: unknown) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(text)),
      },
    });
    const query = Object.fromEntries(
      Object.entries(sent.query).map(([name, value]) => [
        name,
        name === 'queueId' ? value : Number.isInteger(Number(value)) ? Number(value) : value,
      ]),
    );
    return validator.validateRequest({ ...sent, query } as never)?.errors ?? [];
  };

  const answerProblems = (sent: Sent) =>
    new OpenAPIResponseValidator({
      responses: operationOf(sent).responses as never,
      components: document.components as never,
    }).validateResponse(String(sent.status), sent.answer)?.errors ?? [];

  const inputs = {
    'set-flow-variable': ['set-variable', { variables: [{ name: 'a', type: 'String', value: 'b' }] }],
    'set-global-variable': ['set-variable', { variables: [{ name: 'vip', type: 'Boolean', value: true }] }],
    'piq-and-ewt': ['piq-and-ewt', { queueId: queues.chat, lookbackMinutes: 30 }],
    'closed-task-on-wxcc': ['close-task', { mediaType: 'chat' }],
  } as const;

  const sent = async (method: keyof typeof inputs): Promise<Sent> => {
    const [node, input] = inputs[method];
    const { id: taskId, conversationId } = await workshop.createTask();
    return call(node, method, {
      ...{ taskId, ...input },
      ...(method === 'closed-task-on-wxcc' && { conversationId }),
    });
  };

  const methods = Object.keys(inputs) as (keyof typeof inputs)[];

  test.each(methods)('the request and the answer of %s are right', async (method) => {
    const one = await sent(method);
    expect(requestProblems(one)).toEqual([]);
    if (one.answer !== undefined) expect(answerProblems(one)).toEqual([]);
    else expect(Object.keys(operationOf(one).responses)).toContain(String(one.status));
  });

  test.each<[string, keyof typeof inputs, (one: Sent) => Sent]>([
    ['a wrong key', 'set-flow-variable', (one) => ({ ...one, body: { atributes: {} } })],
    ['an extra key', 'set-flow-variable', (one) => ({ ...one, body: { attributes: {}, id: 'x' } })],
    ['no body', 'set-flow-variable', ({ body: _, ...one }) => one],
    ['an id that is no UUID', 'closed-task-on-wxcc', (one) => ({ ...one, params: { taskId: 't-1' } })],
    [
      'a look-back that is too short',
      'piq-and-ewt',
      (one) => ({ ...one, query: { ...one.query, lookbackMinutes: '4' } }),
    ],
    ['no queue', 'piq-and-ewt', (one) => ({ ...one, query: { lookbackMinutes: '30' } })],
  ])('%s is found', async (_what, method, change) => {
    expect(requestProblems(change(await sent(method))).length).toBeGreaterThan(0);
  });

  test('a 200 for a 202 is found', async () => {
    const one = await sent('closed-task-on-wxcc');
    expect(answerProblems({ ...one, status: 200, answer: {} }).length).toBeGreaterThan(0);
  });
});
