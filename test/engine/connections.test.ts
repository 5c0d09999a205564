import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from '../../schemas/types.js';
import { sandboxConnection } from '../../src/engine/connections.js';
import type { ToldError } from '../../src/ground/told-error.js';
import nock from '../support/nock.js';
import { Workshop } from '../support/workshop.js';

let workshop: Workshop;
let folder: string;
beforeAll(async () => {
  workshop = await Workshop.open();
  folder = join(workshop.home, 'connections');
  await mkdir(folder, { recursive: true });
});

const save = async (name: string, content: unknown) => {
  const file = join(folder, `${name}.json`);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const load = (connection: string | Connection | undefined) => workshop.engine.connections.load(connection);
const good: Connection = { orgId: 'org-1', taskApi: 'https://tasks.example/api' };

describe('a connection', () => {
  test('is the sandbox when none is named', async () => {
    expect(await load(undefined)).toEqual(sandboxConnection);
    expect(await load('sandbox')).toEqual(sandboxConnection);
  });

  test('is found by its name in the home folder', async () => {
    await save('tenant-1', good);
    expect(await load('tenant-1')).toEqual(good);
  });

  test('is found by its file', async () => {
    expect(await load(await save('by-file', good))).toEqual(good);
  });

  test('may be given as it is', async () => {
    expect(await load(good)).toEqual(good);
  });
});

describe('a connection is refused', () => {
  const refused = (connection: string | Connection) =>
    load(connection).then(
      () => {
        throw new Error('It was not refused.');
      },
      (error: unknown) => error,
    );
  const refusal = (code: string, message: unknown) => ({
    name: 'ToldError',
    code,
    message,
    remedy: expect.stringMatching(/./),
  });

  test('when there is none of the name', async () => {
    expect(await refused('nowhere')).toMatchObject(
      refusal('connection.unknown', expect.stringContaining('"nowhere"')),
    );
    expect(await refused('../nowhere/file.json')).toMatchObject(
      refusal('connection.unknown', expect.stringContaining('file.json')),
    );
    expect(await refused(folder)).toMatchObject({ code: 'connection.unknown' });
  });

  test.each(['{"orgId":', '', 'orgId: x'])('when its file is not JSON: %j', async (text) => {
    const file = await save('broken', text);
    expect(await refused('broken')).toMatchObject(
      refusal('connection.schema', expect.stringContaining(file)),
    );
  });

  test('with the place, what was expected, how many problems there are, and no password', async () => {
    await save('wrong', { ...good, taskApi: 'https://ada:hunter2@tasks.example', tokenn: 'x' });
    const error = (await refused('wrong')) as ToldError;
    expect(error.message).toMatch(/wrong\.json\/\w+: .*There is one more\.$/);
    await save('wrong', { ...good, taskApi: 'https://ada:hunter2@tasks.example' });
    const { message } = (await refused('wrong')) as ToldError;
    expect(message).toContain('/taskApi: Expected text that matches');
    expect(message).toContain('received "https://•••@tasks.example"');
  });

  test('when a key stands twice, or it is not UTF-8', async () => {
    const file = await save('twice', '{"orgId":"a","taskApi":"http://127.0.0.1:1","orgId":"a"}');
    expect(await refused('twice')).toMatchObject(
      refusal(
        'connection.schema',
        expect.stringContaining(`${file}: the text holds the key "orgId" twice, at character `),
      ),
    );
    await writeFile(file, Buffer.from('{"orgId":"caf\u00e9","taskApi":"http://127.0.0.1:1"}', 'latin1'));
    for (const name of ['twice', file])
      expect(await refused(name)).toMatchObject(
        refusal('connection.unknown', expect.stringContaining(`(${file}: not UTF-8)`)),
      );
  });

  test('but a byte order mark and a number with a point are none of its faults', async () => {
    await save('fine', `\ufeff{"orgId":"a","taskApi":"http://127.0.0.1:1","deadlineMs":5000.0}`);
    expect(await load('fine')).toMatchObject({ orgId: 'a', deadlineMs: 5000 });
  });

  test.each([
    ['no object', []],
    ['null', null],
    ['no organization', { taskApi: 'https://tasks.example' }],
    ['no API', { orgId: 'org-1' }],
    ['an unknown key', { ...good, tokenn: 'x' }],
    ['an organization with a line break', { ...good, orgId: 'a\r\nb' }],
    ['an API with a password', { ...good, taskApi: 'https://user:pass@tasks.example' }],
    ['an API with a query', { ...good, taskApi: 'https://tasks.example/?a=b' }],
    ['an API that is a file', { ...good, taskApi: 'file:///etc/passwd' }],
    ['an API that is no URL', { ...good, taskApi: 'https://tasks.example:99999' }],
    ['a deadline of nothing', { ...good, deadlineMs: 0 }],
    ['a deadline as text', { ...good, deadlineMs: '5000' }],
    ['a verb that is none', { ...good, endpoints: { 'queue-task': { verb: 'FETCH', path: '/x' } } }],
    ['a path without a slash', { ...good, endpoints: { 'queue-task': { verb: 'GET', path: 'x' } } }],
    ['a path with a fragment', { ...good, endpoints: { 'queue-task': { verb: 'GET', path: '/x#y' } } }],
    [
      'an answer that is no status',
      { ...good, endpoints: { 'queue-task': { verb: 'GET', path: '/x', answers: { ok: 'Queued' } } } },
    ],
    ['half a confirmation', { ...good, confirmed: { by: 'Ada' } }],
  ])('when it has %s', async (_what, content) => {
    await save('wrong', content);
    expect(await refused('wrong')).toMatchObject(
      refusal('connection.schema', expect.stringContaining('wrong.json')),
    );
    expect(await refused(content as unknown as Connection)).toMatchObject({ code: 'connection.schema' });
  });

  test.each(['taskApi', 'configApi', 'callbackBase'])(
    'when %s on another machine is not encrypted',
    async (key) => {
      expect(await refused({ ...good, [key]: 'http://tasks.example' })).toMatchObject(
        refusal('connection.insecure', expect.stringContaining(key)),
      );
    },
  );

  test.each(['http://127.0.0.1.example', 'http://localhost.example', 'http://10.0.0.1', 'http://0.0.0.0'])(
    'when its API %s only looks like this machine',
    async (taskApi) => {
      expect(await refused({ ...good, taskApi })).toMatchObject({ code: 'connection.insecure' });
    },
  );

  test.each(['http://127.0.0.1:4180', 'http://localhost:4180', 'http://[::1]:4180', 'http://127.1.2.3'])(
    'but not for plain HTTP to this machine: %s',
    async (taskApi) => {
      expect(await load({ ...good, taskApi })).toEqual({ ...good, taskApi });
    },
  );
});

describe('invoke refuses a broken connection before anything is sent', () => {
  test.each(['nowhere', { orgId: 'x' } as unknown as Connection])('%j', async (connection) => {
    const input = { queueId: 'q', taskId: 't', lookbackMinutes: 5 };
    await expect(workshop.invoke({ node: 'piq-and-ewt', input, connection })).rejects.toMatchObject({
      name: 'ToldError',
    });
    expect(nock.isDone()).toBe(true);
  });
});
