import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { queueCall } from '../engine/calls.js';
import { temporaryFolder, Workshop } from '../support/workshop.js';
import { ServiceProcess } from './service-process.js';

test('services record into one folder, each into its own file, without values', async () => {
  const workshop = await Workshop.open();
  const home = await temporaryFolder();
  const folder = join(await temporaryFolder(), 'recordings');
  const connection = join(home, 'here.json');
  await writeFile(connection, JSON.stringify(workshop.connection));
  const { key } = jsonOf<{ key: string }>(
    await runCli(['key', 'add', 'caller', '--nodes', '*', '--json'], { home }),
  );
  const options = ['--connection', connection, '--record', folder];
  const services = await Promise.all(
    [1, 2].map(() => ServiceProcess.start(home, workshop.sandbox.token, options)),
  );
  const values: string[] = [workshop.sandbox.token, key, '127.0.0.1'];
  for (const service of services) {
    const { input } = await queueCall(workshop);
    const { taskId, conversationId, queueId } = input as Record<string, string>;
    values.push(taskId!, conversationId!, queueId!);
    const response = await fetch(`${service.url}/v1/nodes/queue-task/v1.3/queue-task`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`caller:${key}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(input),
    });
    expect(response.status).toBe(200);
    service.kill('SIGTERM');
    expect(await service.exit).toBe(0);
  }
  const files = (await readdir(folder)).map((name) => join(folder, name));
  expect(files).toHaveLength(2);
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    const [header, exchange, callback] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(header).toMatchObject({ recording: 1 });
    expect(exchange).toMatchObject({
      of: { node: 'queue-task', version: 'v1.3' },
      request: { at: 'loopback' },
    });
    expect(callback.of.call).toBe(exchange.of.call);
    for (const value of values) expect(text).not.toContain(value);
  }
  const added = await runCli(['evidence', 'add', ...files, '--json'], { home });
  expect(JSON.parse(added.stdout)).toMatchObject({
    strangers: 0,
    recordings: [{ exchanges: 2 }, { exchanges: 2 }],
  });
});
