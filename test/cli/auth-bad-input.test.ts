import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../support/workshop.js';
import { expectRefusal } from './expect-refusal.js';
import { textFile } from './invoke-cli.js';
import { runCli } from './run-cli.js';

const newKey = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const adding = (name: string, ...more: string[]) => [
  ...['auth', 'add', '--name', name, '--client-id', 'x', '--client-secret-stdin'],
  ...more,
];

let home: string;
beforeEach(async () => {
  home = await temporaryFolder();
});

const add = async (name: string) => {
  const { code } = await runCli(adding(name), { home, stdin: 'the-secret\n' });
  expect(code).toBe(0);
};

test.each<[string, string[], RegExp, (string | Buffer)?]>([
  ['an unknown auth command', ['auth', 'bogus'], /bogus/],
  ['a name of 300 characters', adding('x'.repeat(300)), /has 300 characters/, 's'],
  ['a name with control characters', adding('a\u001b[31m'), /control characters/, 's'],
  ['no client secret', ['auth', 'add', '--name', 'a', '--client-id', 'x'], /no client secret/],
  ['an empty client secret', adding('a'), /no client secret on standard input/, '\n'],
  ['a client secret without an end', adding('a'), /over 65536 bytes/, 'x'.repeat(200_000)],
  ['a client secret in Latin 1', adding('a'), /not UTF-8/, Buffer.from('caf\u00e9\n', 'latin1')],
  ['an unknown integration', adding('a', '--integration', 'nope'), /no integration "nope"/, 's'],
  ['an unknown connection', adding('a', '--connection', 'nope'), /no connection "nope"/, 's'],
  ['a wrong client authentication', adding('a', '--client-authentication', 'x'), /client_secret_post/, 's'],
  ['a redirect address elsewhere', adding('a', '--redirect', 'http://example.com/'), /neither https/, 's'],
  ['scopes that are none', adding('a', '--scopes', ' '), /scopes are none/, 's'],
  ['an unknown name to authorize', ['auth', 'authorize', 'nobody'], /no authorization "nobody"/],
  ['an unknown name to view', ['auth', 'view', 'nobody'], /no authorization "nobody"/],
  [
    'an unknown name to update',
    ['auth', 'update', 'nobody', '--client-id', 'x'],
    /no authorization "nobody"/,
  ],
  ['an unknown name to make default', ['auth', 'default', 'nobody'], /no authorization "nobody"/],
  ['an unknown name to remove', ['auth', 'remove', 'nobody'], /no authorization "nobody"/],
  ['an unknown name to test', ['auth', 'test', 'nobody'], /no authorization "nobody"/],
  ['a time-out of no time', ['auth', 'authorize', 'a', '--timeout', '0'], /from 1s to 1h/],
  ['a time that is none', ['auth', 'doctor', '--within', 'soon'], /14d/],
  ['a rekey to nowhere', ['auth', 'rekey', '--to', 'paper'], /file, environment/],
  ['a rekey to a key that is not set', ['auth', 'rekey', '--to', 'environment'], /WXCC_NODES_KEY is not set/],
  ['a usages file that is missing', ['auth', 'doctor', '--usages', 'missing.json'], /missing\.json: ENOENT/],
])('%s is refused', async (_what, args, problem, stdin = '') => {
  await expectRefusal(args, problem, { stdin });
});

test('two of one name, in any case, are refused', async () => {
  await add('main');
  await expectRefusal(adding('MAIN'), /an authorization "main" already/, { home, stdin: 's' });
});

test('a connection without an authorization server is refused', async () => {
  const file = await textFile('{"orgId": "x", "taskApi": "http://127.0.0.1:1"}');
  await expectRefusal(adding('a', '--connection', file), /names no authorization server/, { stdin: 's' });
});

test.each(['[]', '{"format": 2, "steps": []}', '{"format": 1, "steps": [{"flow": "x"}]}'])(
  'a usages file with %s is refused',
  async (text) => {
    await expectRefusal(['auth', 'doctor', '--usages', await textFile(text)], /file\.json/);
  },
);

const commands = [
  ['auth', 'view', 'main'],
  ['auth', 'rekey'],
];

describe('a vault is refused, and nothing is lost, when it', () => {
  const vault = () => join(home, 'authorizations.json');

  test.each<[string, (text: string) => string, RegExp]>([
    ['is empty', () => '', /empty/],
    ['is cut off', (text) => text.slice(0, text.length / 2), /not whole JSON/],
    ['is changed', (text) => text.replace('"clientId": "x"', '"clientId": "y"'), /seal does not fit/],
    ['is of a newer version', (text) => text.replace('"format": 1', '"format": 3'), /newer version/],
  ])('%s', async (_what, change, problem) => {
    await add('main');
    const changed = change(await readFile(vault(), 'utf8'));
    await writeFile(vault(), changed);
    for (const args of commands) await expectRefusal(args, problem, { home });
    expect(await readFile(vault(), 'utf8')).toBe(changed);
  });

  test('is a folder', async () => {
    await mkdir(vault());
    for (const args of commands) await expectRefusal(args, /a folder, not a file/, { home });
  });

  test('needs another key', async () => {
    await add('main');
    const before = await readFile(vault(), 'utf8');
    const env = { WXCC_NODES_KEY: newKey(1) };
    for (const args of commands.slice(0, 1))
      await expectRefusal(args, /not with WXCC_NODES_KEY/, { home, env });
    for (const args of commands)
      await expectRefusal(args, /holds no key/, { home, env: { WXCC_NODES_KEY: 'x' } });
    expect(await readFile(vault(), 'utf8')).toBe(before);
  });
});

test('auth rekey moves the vault to WXCC_NODES_KEY and back', async () => {
  await add('main');
  const env = { WXCC_NODES_KEY: newKey(1) };
  const there = await runCli(['auth', 'rekey'], { home, env });
  expect(there).toMatchObject({
    code: 0,
    stdout: '1 authorizations are encrypted with the key in WXCC_NODES_KEY now.\n',
  });
  expect((await runCli(['auth', 'view', 'main'], { home, env })).code).toBe(0);
  await expectRefusal(['auth', 'list'], /there is no key/, { home });
  const back = await runCli(['auth', 'rekey', '--to', 'file'], { home, env });
  expect(back.stdout).toMatch(/Unset WXCC_NODES_KEY/);
  expect((await runCli(['auth', 'view', 'main'], { home })).code).toBe(0);
});
