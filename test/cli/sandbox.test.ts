import { runProcess } from './run-cli.js';
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
