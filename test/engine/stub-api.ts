import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '../../schemas/types.js';

interface Received {
  method: string;
  url: string;
  authorization: string;
  body: { [key: string]: string };
}

/** An API that answers as a test wants, where the sandbox is too honest; stopped after the tests of the file. */
export interface StubApi {
  connection: Connection;
  received: Received[];
  /** TCP connections that were opened. */
  sockets: number;
}

type Answer = (received: Received, response: ServerResponse, request: IncomingMessage) => unknown;

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const readText = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

export const startStubApi = async (answer: Answer): Promise<StubApi> => {
  const server = createServer(async (request, response) => {
    const received: Received = {
      method: request.method ?? '',
      url: request.url ?? '',
      authorization: request.headers.authorization ?? '',
      body: JSON.parse((await readText(request)) || '{}'),
    };
    api.received.push(received);
    await answer(received, response, request);
  });
  const api: StubApi = {
    connection: { orgId: 'org-1', taskApi: 'http://127.0.0.1', deadlineMs: 5000 },
    received: [],
    sockets: 0,
  };
  server.on('connection', () => {
    api.sockets += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api.connection.taskApi = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stops.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return api;
};

export const sendJson = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));

/** What the platform does later: posts the result to the address that the call named. */
export const postCallback = (url: string, body: unknown) =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
