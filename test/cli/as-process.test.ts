import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packDirectory, queues, root, temporaryFolder } from '../support/workshop.js';
import { type RunOptions, runCli, runProcess } from './run-cli.js';

// The other tests run commands in their own process. Each command prints and ends the same as a process of its own, which
// ends by itself; sandbox, serve and tour have tests that start nothing else.

const flow = join(root, 'flows/sms-inbound.flow.json');
const event = join(root, 'flows/events/sms-first-message.json');
const zip = join(packDirectory, 'packages/queue-task-*.zip');
const position = JSON.stringify({ taskId: 'task-1', queueId: queues.chat, lookbackMinutes: 5 });

let home: string;
beforeAll(async () => {
  home = await temporaryFolder();
  const connection = { orgId: 'org-1', taskApi: 'http://127.0.0.1:1/api', configApi: 'http://127.0.0.1:1' };
  await writeFile(join(home, 'connection.json'), JSON.stringify(connection));
});

const token = { env: { WXCC_TOKEN: 'a-token' } };
const invoke = ['invoke', 'piq-and-ewt', '--input', '-', '--connection', 'connection.json'];

test.each<{ code: number; args: string[] } & RunOptions>([
  { code: 0, args: ['--version'] },
  { code: 0, args: ['--help'] },
  { code: 0, args: ['list'] },
  { code: 0, args: ['describe', 'queue-task'] },
  { code: 0, args: ['versions', 'queue-task'] },
  { code: 0, args: ['diff', 'queue-task', 'v1.0', 'v1.3', '--json'] },
  { code: 0, args: [...invoke, '--dry-run'], ...token, stdin: position },
  { code: 2, args: [...invoke, '--dry-run'], ...token, stdin: '{' },
  { code: 1, args: [...invoke, '--dry-run', '--json'], ...token, stdin: '{}' },
  { code: 0, args: ['auth', 'list'] },
  { code: 2, args: ['auth', 'view', 'nobody', '--json'] },
  { code: 2, args: ['auth', 'add', '--name', 'a', '--client-id', 'x', '--client-secret-stdin'], stdin: '\n' },
  { code: 1, args: ['lookup', 'queue-task/queues', '--connection', 'connection.json'], ...token },
  { code: 0, args: ['catalog'] },
  { code: 0, args: ['verify', zip] },
  { code: 1, args: ['verify', flow, '--json'] },
  { code: 2, args: ['import', 'missing.zip'] },
  { code: 0, args: ['flow', 'check', flow] },
  { code: 0, args: ['flow', 'run', flow, '--event', event, '--at', '2026-01-15T12:00:00Z', '--json'] },
  { code: 0, args: ['flow', 'upgrade', flow, '--dry-run'] },
  { code: 0, args: ['key', 'list'] },
  { code: 2, args: ['connect', 'lint', 'missing'] },
  { code: 2, args: ['enqueue'] },
])('exit code $code: $args', async ({ code, args, ...options }) => {
  const process = await runProcess(args, { home, ...options });
  expect(await runCli(args, { home, ...options })).toEqual(process);
  expect(process.code).toBe(code);
});
