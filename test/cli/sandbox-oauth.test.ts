import { spawn } from 'node:child_process';
import { temporaryFolder } from '../support/workshop.js';
import { cleanEnvironment, program, runCli } from './run-cli.js';
import { SandboxProcess } from './sandbox-process.js';

const usual = 'http://127.0.0.1:4181/callback';

test('the sandbox says which OAuth client it knows, and where its connection is authorized', async () => {
  const sandbox = await SandboxProcess.start();
  const { oauth, connection, url } = sandbox;
  await sandbox.stop();
  expect(oauth).toEqual({
    clientId: 'sandbox-client',
    clientSecret: expect.stringMatching(/^sandbox-secret-[0-9a-f]{32}$/),
    authorize: `${url}/v1/authorize`,
    token: `${url}/v1/access_token`,
    redirectUris: [usual],
  });
  expect(connection.oauth).toEqual({ authorize: oauth.authorize, token: oauth.token });
});

test('redirect addresses and lifetimes are options', async () => {
  const more = ['https://one.example.com/callback', 'http://127.0.0.1:5000/'];
  const sandbox = await SandboxProcess.start([
    ...more.flatMap((uri) => ['--redirect-uri', uri]),
    ...['--access-token-seconds', '60', '--refresh-token-seconds', '600'],
  ]);
  const { oauth } = await sandbox.admin<{ oauth: { settings: object } }>('GET', '/state');
  await sandbox.stop();
  expect(sandbox.oauth.redirectUris).toEqual([usual, ...more]);
  expect(oauth.settings).toMatchObject({ accessTokenSeconds: 60, refreshTokenSeconds: 600 });
});

test('the start prints no warning of a library', async () => {
  const home = await temporaryFolder();
  const child = spawn(process.execPath, [program, 'sandbox', '--port', '0'], {
    env: cleanEnvironment(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const printed = await new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
  });
  // Who answers has done all that comes before waiting for a signal.
  await fetch(`${/http:[^ ]+/.exec(printed)![0]}/_sandbox/state`);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(printed).toMatch(/^Sandbox at /);
  expect(errors).toBe('');
});

test.each([
  ['--redirect-uri', 'callback'],
  ['--redirect-uri', 'http://127.0.0.1:4181/#fragment'],
  ['--access-token-seconds', '0'],
  ['--refresh-token-seconds', 'soon'],
])('%s %s is refused with exit 2', async (...args) => {
  expect(await runCli(['sandbox', '--port', '0', ...args])).toMatchObject({ code: 2, stdout: '' });
});
