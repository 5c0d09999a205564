import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceProcess } from '../host/service-process.js';
import { packDirectory, queues, root } from '../support/workshop.js';
import { AuthDesk } from './auth-cli.js';
import { jsonFile } from './invoke-cli.js';
import type { Finished } from './run-cli.js';
import { type RunningSandbox, SandboxHere } from './running-sandbox.js';

// The canaries of auth-canary.test.ts, for the commands and files that have no business with secrets: packages, flows,
// look-ups, exports, and the service's log.

const token = 'canary-access-token';
const secret = 'canary-client-secret';
const found = (text: string) => [token, secret].filter((canary) => text.includes(canary));

const foundInFolder = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return texts.flatMap(found);
};

let sandbox: RunningSandbox;
let desk: AuthDesk;
beforeAll(async () => {
  sandbox = await SandboxHere.start();
  desk = await AuthDesk.open(sandbox);
  const given = ['--client-id', 'x', '--client-secret-stdin', '--connection', 'sandbox-here'];
  await desk.run(['auth', 'add', '--name', 'main', ...given], { stdin: secret });
});
afterAll(() => sandbox.stop());

test('no secret comes out of packages, flows, look-ups and exports, nor stays in the files that they write', async () => {
  const zip = join(packDirectory, 'packages', 'queue-task-1.1.0.zip');
  const flow = join(root, 'flows', 'sms-inbound.flow.json');
  const event = join(root, 'flows', 'events', 'sms-first-message.json');
  const outputs: Finished[] = [];
  const commands = [
    ['list'],
    ['describe', 'queue-task'],
    ['versions', 'queue-task'],
    ['diff', 'queue-task', 'v1.0', 'v1.3'],
    ['verify', zip],
    ['import', zip],
    ['catalog'],
    ['lookup', 'queue-task/queues', '--connection', 'sandbox-here'],
    ['lookup', 'queue-task/queues', '--connection', 'sandbox-here', '--token', token],
    ['flow', 'check', flow],
    ['flow', 'run', flow, '--event', event],
    ['flow', 'run', flow, '--event', event, '--connection', 'sandbox-here', '--token', token],
    ['flow', 'upgrade', flow, '--dry-run'],
    [
      'connect',
      'export',
      'queue-task',
      '--service-url',
      'https://nodes.example.com',
      '--out',
      join(desk.home, 'out'),
    ],
    ['connect', 'lint', join(desk.home, 'out')],
  ];
  for (const args of commands)
    for (const form of args[1] === 'export' ? [['--json']] : [[], ['--json']])
      outputs.push(await desk.run([...args, ...form], { env: { WXCC_TOKEN: token } }));
  for (const { code } of outputs) expect([0, 1, 2]).toContain(code);
  expect(outputs.flatMap(({ stdout, stderr }) => found(stdout + stderr))).toEqual([]);
  expect(await foundInFolder(desk.home)).toEqual([]);
  expect(await foundInFolder(join(packDirectory, 'packages'))).toEqual([]);
});

test('the service logs a call that the API refuses and echoes, and no secret', async () => {
  const { key } = await desk.json<{ key: string }>(['key', 'add', 'canary', '--connection', 'sandbox-here']);
  const service = await ServiceProcess.start(desk.home, token);
  await sandbox.order('queue-task', {
    kind: 'body',
    body: { message: `seen ${token}`, errors: [{ description: token }] },
  });
  const { id, conversationId } = await sandbox.createTask();
  const input = { taskId: id, conversationId, mediaType: 'chat', mediaChannel: 'web', queueId: queues.chat };
  const response = await fetch(`${service.url}/v1/nodes/queue-task/v1.3/queue-task`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Basic ${Buffer.from(`canary:${key}`).toString('base64')}`,
    },
    body: await readFile(await jsonFile(input), 'utf8'),
  });
  expect(response.status).toBe(200);
  const answer = await response.text();
  expect(JSON.parse(answer)).toMatchObject({ outcome: 'onauthorizationfail' });
  service.kill('SIGTERM');
  await service.exit;
  expect(found(answer + JSON.stringify(service.log))).toEqual([]);
  expect(JSON.stringify(service.log)).not.toContain(key);
});
