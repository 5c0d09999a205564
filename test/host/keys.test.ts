import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf } from '../../src/host/keys/service-keys.js';
import { jsonOf, runCli, runProcess } from '../cli/run-cli.js';
import { temporaryFolder } from '../support/workshop.js';
import { ServiceDesk } from './service-desk.js';

interface Added {
  name: string;
  key: string;
  nodes: string[];
}

const adding = (name: string, ...options: string[]) => ['key', 'add', name, '--json', ...options];

const add = async (home: string, name: string, ...options: string[]) =>
  jsonOf<Added>(await runCli(adding(name, ...options), { home }));

test('the file holds the hash of a key, never the key, and only its owner reads it', async () => {
  const home = await temporaryFolder();
  const { key } = await add(home, 'us');
  const file = join(home, 'keys.json');
  const text = await readFile(file, 'utf8');
  expect(text).not.toContain(key);
  expect(JSON.parse(text).keys).toMatchObject([{ name: 'us', hash: hashOf(key), nodes: ['*'] }]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a key is shown once: the list has its name, not its secret or hash', async () => {
  const home = await temporaryFolder();
  const { key } = await add(home, 'us', '--nodes', 'queue-task,screen-pop', '--rate', '60');
  const { stdout } = await runCli(['key', 'list'], { home });
  expect(stdout).toContain('us');
  expect(stdout).toContain('queue-task, screen-pop');
  const json = await runCli(['key', 'list', '--json'], { home });
  expect(json.stdout).not.toMatch(new RegExp(`${key}|sha256`));
  expect(jsonOf<Added[]>(json)).toMatchObject([{ name: 'us', callsPerMinute: 60 }]);
});

test('keys are 256 random bits, another one each time', async () => {
  const home = await temporaryFolder();
  const keys = [(await add(home, 'a')).key, (await add(home, 'b')).key];
  for (const key of keys) expect(Buffer.from(key, 'base64url')).toHaveLength(32);
  expect(keys[0]).not.toBe(keys[1]);
});

test('keys that are added at the same time are all there', async () => {
  const home = await temporaryFolder();
  const names = ['a', 'b', 'c', 'd'];
  await Promise.all(names.map((name) => runProcess(adding(name), { home })));
  const { keys } = JSON.parse(await readFile(join(home, 'keys.json'), 'utf8'));
  expect(keys.map(({ name }: Added) => name)).toEqual(names);
});

test.each([
  [['key', 'add', 'us'], 'key.exists'],
  [['key', 'revoke', 'them'], 'key.unknown'],
  [['key', 'add', 'them', '--nodes', 'queue-tusk'], 'node.unknown'],
  [['key', 'add', 'them', '--connection', 'nowhere'], 'connection.unknown'],
  [['key', 'add', 'them', '--connection', '../us'], 'connection.name'],
  [['key', 'add', 'them', '--authorization', 'nobody'], 'authorization.unknown'],
  [['key', 'add', 'No Name'], 'commander.invalidArgument'],
  [['key', 'add', 'them', '--rate', '0'], 'commander.invalidArgument'],
])('%j is refused as %s', async (args, code) => {
  const home = await temporaryFolder();
  await add(home, 'us');
  const { code: exitCode, stdout } = await runCli([...args, '--json'], { home });
  expect({ exitCode, code: JSON.parse(stdout).error.code }).toEqual({ exitCode: 2, code });
});

test('a file that is none stops the command and says so', async () => {
  const home = await temporaryFolder();
  await writeFile(join(home, 'keys.json'), '{"keys": []}');
  const { code, stdout } = await runCli(['key', 'list', '--json'], { home });
  expect(code).toBe(2);
  expect(JSON.parse(stdout).error).toMatchObject({
    code: 'keys.broken',
    message: expect.stringContaining('keys.json'),
  });
});

describe('a running service', () => {
  let desk: ServiceDesk;
  beforeAll(async () => {
    desk = await ServiceDesk.open();
  });

  test('takes a new key and refuses a revoked one without a restart', async () => {
    const { path, body } = await desk.queueCall();
    const { home } = desk.workshop;
    const { key } = jsonOf<Added>(await runProcess(adding('new'), { home }));
    const caller = { name: 'new', secret: key };
    expect((await desk.post(path, { key: caller, body })).status).toBe(200);
    await runProcess(['key', 'revoke', 'new'], { home });
    expect((await desk.post(path, { key: caller, body })).status).toBe(401);
  });

  test('serves several organizations: a key calls with its own connection', async () => {
    const { path, body, taskId } = await desk.queueCall();
    await desk.writeConnection('elsewhere', { ...desk.workshop.connection, orgId: 'another-org' });
    const key = await desk.addKey({ connection: 'elsewhere' });
    const theirs = (await (await desk.post(path, { key, body })).json()) as { outcome: string };
    expect(theirs.outcome).toBe('onauthorizationfail');
    const ours = (await (await desk.post(path, { body })).json()) as { outcome: string };
    expect(ours.outcome).toBe('Queued');
    expect(await desk.callsFor(taskId)).toBe(2);
  });

  test('lets a key make as many calls a minute as it may, and no other key fewer', async () => {
    const key = await desk.addKey({ callsPerMinute: 3 });
    const call = () => desk.post('/v1/nodes/queue-task/v1.3/queue-task', { key, body: {} });
    const statuses = [];
    for (let index = 0; index < 3; index += 1) statuses.push((await call()).status);
    expect(statuses).toEqual([200, 200, 200]);
    const over = await call();
    expect(over.status).toBe(429);
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await over.json()).toMatchObject({ error: { code: 'key.rate' } });
    expect((await desk.post('/v1/nodes/queue-task/v1.3/queue-task', { body: {} })).status).toBe(200);
  });
});
