import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { startService } from '../../src/host/service.js';
import { readCache } from '../../src/lookup/cache.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { packDirectory, temporaryFolder } from '../support/workshop.js';

// home-1.0.0 was written by version 1.0.0 (5f4afd3): one package, key, connection, authorization, list and kept call.
// Its secrets open nothing but this home.

/** The key that `key add desk` showed. */
const secret = 'a0dPs40pGOSJmWWue9Dpo2VbQ2bjStdpePy2vJmfKeY';
const keptCall = 'kept-calls/74/7431427ba966def072846bbcd6a404b92d21f3cf87c5657832d3acab3987d3b7.json';

let home: string;
beforeEach(async () => {
  home = await temporaryFolder();
  await cp(join(__dirname, 'home-1.0.0'), home, { recursive: true });
});

const open = () => openWorkspace({ home, packDirectory });

test('the imported package answers when its version is asked for', async () => {
  const { catalog, packages } = await open();
  const [entry] = await catalog.entries();
  expect(entry).toMatchObject({ node: 'piq-and-ewt', version: '1.0.0' });
  expect(await catalog.read(entry!)).toMatchObject({ pack: { version: '1.0.0' } });
  const ofNode = await packages.packagesOf('piq-and-ewt');
  expect(ofNode.map(({ origin, pack }) => `${origin} ${pack.version}`)).toContain('catalog 1.0.0');
  expect(await packages.damaged()).toEqual([]);
});

test('the secrets of the authorization are opened with the key file, and changed', async () => {
  const { authorizations } = await open();
  const content = await authorizations.vault.read();
  const [main] = content.authorizations;
  expect(main).toMatchObject({ name: 'main', state: 'Authorization Pending' });
  expect(content.secret(main!, 'clientSecret')).toBe('secret-of-the-fixture');
  await authorizations.update('main', { clientId: 'client-2' });
  expect(await (await open()).authorizations.find('main')).toMatchObject({ clientId: 'client-2' });
});

test('the connection and the list that was fetched over it are found', async () => {
  const { connections, stores } = await open();
  const connection = await connections.load('here');
  const identity = { node: 'queue-task', list: 'queues', asked: 'here', connection };
  const { cache, problem } = await readCache(stores.lists, identity);
  expect(problem).toBeUndefined();
  expect(cache?.records.length).toBeGreaterThan(0);
});

test('a call that was kept is answered with its result to the same key, and sends nothing', async () => {
  const file = join(home, keptCall);
  const record = JSON.parse(await readFile(file, 'utf8')) as { result: { outputs: { taskId: string } } };
  // Kept for a day: as if it had been made now.
  await writeFile(file, JSON.stringify({ ...record, startedAt: Date.now(), overAt: Date.now() }));
  const service = await startService({
    home,
    packDirectory,
    environment: {},
    log: pino({ level: 'silent' }),
    connection: 'here',
  });
  const call = (idempotencyKey: string, taskId: string) =>
    fetch(`${service.url}/v1/nodes/queue-task/v1.3/queue-task`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`desk:${secret}`).toString('base64')}`,
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey,
      },
      body: JSON.stringify({
        taskId,
        conversationId: '5aefb6cc-44e2-449f-bdbc-7829f17b1f0a',
        mediaType: 'chat',
        mediaChannel: 'web',
        queueId: 'c0ffee00-0000-4000-8000-00000000000a',
      }),
    });
  const { taskId } = record.result.outputs;
  const answer = await call('fixture-1', taskId);
  expect(await answer.json()).toMatchObject({ outcome: 'Queued', effect: 'done', outputs: { taskId } });
  expect((await call('fixture-1', 'another')).status).toBe(409);
  await service.stop();
});

test('a home that a newer program has changed is refused with the version that it needs', async () => {
  await writeFile(join(home, 'home.json'), JSON.stringify({ format: 2, needs: '1.4.0' }));
  await expect(open()).rejects.toMatchObject({
    kind: 'operator',
    code: 'home.newer',
    message: expect.stringContaining('home.json'),
    remedy: expect.stringContaining('wxcc-nodes 1.4.0 or later'),
  });
});

test.each(['{"format":1}', '{', 'null', '[]'])('a home.json of %s keeps nobody out', async (text) => {
  await writeFile(join(home, 'home.json'), text);
  await expect(open()).resolves.toBeDefined();
});
