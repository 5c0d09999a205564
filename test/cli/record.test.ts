import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeWithSmallDisk } from '../support/small-disk.js';
import { temporaryFolder } from '../support/workshop.js';
import { invokeCli } from './invoke-cli.js';
import { SandboxHere } from './running-sandbox.js';

test('invoke records its call and callback without their values, into a new file only', async () => {
  const sandbox = await SandboxHere.start();
  const task = await sandbox.createTask();
  const queueId = 'ebbfe148-c4d8-4257-94ef-8020de567c1c';
  const file = join(await temporaryFolder(), 'recording.jsonl');
  const fields = {
    taskId: task.id,
    conversationId: task.conversationId,
    mediaType: 'chat',
    mediaChannel: 'web',
    queueId,
  };
  const args = Object.entries(fields).flatMap(([name, value]) => ['--field', `${name}=${value}`]);
  const finished = await invokeCli(sandbox, ['queue-task', ...args, '--record', file]);
  expect(finished.stderr).toBe('');
  const text = await readFile(file, 'utf8');
  const [header, exchange, callback] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(header).toMatchObject({ recording: 1 });
  expect(exchange.request).toMatchObject({ verb: 'POST', body: { mediatype: 'chat' } });
  expect(exchange.request.headers).toContain('authorization');
  // Which of the two words comes is the sandbox's matter; the recording has the one that the outcome follows from.
  expect(finished.stdout).toContain('taskFailed');
  expect(callback.callback.status).toBe('failed');
  for (const value of [task.id, task.conversationId, queueId, sandbox.token, '127.0.0.1'])
    expect(text).not.toContain(value);
  const again = await invokeCli(sandbox, ['queue-task', ...args, '--record', file]);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('EEXIST') });
  expect(await readFile(file, 'utf8')).toBe(text);
});

describeWithSmallDisk('on a disk that is full', (openDisk) => {
  test('the recording ends, and the call does not', async () => {
    const sandbox = await SandboxHere.start();
    const disk = openDisk();
    await disk.fill();
    const fields = ['taskId=t-1', 'queueId=q-1', 'lookbackMinutes=30'].flatMap((field) => ['--field', field]);
    const there = ['--record', join(disk.folder, 'recording.jsonl')];
    const finished = await invokeCli(sandbox, ['piq-and-ewt', ...fields, ...there]);
    expect(finished.stderr).toContain(`has ended early: ${disk.code}`);
    expect(finished.stdout).toContain('piq-and-ewt v1.1');
  });
});
