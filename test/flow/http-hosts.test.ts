import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseFlow } from '../../src/flow/read-flow.js';
import { runFlow } from '../../src/flow/run/run-flow.js';
import { Seed } from '../../src/flow/run/seed.js';
import { SkippingClock } from '../../src/flow/run/skipping-clock.js';
import { chatEvent, end, flowOf, openEngine } from './flow-fixtures.js';

let server: Server;
let port: number;
const asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, reply) => {
    asked.push(`${request.method} ${request.url} ${request.headers['x-key']}`);
    if (request.url === '/slow') return;
    reply.writeHead(201, { 'content-type': 'application/json' }).end('{"city":"Ulm"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = async (path: string, httpHosts: string[], change = {}) => {
  const step = {
    ...{ kind: 'http', id: 'n20', name: 'http', method: 'GET', url: `http://127.0.0.1:${port}${path}` },
    headers: { 'x-key': '$(taskId)' },
    ...change,
    transitions: { onSuccess: end(101), onTimeout: end(103), onError: end(102) },
  };
  const { value: flow } = parseFlow('a.flow.json', JSON.stringify(flowOf([step])));
  const report = await runFlow({
    world: {
      engine: await openEngine(),
      clock: new SkippingClock(),
      connection: { orgId: 'o', taskApi: 'http://127.0.0.1:1', httpHosts },
      tokens: () => undefined,
    },
    ...{ flow: flow!, file: 'a.flow.json', event: chatEvent },
    seed: { number: 1, source: new Seed(1) },
  });
  return report.steps[0]!;
};

test('a host that the connection names is asked, with its query encoded', async () => {
  const step = await ask('/o?a=b c&d=ü', [`127.0.0.1:${port}`]);
  expect(step).toMatchObject({
    outcome: 'onSuccess',
    outputs: { 'https.statusCode': '201', 'https.responseBody': '{"city":"Ulm"}' },
  });
  expect(asked.at(-1)).toBe('GET /o?a=b+c&d=%C3%BC t-1');
});

// The first three are those of the vendor's page.
test.each([
  ['Report=Sales report 2024&tag=ab&more=x y', 'Report=Sales+report+2024&tag=ab&more=x+y'],
  ['name=John Doe&Address=USA%20&page=1&filter=a/b', 'name=John+Doe&Address=USA%2520&page=1&filter=a%2Fb'],
  ['q=Sales report 2024&tag=a&b&more=x y', 'q=Sales+report+2024&tag=a&b&more=x+y'],
  ['a=b=c&d=+&e=é#f', 'a=b%3Dc&d=%2B&e=%C3%A9'],
])('the query %s is sent as %s', async (query, sent) => {
  await ask(`/o?${query}`, [`127.0.0.1:${port}`]);
  expect(asked.at(-1)).toBe(`GET /o?${sent} t-1`);
});

test('no other host is asked', async () => {
  const before = asked.length;
  for (const hosts of [[], ['127.0.0.1'], ['example.com']]) {
    const step = await ask('/o', hosts);
    expect(step).toMatchObject({
      outcome: 'onError',
      diagnostics: [{ message: expect.stringContaining('httpHosts') }],
    });
  }
  expect(asked).toHaveLength(before);
});

test('no answer in time is the time-out', async () => {
  expect(await ask('/slow', [`127.0.0.1:${port}`], { timeoutMs: 50 })).toMatchObject({
    outcome: 'onTimeout',
    type: 'timeout',
  });
});
