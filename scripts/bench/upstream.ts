import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '../../schemas/types.js';

// An API that answers at once and does nothing else, so that it takes little of the processors from what is measured.
// It says of itself what the sandbox says of itself.

const answer = JSON.stringify({ piq: 3, ewt: 120_000, lookbackMinutes: 30 });
const task = JSON.stringify({ id: 'a1b2c3d4-0000-4000-8000-000000000001' });

const textOf = async (message: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk;
  return text;
};

/** Of the listeners at which callbacks are posted in turn; where a call says for none. */
let ports: number[] = [];
let posted = 0;
/** The address for a callback that was named last. */
let named = '';
const agent = new Agent({ keepAlive: true });

const callBack = (webhook: string, id: string) => {
  const url = new URL(webhook);
  const body = JSON.stringify({ status: 'queued', id, data: { agentId: 'agent' } });
  posted += 1;
  named = webhook;
  const port = ports.length > 0 ? ports[posted % ports.length] : url.port;
  request({
    host: url.hostname,
    port,
    path: url.pathname,
    method: 'POST',
    agent,
    headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
  })
    .on('response', (response) => response.resume())
    .on('error', (error) => console.error(error.message))
    .end(body);
};

const server = createServer(async (message, response) => {
  const send = (status: number, text: string) =>
    response
      .writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
      .end(text);
  if (message.method === 'GET') return send(200, answer);
  const text = await textOf(message);
  if (message.url === '/_sandbox/tasks') return send(201, task);
  if (message.url === '/_bench/callbacks') {
    ports = JSON.parse(text) as number[];
    return send(200, '{}');
  }
  if (message.url === '/_bench/named') return send(200, JSON.stringify({ named }));
  const { id, webhook } = JSON.parse(text) as { id: string; webhook: string };
  send(202, '{}');
  callBack(webhook, id);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection: Connection = {
    orgId: '5a4dbd01-0000-4000-8000-000000000001',
    taskApi: `${url}/wxcc-task`,
  };
  console.log(JSON.stringify({ url, token: 'bench-token', connection }));
});
