import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freeRedirect } from '../../scripts/servers/free-port.js';
import { jsonAnswer, TokenServer } from '../support/token-server.js';
import { queues, workspaceOf } from '../support/workshop.js';
import { AuthDesk } from './auth-cli.js';
import { jsonFile } from './invoke-cli.js';
import type { Finished } from './run-cli.js';
import { type RunningSandbox, SandboxHere } from './running-sandbox.js';

/** A provider may echo what it was told. */
const known = ['canary-client-secret', 'canary-access-token', 'canary-refresh-token'];
const canaries = [...known, 'canary-second-secret'];

/** As it is, and in every coding that it travels in. */
const formsOf = (secret: string): string[] => {
  const cuts = [0, 1, 2].map((cut) => Buffer.from(secret.slice(cut)).toString('base64').slice(0, 16));
  return [
    secret,
    encodeURIComponent(secret),
    secret.replaceAll('-', '%2D'),
    ...cuts,
    Buffer.from(secret).toString('hex'),
  ];
};

const found = (text: string) =>
  canaries.filter((secret) => formsOf(secret).some((form) => text.includes(form)));

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await SandboxHere.start();
});
afterAll(() => sandbox.stop());

test('secrets and tokens go through every command, error and dry run, and none appears anywhere but encrypted in the vault', async () => {
  const desk = await AuthDesk.open(sandbox);
  const server = await TokenServer.start();
  server.answer = server.grant({
    access_token: 'canary-access-token',
    refresh_token: 'canary-refresh-token',
  });
  const connection = await desk.file('connections/canary.json', {
    ...sandbox.connection,
    oauth: server.hosts,
  });
  const outputs: Finished[] = [];
  const run = async (args: string[], stdin = '', codes = [0]) => {
    for (const form of [[], ['--json']]) {
      const finished = await desk.run([...args, ...form], { stdin });
      expect(codes.map((code) => ({ args, ...finished, code }))).toContainEqual({ args, ...finished });
      outputs.push(finished);
    }
  };
  const given = ['--client-id', 'canary-client', '--client-secret-stdin', '--connection', 'canary'];
  const redirect = await freeRedirect();
  const add = (name: string) => ['auth', 'add', '--name', name, ...given, '--redirect', redirect];
  const authorize = async (form: string[], code = 0) => {
    const finished = await desk.authorize('main', form);
    expect(finished.code).toBe(code);
    outputs.push(finished);
  };
  const echo = jsonAnswer(400, { error: 'invalid_grant', error_description: known.join(' ') });

  // The second time the name is taken.
  await run(add('main'), 'canary-client-secret', [0, 2]);
  await authorize([]);
  await authorize(['--json']);
  server.next.push(echo);
  await authorize([], 1);
  for (const command of ['integrations', 'list', 'doctor', 'view main', 'default main', 'test main', 'rekey'])
    await run(['auth', ...command.split(' ')]);
  const { id, conversationId } = await sandbox.createTask();
  const input = await jsonFile({
    taskId: id,
    conversationId,
    mediaType: 'chat',
    mediaChannel: 'web',
    queueId: queues.chat,
  });
  const invoke = [
    'invoke',
    'queue-task',
    '--input',
    input,
    '--connection',
    connection,
    '--authorization',
    'main',
  ];
  await run([...invoke, '--dry-run']);
  // The sandbox does not know the token: 401, refresh, 401.
  await run(invoke, '', [1]);
  const body = { message: 'seen canary-access-token', errors: [{ description: 'canary-access-token' }] };
  await sandbox.order('queue-task', { kind: 'body', body });
  await run(invoke, '', [1]);
  server.answer = jsonAnswer(503, { message: known.join(' ') });
  await run(['auth', 'test', 'main'], '', [1]);
  await run(invoke, '', [1]);
  server.answer = jsonAnswer(200, known.join(' '));
  await run(['auth', 'test', 'main'], '', [1]);
  server.answer = echo;
  await run(['auth', 'test', 'main'], '', [1]);
  await run(['auth', 'view', 'main']);
  await run(['auth', 'doctor'], '', [1]);
  await run(invoke, '', [1]);
  await run(
    ['auth', 'update', 'main', '--client-secret-stdin', '--scopes', 'a"b'],
    'canary-second-secret',
    [2],
  );
  await run(['auth', 'update', 'main', '--client-secret-stdin'], 'canary-second-secret');

  for (const { stdout, stderr } of outputs) expect(found(stdout + stderr)).toEqual([]);
  for (const entry of await readdir(desk.home, { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      expect(found(await readFile(join(entry.parentPath, entry.name), 'latin1'))).toEqual([]);

  // They were there, and one is.
  const content = await workspaceOf(desk.home).authorizations.vault.read();
  expect(content.secret(content.authorizations[0]!, 'clientSecret')).toBe('canary-second-secret');
  expect(server.requests.some(({ form }) => form.refresh_token === 'canary-refresh-token')).toBe(true);
  await run(['auth', 'remove', 'main'], '', [0, 2]);
}, 180_000);
