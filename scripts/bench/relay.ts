import { Agent, createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import fetch from 'node-fetch';

// What somebody would write by hand in place of the service: it takes JSON, asks the API with node-fetch, and answers
// JSON. No key, no validation, no log, no metrics, no limits.

const [target, token = '', orgId = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

const bodyOf = async (request: IncomingMessage) => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return JSON.parse(text) as { queueId: string; taskId: string; lookbackMinutes: number };
};

const server = createServer(async (request, response) => {
  const { queueId, taskId, lookbackMinutes } = await bodyOf(request);
  const answer = await fetch(`${target}/v1/queues/${queueId}/tasks/${taskId}/position/${lookbackMinutes}`, {
    headers: { Authorization: `Bearer ${token}`, 'X-ORGANIZATION-ID': orgId, trackingId: 'relay' },
    agent,
  });
  const outputs = await answer.json();
  const text = JSON.stringify({ outcome: answer.status === 200 ? 'Success' : 'Error', outputs });
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
});
server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })),
);
