import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '../../schemas/types.js';
import type { Exchange } from '../../src/runtime/exchange.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { queues, root, temporaryFolder, Workshop } from '../support/workshop.js';

let workshop: Workshop;
let connection: Connection;
beforeAll(async () => {
  workshop = await Workshop.open();
  const { url, orgId } = workshop.sandbox;
  connection = { wire: 'public', orgId, publicApi: url };
});

const invoke = async (call: { node: string; version?: string; method?: string; input: object }) => {
  const exchanges: Exchange[] = [];
  const result = await workshop.engine.invoke({
    ...call,
    connection,
    tokens: fixedToken(workshop.sandbox.token),
    onExchange: (exchange) => exchanges.push(exchange),
  });
  const [first] = exchanges;
  return { result, request: first && 'request' in first ? first.request : undefined };
};

const taskOf = async (id: string) =>
  (
    await workshop.admin<{ tasks: { id: string; state: string; variables: unknown }[] }>('GET', '/state')
  ).tasks.find((task) => task.id === id);

test('Set Flow Variable patches the attributes of the task: accepted, not confirmed', async () => {
  const { id: taskId } = await workshop.createTask();
  const variables = [
    { name: 'topic', type: 'String', value: 'Order' },
    { name: 'count', type: 'Integer', value: 3 },
  ];
  const { result, request } = await invoke({
    ...{ node: 'set-variable', method: 'set-flow-variable' },
    input: { taskId, variables },
  });
  expect(request).toMatchObject({ method: 'PATCH', url: `${connection.publicApi}/v1/tasks/${taskId}` });
  expect(request?.body).toEqual({ attributes: { topic: 'Order', count: '3' } });
  expect(Object.keys(request?.headers ?? {}).map((name) => name.toLowerCase())).not.toContain(
    'x-organization-id',
  );
  expect(result).toMatchObject({
    outcome: 'Task Updated',
    outputs: { 'Task ID': taskId },
    diagnostics: [{ severity: 'warning', message: expect.stringContaining('accepted, not confirmed') }],
  });
  expect(JSON.stringify(await taskOf(taskId))).toContain('"Order"');
});

test('Set Global Variable makes the same call', async () => {
  const { id: taskId } = await workshop.createTask();
  const { result, request } = await invoke({
    ...{ node: 'set-variable', method: 'set-global-variable' },
    input: { taskId, variables: [{ name: 'vip', type: 'Boolean', value: true }] },
  });
  expect(request?.body).toEqual({ attributes: { vip: 'true' } });
  expect(result.outcome).toBe('Task Updated');
});

test.each([
  [queues.chat, 'Success'],
  ['no-such-queue', 'InsufficientData'],
])('PIQ and EWT asks for the wait of the queue %s: %s, without a position', async (queueId, outcome) => {
  const { id: taskId } = await workshop.createTask();
  const { result, request } = await invoke({
    node: 'piq-and-ewt',
    input: { taskId, queueId, lookbackMinutes: 30 },
  });
  expect(request).toMatchObject({
    method: 'GET',
    url: `${connection.publicApi}/v1/ewt?queueId=${queueId}&lookbackMinutes=30`,
  });
  expect(result.outcome).toBe(outcome);
  expect(result.outputs).not.toHaveProperty('positionInQueue');
  if (outcome === 'Success') expect(result.outputs).toMatchObject({ estimatedWaitTime: expect.any(Number) });
});

test.each(['v1.0', 'v1.1'])('Closed Task on WxCC %s ends the task', async (version) => {
  const { id: taskId, conversationId } = await workshop.createTask();
  const { result, request } = await invoke({
    ...{ node: 'close-task', version, method: 'closed-task-on-wxcc' },
    input: { taskId, conversationId, mediaType: 'chat' },
  });
  expect(request).toMatchObject({ method: 'POST', url: `${connection.publicApi}/v1/tasks/${taskId}/end` });
  expect(request).not.toHaveProperty('body');
  expect(result.outcome).toBe('Success');
});

