import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Server } from '@modelcontextprotocol/server';
import { parseJson } from '../../src/ground/json-limits.js';
import { LineTransport } from '../../src/mcp/line-transport.js';
import { callTool } from '../../src/mcp/tool.js';
import { root, temporaryFolder } from '../support/workshop.js';
import { runProcess } from './run-cli.js';

const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

/** An assistant's own client, and the command as its server. */
const connected = async (args: string[] = [], home?: string): Promise<Client> => {
  const client = new Client({ name: 'test', version: '1' });
  const { PATH = '' } = process.env;
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(root, 'dist/wxcc-nodes.js'), 'mcp', ...args],
      env: { PATH, WXCC_NODES_HOME: home ?? (await temporaryFolder()) },
      stderr: 'pipe',
    }),
  );
  clients.push(client);
  return client;
};

const call = async (client: Client, name: string, input: object) =>
  (await client.callTool({ name, arguments: input as Record<string, unknown> })) as {
    content: { text: string }[];
    structuredContent?: Record<string, unknown>;
    isError?: boolean;
  };

const laboratory = [
  'describe',
  'diff',
  'flow-check',
  'flow-draw',
  'flow-explore',
  'flow-new',
  'flow-run',
  'list',
];

test('there are 14 tools for the methods of the default versions, and those of the laboratory', async () => {
  const { tools } = await (await connected()).listTools();
  const names = tools.map(({ name }) => name);
  expect(names.filter((name) => laboratory.includes(name)).sort()).toEqual(laboratory);
  expect(names).toHaveLength(14 + laboratory.length);
  for (const { name, inputSchema, annotations, description } of tools) {
    expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(inputSchema.type).toBe('object');
    expect(annotations?.readOnlyHint).toBe(true);
    expect(description).not.toBe('');
  }
});

test('with --all-versions there are 24, each with its version', async () => {
  const { tools } = await (await connected(['--all-versions'])).listTools();
  const names = tools.map(({ name }) => name).filter((name) => !laboratory.includes(name));
  expect(names).toHaveLength(24);
  expect(names).toContain('queue-task_v1-3');
});

const queue = {
  taskId: 't-1',
  conversationId: 'c-1',
  mediaType: 'chat',
  mediaChannel: 'web',
  queueId: 'q-1',
};

test('a call is a dry run: the request as it would be sent', async () => {
  const client = await connected();
  const { structuredContent, isError } = await call(client, 'queue-task', queue);
  expect(isError).not.toBe(true);
  expect(structuredContent).toMatchObject({
    dryRun: true,
    call: { method: 'POST', body: { queueid: 'q-1' } },
  });
  const wrong = await call(client, 'queue-task', { ...queue, queueId: '' });
  expect(wrong).toMatchObject({ isError: true, structuredContent: { outcome: 'onInvalidData' } });
  expect(wrong.content[0]?.text).toContain('/queueId');
});

test('with --send a call goes to a sandbox of its own, and a failed one is an error with its remedy', async () => {
  const client = await connected(['--send']);
  const { tools } = await client.listTools();
  const hints = new Map(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]));
  expect([hints.get('queue-task'), hints.get('piq-and-ewt'), hints.get('list')]).toEqual([false, true, true]);
  const made = await call(client, 'create-task', {
    ...{ taskId: '93912f11-6017-404b-bf14-5331890b1797', conversationId: 'c-1', destination: 'OR06143228' },
    ...{
      origin: 'browser-1',
      customerName: 'Ada',
      customerId: 'ada',
      mediaType: 'chat',
      mediaChannel: 'web',
    },
  });
  expect(made).toMatchObject({ structuredContent: { outcome: 'created', type: 'success' } });
  const failed = await call(client, 'queue-task', queue);
  expect(failed).toMatchObject({ isError: true, structuredContent: { outcome: 'Error', type: 'error' } });
  expect(failed.content[0]?.text).toContain('Check the ids');
});

test('a story runs with its faults, and has its own events', async () => {
  const client = await connected();
  const file = join(root, 'flows/live-chat.story.json');
  const told = await call(client, 'flow-run', { file });
  expect(told.isError).not.toBe(true);
  expect(told.structuredContent).toMatchObject({ story: file, openTasks: [] });
  const faults = ['flow=live-chat-inbound,step=queue,outcome=taskFailed'];
  const failed = await call(client, 'flow-run', { file, faults });
  expect(failed).toMatchObject({ isError: true, structuredContent: { happened: expect.any(Array) } });
  expect(JSON.stringify(failed.structuredContent)).toContain('"outcome":"taskFailed"');
  const event = join(root, 'flows/events/live-chat-with-form.json');
  expect(await call(client, 'flow-run', { file, event })).toMatchObject({ isError: true });
});

