import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root, temporaryFolder } from '../support/workshop.js';
import { cleanEnvironment, program, runCli, runProcess } from './run-cli.js';
import { SandboxProcess } from './sandbox-process.js';

test.each(['SIGTERM', 'SIGINT'] as const)('the sandbox ends with exit code 0 on %s', async (signal) => {
  const sandbox = await SandboxProcess.start();
  expect(await sandbox.stop(signal)).toBe(0);
  await expect(fetch(`${sandbox.url}/_sandbox/state`)).rejects.toThrow();
});

test('two sandboxes take ports and tokens of their own', async () => {
  const [one, other] = await Promise.all([SandboxProcess.start(), SandboxProcess.start()]);
  expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+$/);
  expect(one.url).not.toBe(other.url);
  expect(one.token).not.toBe(other.token);
  expect(one.connection).toMatchObject({ taskApi: `${one.url}/wxcc-task`, configApi: one.url });
  await Promise.all([one.stop(), other.stop()]);
});

test('a port that is taken is refused with what to do', async () => {
  const sandbox = await SandboxProcess.start();
  const { port } = new URL(sandbox.url);
  const { code, stderr } = await runProcess(['sandbox', '--port', port]);
  await sandbox.stop();
  expect(stderr).toContain(port);
  expect(stderr).not.toMatch(/^\s+at |^Node\.js v/m);
  expect(code).toBe(2);
});

test('where no sandbox runs, a call names the command that starts it', async () => {
  const sandbox = await SandboxProcess.start();
  await sandbox.stop();
  const home = await temporaryFolder();
  const connection = join(home, 'sandbox.json');
  await writeFile(connection, JSON.stringify(sandbox.connection));
  const call = ['--connection', connection, '--token', sandbox.token];
  const told = `wxcc-nodes sandbox --port ${new URL(sandbox.url).port}`;
  const input = join(root, 'docs/tour/queue-task.json');
  const values = ['--set', 'task=a-task', '--set', 'priority=1'];
  const { stdout } = await runCli(['invoke', 'queue-task', '--input', input, ...values, ...call], { home });
  expect(stdout).toContain(told);
  expect((await runCli(['lookup', 'queue-task/queues', ...call], { home })).stderr).toContain(told);
});

test('the sandbox prints the whole command that adds its authorization', async () => {
  const home = await temporaryFolder();
  const child = spawn(process.execPath, [program, 'sandbox', '--port', '0'], { env: cleanEnvironment(home) });
  let printed = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    printed += text;
    if (printed.includes('auth authorize')) break;
  }
  child.kill();
  const [, connection = ''] = /sandbox\.json: (.*)/.exec(printed)!;
  await writeFile(join(home, 'sandbox.json'), connection);
  const whole = /echo [\s\S]*--redirect \S+/.exec(printed)![0];
  const shell = spawn('sh', ['-c', whole], {
    env: cleanEnvironment(home),
    cwd: home,
  });
  let told = '';
  for await (const text of shell.stdout.setEncoding('utf8')) told += text;
  expect(told).toMatch(/^sandbox: Authorization Pending\.$/m);
});