test('a token without the scope gets onauthorizationfail', async () => {
  const result = await workshop.engine.invoke({
    ...{ node: 'close-task', method: 'closed-task-on-wxcc', connection },
    input: { taskId: 't-1', conversationId: 'c-1', mediaType: 'chat' },
    tokens: fixedToken('of nobody'),
  });
  expect(result).toMatchObject({ outcome: 'onauthorizationfail', effect: 'none' });
});

test.each([
  ['create-task', 'create-task', 'Use Resolve Conversation'],
  ['queue-task', 'queue-task', 'The flow of the entry point'],
  ['screen-pop', 'screen-pop', 'Screen pops are configured'],
  ['routed-notification', 'routed-accepted', 'Leave the step out'],
  ['modify-notification', 'modified-rejected', 'Leave the step out'],
  ['close-task', 'close-task-accept', 'Leave the step out'],
])('%s %s is refused before anything is sent, with what to do', async (node, method, remedy) => {
  const before = (await workshop.admin<{ calls: unknown[] }>('GET', '/state')).calls.length;
  await expect(invoke({ node, method, input: {} })).rejects.toMatchObject({
    code: 'wire.unavailable',
    message: expect.stringContaining('over the wire public: '),
    remedy: expect.stringContaining(remedy),
  });
  expect((await workshop.admin<{ calls: unknown[] }>('GET', '/state')).calls).toHaveLength(before);
});

test('a connection of the public wire needs its API, and takes no other wire', async () => {
  const call = { node: 'piq-and-ewt', input: {} };
  for (const wrong of [
    { orgId: 'o', wire: 'public' },
    { orgId: 'o', wire: 'radio', taskApi: 'https://x.example' },
  ])
    await expect(workshop.engine.plan({ ...call, connection: wrong as Connection })).rejects.toMatchObject({
      code: 'connection.schema',
    });
});

test('flow check --connection tells each step that the wire cannot carry', async () => {
  const run = await runCli([
    ...['flow', 'check', `${root}/flows/sms-inbound.flow.json`],
    ...['--connection', 'sandbox-public', '--json'],
  ]);
  expect(run.code).toBe(1);
  const { findings } = jsonOf<{ findings: { rule: string; pointer: string }[] }>(run);
  expect(findings.filter(({ rule }) => rule === 'wire.unavailable').map(({ pointer }) => pointer)).toEqual([
    '/steps/5/method',
  ]);
});

test('flow check --connection warns of the flow’s own id in the place of the task’s', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'own-id.flow.json');
  const text = await readFile(`${root}/flows/sms-inbound.flow.json`, 'utf8');
  await writeFile(file, text.replace(/"taskId": "[^"]+"/, '"taskId": "$(n2.sms.transId)"'));
  const found = async (...more: string[]) => {
    const run = await runCli(['flow', 'check', file, '--json', ...more]);
    const { findings } = jsonOf<{ findings: { rule: string; severity: string }[] }>(run);
    return findings.filter(({ rule }) => rule === 'wire.task-id').map(({ severity }) => severity);
  };
  expect(await found('--connection', 'sandbox-public')).toEqual(['warning']);
  expect(await found('--connection', 'sandbox')).toEqual([]);
});

test('describe and list tell the wires of a method', async () => {
  const { stdout } = await runCli(['describe', 'set-variable']);
  expect(stdout).toContain(
    "Over Cisco's published APIs: PATCH /v1/tasks/{id} (documented). Scope: cjp:user or cloud-contact-center:pod_conv (documented). It cannot give responsePayload.",
  );
  expect((await runCli(['describe', 'queue-task'])).stdout).toContain(
    "Over Cisco's published APIs: not there. Cisco publishes no call",
  );
  const nodes = jsonOf<{ id: string; versions: { methods: { id: string; wires: string[] }[] }[] }[]>(
    await runCli(['list', '--json']),
  );
  const wires = new Map(
    nodes.flatMap(({ versions }) =>
      versions.flatMap(({ methods }) => methods.map((one) => [one.id, one.wires])),
    ),
  );
  expect(wires.get('piq-and-ewt')).toEqual(['task', 'public']);
  expect(wires.get('queue-task')).toEqual(['task']);
});