test('flows are checked, run, explored, drawn and written', async () => {
  const client = await connected();
  const file = join(root, 'flows/sms-inbound.flow.json');
  expect((await call(client, 'flow-check', { file })).structuredContent).toEqual({
    findings: expect.any(Array),
  });
  const run = await call(client, 'flow-run', { file, faults: ['step=queue,outcome=onTimeout'] });
  expect(run).toMatchObject({ isError: true, structuredContent: { end: { exitResult: 102 } } });
  expect((await call(client, 'flow-explore', { file })).structuredContent).toMatchObject({ percent: 100 });
  expect((await call(client, 'flow-draw', { file })).content[0]?.text).toMatch(/^<svg /);
  const written = await call(client, 'flow-new', {
    name: 'x',
    channel: 'sms',
    nodes: ['resolve-conversation', 'queue-task'],
  });
  expect(written.structuredContent).toMatchObject({ flow: { id: 'x' }, event: { channel: 'sms' } });
  expect((await call(client, 'describe', { node: 'queue-task' })).structuredContent).toMatchObject({
    version: 'v1.3',
  });
  expect((await call(client, 'diff', { node: 'queue-task', from: 'v1.0', to: 'v1.3' })).isError).not.toBe(
    true,
  );
  expect((await call(client, 'list', {})).structuredContent).toMatchObject({ damaged: [] });
});

test('a broken flow, a wrong name and a missing input take nothing else down', async () => {
  const home = await temporaryFolder();
  const broken = join(home, 'broken.flow.json');
  await writeFile(broken, '{"id": ');
  const client = await connected([], home);
  const refused = await call(client, 'flow-run', { file: broken });
  expect(refused).toMatchObject({
    isError: true,
    structuredContent: { findings: [{ rule: 'json.syntax', line: 1 }] },
  });
  expect(await call(client, 'describe', { node: 'queue-tsk' })).toMatchObject({ isError: true });
  expect(await call(client, 'flow-check', {})).toMatchObject({ isError: true });
  expect(await call(client, 'no-tool', {})).toMatchObject({ isError: true });
  expect(await call(client, 'queue-task', queue)).toMatchObject({ structuredContent: { dryRun: true } });
});

test('the pages of the nodes and the schema of flows can be read', async () => {
  const client = await connected();
  const { resources } = await client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(
    expect.arrayContaining(['wxcc-nodes://flow.schema.json', 'wxcc-nodes://nodes/queue-task']),
  );
  const { contents } = await client.readResource({ uri: 'wxcc-nodes://nodes/queue-task' });
  expect((contents[0] as { text: string }).text).toContain('# Queue Task');
  const schema = await client.readResource({ uri: 'wxcc-nodes://flow.schema.json' });
  expect(JSON.parse((schema.contents[0] as { text: string }).text)).toHaveProperty('$defs.node');
  await expect(client.readResource({ uri: 'wxcc-nodes://nothing' })).rejects.toThrow();
});

test.each(['none', './none.json'])(
  'a connection that is not there (%s) is told at the start',
  async (connection) => {
    const { code, stdout, stderr } = await runProcess(['mcp', '--connection', connection], {
      home: await temporaryFolder(),
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(connection);
  },
);

test('an input keeps its digits, and a key that stands twice is refused with its place', async () => {
  const line = (id: number, input: string) =>
    `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"resolve-conversation","arguments":${input}}}\n`;
  const details =
    '{"messageDetails":{"appId":"a","psId":"1","message":"x","orderId":7615917337495251231,"amount":10.50}}';
  const input = `{"flowId":"1","transId":"t","mediaType":"social","mediaChannel":"facebook","details":${details}}`;
  const start = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}\n{"jsonrpc":"2.0","method":"notifications/initialized"}\n`;
  const home = await temporaryFolder();
  const server = spawn(process.execPath, [join(root, 'dist/wxcc-nodes.js'), 'mcp'], {
    env: { PATH: process.env.PATH, WXCC_NODES_HOME: home },
  });
  const answers: string[] = [];
  const lines = createInterface(server.stdout);
  server.stdin.write(start + line(1, input) + line(2, '{"a":1,"a":2}') + line(3, '{"a":'));
  for await (const answer of lines) {
    answers.push(answer);
    if (answers.length === 4) server.stdin.end();
  }
  const about = (id: string) => answers.find((answer) => answer.includes(`"id":${id}`));
  expect(about('1')).toContain('7615917337495251231');
  expect(about('1')).toContain('10.50');
  expect(about('1')).toMatch(/"structuredContent":\{.*7615917337495251231.*10\.50/);
  expect(about('2')).toMatch(
    /-32700.*holds the key \\"a\\" twice, at character \d+ \(\/params\/arguments\/a\)/,
  );
  expect(about('null')).toMatch(/is not JSON, at character/);
});

test('a number of a result has its digits for programs too', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const server = new Server({ name: 't', version: '1' }, { capabilities: { tools: {} } });
  const content = parseJson('{"amount":10.50,"list":[{"id":7615917337495251231}]}', 'content') as object;
  const tool = { name: 't', title: 't', description: 't', isReadOnly: true };
  server.setRequestHandler('tools/call', () =>
    callTool({ ...tool, inputSchema: { type: 'object' }, run: async () => ({ content }) }, {}),
  );
  await server.connect(new LineTransport(input, output));
  const ask = (id: number, method: string, params: object) =>
    input.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
  const lines = createInterface(output)[Symbol.asyncIterator]();
  const client = { name: 't', version: '1' };
  ask(0, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: client });
  await lines.next();
  input.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  ask(1, 'tools/call', { name: 't', arguments: {} });
  expect((await lines.next()).value).toContain(
    '"structuredContent":{"amount":10.50,"list":[{"id":7615917337495251231}]}',
  );
  await server.close();
});
