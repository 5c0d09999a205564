import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Engine } from '../../src/engine/engine.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';
import { defaultScenario } from '../../src/sandbox/seed.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';

// The WxCC Task v2 events reach their subscribers; agents answer and close by habit; organizations do not mix.

const queueId = 'c0ffee00-0000-4000-8000-00000000000a';
const alex = 'a9e27000-0000-4000-8000-000000000001';

let listener: Server;
let sandbox: Sandbox;
let engine: Engine;
const events: {
  type: string;
  data: Record<string, unknown> & { variables: { name: string; value: string }[] };
}[] = [];

beforeAll(async () => {
  listener = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    events.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.writeHead(200).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
  const [organization] = defaultScenario().organizations;
  const [first, ...others] = organization!.agents;
  sandbox = await startSandbox({
    callbackDelayMs: 5,
    scenario: {
      organizations: [
        { ...organization!, agents: [{ ...first!, answersAfterMs: 30, closesAfterMs: 60 }, ...others] },
        { ...organization!, orgId: 'other-org' },
      ],
    },
  });
  engine = workspaceOf(await temporaryFolder()).engine;
  await admin('/subscriptions', { url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/` });
});

afterAll(async () => {
  await engine.close();
  await sandbox.stop();
  listener.closeAllConnections();
  await new Promise((resolve) => listener.close(resolve));
});

const admin = async <Type = { id: string; conversationId: string }>(
  path: string,
  body: object,
): Promise<Type> => {
  const response = await fetch(`${sandbox.url}/_sandbox${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Type;
};

const queue = ({ id: taskId, conversationId }: { id: string; conversationId: string }, orgId: string) =>
  engine.invoke({
    node: 'queue-task',
    version: 'v1.3',
    input: { taskId, conversationId, mediaType: 'chat', mediaChannel: 'web', queueId },
    connection: { orgId, taskApi: `${sandbox.url}/wxcc-task` },
    tokens: fixedToken(sandbox.tokens.get(orgId)),
  });

const until = async (type: string, id: string) => {
  const end = performance.now() + 30_000;
  while (performance.now() < end) {
    const found = events.find((event) => event.type === type && event.data.id === id);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`no ${type}`);
};

test('an agent answers and closes by habit, and each event brings what a flow reads', async () => {
  const task = await admin('/tasks', { origin: '+1', customerId: 'ada', mediaChannel: 'web' });
  expect(await queue(task, sandbox.orgId)).toMatchObject({ outcome: 'Queued' });
  const routed = await until('task:routed', task.id);
  expect(routed.data).toMatchObject({
    id: task.id,
    owner: alex,
    origin: '+1',
    destination: 'OR06143228',
    mediaChannel: 'web',
    mediaType: 'chat',
    direction: 'inbound',
    queue: queueId,
    customerId: 'ada',
  });
  expect(routed.data).not.toHaveProperty('context');
  expect(routed.data.variables).toEqual(
    expect.arrayContaining([
      { name: 'mediaResourceId', value: task.conversationId },
      { name: 'orgId', value: sandbox.orgId },
      { name: 'queueName', value: 'Live chat' },
      { name: 'agentName', value: 'Alex' },
    ]),
  );
  const closed = await until('task:closed', task.id);
  expect(closed.data).toMatchObject({ owner: alex, overrideDefaultClose: 'true' });
});

test('a modified event says who was added', async () => {
  const task = await admin('/tasks', {});
  await admin(`/tasks/${task.id}/connect`, { agentId: 'a9e27000-0000-4000-8000-000000000002' });
  await admin(`/tasks/${task.id}/conference`, { agentId: alex });
  expect((await until('task:modified', task.id)).data).toMatchObject({ owner: alex, context: 'add' });
});

test('a task of one organization is unknown to another', async () => {
  const task = await admin('/tasks?org=other-org', {});
  expect(await queue(task, 'other-org')).toMatchObject({ outcome: 'Queued' });
  expect(await queue(task, sandbox.orgId)).toMatchObject({ outcome: 'Error' });
});
