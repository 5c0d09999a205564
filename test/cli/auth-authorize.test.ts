import { spawn } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuthorizationView } from '../../src/authorization/describe.js';
import { SignInBrowser } from '../support/sign-in-browser.js';
import { TokenServer } from '../support/token-server.js';
import { AuthDesk } from './auth-cli.js';
import { cleanEnvironment, jsonOf, program, runProcess } from './run-cli.js';
import { type RunningSandbox, SandboxHere } from './running-sandbox.js';

let sandbox: RunningSandbox;
let desk: AuthDesk;
beforeAll(async () => {
  sandbox = await SandboxHere.start();
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  desk = await AuthDesk.open(sandbox);
  await desk.put('main');
});

test('with --json the result alone is on standard output, and what to do on standard error', async () => {
  const finished = await desk.authorize('main', ['--json']);
  expect(finished.code).toBe(0);
  expect(jsonOf<AuthorizationView>(finished)).toMatchObject({
    name: 'main',
    state: 'Authorized',
    isDefault: true,
  });
  expect(finished.stderr).toMatch(/sign in/);
});

test('a person who declines is a clear error, and the authorization is as it was', async () => {
  const { code, stderr } = await desk.authorize('main', [], new SignInBrowser('ada@example.com', 'decline'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/refused \(access_denied.*\n.*auth authorize main/);
  expect((await desk.view('main')).state).toBe('Authorization Pending');
});

test('a grant whose organization cannot be read is kept, with a warning', async () => {
  const provider = await TokenServer.start();
  const connection = await desk.file('opaque.json', { ...sandbox.connection, oauth: provider.hosts });
  expect((await desk.add('opaque', ['--connection', connection])).code).toBe(0);
  for (const more of [[], ['--json']]) {
    const { code, stdout, stderr } = await desk.authorize('opaque', more);
    expect(code).toBe(0);
    expect(more.length > 0 ? stderr : stdout).toMatch(/Warning: .* whose organization/);
  }
  expect((await desk.view('opaque')).state).toBe('Authorized');
});

test('a redirect address that is not registered gets no further than the provider, and the time runs out', async () => {
  await desk.run(['auth', 'update', 'main', '--redirect', 'http://127.0.0.1:9/callback']);
  const browser = new SignInBrowser();
  const address = /^http\S+authorize\S+$/m;
  const run = await desk.run(['auth', 'authorize', 'main', '--paste'], { stdin: '\n' });
  const end = await browser.open(address.exec(run.stdout)![0]);
  expect(end.status).toBe(400);
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(/no address on standard input/);
});

test('with --paste the address that the browser ends at authorizes, without waiting for the end of standard input', async () => {
  const { redirect } = await desk.view('main');
  const child = spawn(process.execPath, [program, 'auth', 'authorize', 'main', '--paste'], {
    env: cleanEnvironment(desk.home),
  });
  let printed = '';
  const code = await new Promise((resolve) => {
    child.stdout.setEncoding('utf8').on('data', async (text: string) => {
      const isAsked = printed.includes('Then paste');
      printed += text;
      if (isAsked || !printed.includes('Then paste')) return;
      const url = /^http\S+authorize\?\S+$/m.exec(printed)![0];
      child.stdin.write(`${await new SignInBrowser().openUntil(url, redirect)}\n`);
    });
    child.on('close', resolve);
  });
  expect(printed).toMatch(/main: Authorized, the default\./);
  expect(code).toBe(0);
});

// On Linux the browser is what $BROWSER names; elsewhere the system's own, which no test may start.
if (process.platform === 'linux')
  test('with --open the browser is sent to the provider', async () => {
    const browser = join(desk.home, 'browser.sh');
    const seen = join(desk.home, 'seen');
    await writeFile(browser, `#!/bin/sh\nprintf '%s' "$1" > '${seen}'\n`);
    await chmod(browser, 0o755);
    const { stdout } = await runProcess(['auth', 'authorize', 'main', '--open', '--timeout', '3'], {
      home: desk.home,
      env: { BROWSER: browser },
    });
    expect(stdout).toContain(await readFile(seen, 'utf8'));
    expect(await readFile(seen, 'utf8')).toMatch(/\/v1\/authorize\?/);
  });

if (process.platform === 'linux')
  test('the browser gets nothing of the environment that may be a secret, by whatever name', async () => {
    const browser = join(desk.home, 'curious.sh');
    const seen = join(desk.home, 'environment');
    await writeFile(browser, `#!/bin/sh\nenv > '${seen}'\n`);
    await chmod(browser, 0o755);
    const hidden = [
      'WXCC_TOKEN',
      'MYSQL_PWD',
      'GITHUB_PAT',
      'NPM_CONFIG__AUTH',
      'SSH_AUTH_SOCK',
      'XDG_TOKEN',
      'ANY',
    ];
    const proxy = 'http://user:hush@proxy.example';
    await runProcess(['auth', 'authorize', 'main', '--open', '--timeout', '3'], {
      home: desk.home,
      env: {
        ...Object.fromEntries(hidden.map((name) => [name, 'hush-hush-hush'])),
        ...{ BROWSER: browser, QT_PROXY: proxy, XDG_RUNTIME_DIR: '/run/user/7', LC_ALL: 'C' },
      },
    });
    const environment = await readFile(seen, 'utf8');
    expect(environment).not.toContain('hush');
    expect(environment).not.toContain('WXCC_NODES_HOME');
    for (const needed of [/^PATH=/m, /^HOME=/m, /^LC_ALL=C$/m, /^XDG_RUNTIME_DIR=\/run\/user\/7$/m])
      expect(environment).toMatch(needed);
  });

describe('a refresh token that the provider refuses', () => {
  test.each(['rfc', 'webex', 'webex-edge'])(
    'is Re-authorization Required with %s error bodies',
    async (errorBodies) => {
      await desk.signIn('main');
      await sandbox.admin('POST', '/oauth', { errorBodies });
      await sandbox.admin('POST', '/oauth/revoke', {});
      const { code, stdout } = await desk.run(['auth', 'test', 'main']);
      await sandbox.admin('POST', '/oauth', { errorBodies: 'rfc' });
      expect(code).toBe(1);
      expect(stdout).toMatch(
        /^main: Re-authorization Required\.\nThe provider refused to renew the token \(invalid_/,
      );
      expect(stdout).toMatch(/Run `wxcc-nodes auth authorize main`/);
      expect(await desk.authorize('main')).toMatchObject({ code: 0 });
      expect((await desk.run(['auth', 'test', 'main'])).code).toBe(0);
    },
  );
});

test.each([
  ['down', /answered 503/],
  ['html', /no JSON object/],
])('a provider that is %s is a failure, and the authorization is as it was', async (setting, problem) => {
  await desk.signIn('main');
  await sandbox.admin('POST', '/oauth', { [setting]: true });
  const forPeople = await desk.run(['auth', 'test', 'main']);
  const forPrograms = await desk.run(['auth', 'test', 'main', '--json']);
  await sandbox.admin('POST', '/oauth', { [setting]: false });
  expect(forPeople).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(problem) });
  expect(forPrograms).toMatchObject({ code: 1, stderr: '' });
  expect(jsonOf(forPrograms)).toMatchObject({ error: { message: expect.stringMatching(problem) } });
  expect((await desk.view('main')).state).toBe('Authorized');
});

test('a short life that the provider gives is shown, and the doctor says when it ends', async () => {
  await sandbox.admin('POST', '/oauth', { accessTokenSeconds: 600, refreshTokenSeconds: 7200 });
  await desk.signIn('main');
  await sandbox.admin('POST', '/oauth', { accessTokenSeconds: 1_209_599, refreshTokenSeconds: 7_776_000 });
  expect((await desk.view('main')).refreshToken.ends).toMatch(/^ends .*, in 1 hour$/);
  const soon = await desk.run(['auth', 'doctor']);
  expect(soon.code).toBe(1);
  expect(soon.stdout).toMatch(/refresh token +ends .* \[0 days left\]/);
  expect(soon.stdout).toMatch(/auth test main/);
  expect((await desk.run(['auth', 'doctor', '--within', '30m'])).code).toBe(0);
  expect((await desk.run(['auth', 'test', 'main'])).code).toBe(0);
  expect((await desk.run(['auth', 'doctor'])).code).toBe(0);
});

test('the doctor finds what is pending, and what stops with it', async () => {
  const usages = await desk.file('usages.json', {
    format: 1,
    steps: [{ flow: 'Inbound', step: 'n1', node: 'queue-task', authorization: 'main' }],
  });
  const { code, stdout } = await desk.run(['auth', 'doctor', '--usages', usages]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/With it stops: flow "Inbound" step "n1" \(queue-task\)/);
});
