import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PostgresServer } from '../../scripts/servers/postgres.js';
import { copyStore } from '../../src/store/copy.js';
import { HomeArchive } from '../../src/store/files/home-archive.js';
import { withArchive } from '../../src/store/postgres/open.js';
import { idStartAt } from '../../src/store/run-record.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { describeWithPostgres } from '../support/postgres.js';
import { packDirectory, temporaryFolder } from '../support/workshop.js';

const secret = 'a0dPs40pGOSJmWWue9Dpo2VbQ2bjStdpePy2vJmfKeY';
const digest = createHash('sha256').update(secret).digest('hex');
const keptAt = new Date('2026-01-15T12:00:00.123Z');

/** The files below a folder, with what they hold; and the times of the kept calls. */
const filesIn = async (home: string): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'authorizations.key') continue;
    const file = join(entry.parentPath, entry.name);
    const isCall = file.includes('kept-calls');
    const time = isCall ? ` ${Math.round((await stat(file)).mtimeMs)}` : '';
    const sum = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    found[file.slice(home.length)] = sum + time;
  }
  return found;
};

/** A home of version 1.0.0, with a kept call of today's kind, a note of a refresh, and a connection in other letters. */
const fullHome = async (): Promise<string> => {
  const home = await temporaryFolder();
  await cp(join(__dirname, 'home-1.0.0'), home, { recursive: true });
  const calls = join(home, 'kept-calls');
  const id = 'ab'.repeat(32);
  const files = {
    [join(calls, 'ab', `${id}.${'c'.repeat(16)}.json`)]: '{"digits":10.50,"ä":"\\u0000"}',
    [join(home, 'authorizations.refresh-0123456789abcdef.asked')]: '{"id":"x"}\n   ',
    [join(home, 'trust.json')]: '{"format":1, "publishers":[], "revoked":[]}',
    [join(home, 'exports.json')]: '{"format":1, "exports":[]}',
    [join(home, 'connections', 'Köln 1.json')]: '{ "orgId": "ä", }',
    [join(home, 'runs', '20260115T120000000-0123abcd.json')]: '{"ä":"\\u0000"}\n{}\n',
    // Nobody's.
    [join(home, 'connections', 'live.json~')]: 'x',
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    if (file.startsWith(calls)) await utimes(file, keptAt, keptAt);
  }
  return home;
};

describeWithPostgres('a copy', () => {
  let server: PostgresServer;
  let count = 0;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.remove());
  const database = async () => {
    count += 1;
    const url = await server.database(`copy_${count}`);
    expect((await runCli(['store', 'migrate', '--store', url])).code).toBe(0);
    return url;
  };
  const copy = (home: string, url: string, ...sides: string[]) =>
    runCli(['store', 'copy', ...sides, '--json', '--store', url], { home });
  const rows = async (url: string) =>
    server.ask(
      'SELECT (SELECT count(*) FROM wxcc_nodes.documents) + (SELECT count(*) FROM wxcc_nodes.packages) + (SELECT count(*) FROM wxcc_nodes.kept_calls) + (SELECT count(*) FROM wxcc_nodes.runs)',
      new URL(url).pathname.slice(1),
    );

  test('into a database and back is the same, file by file, and opens', async () => {
    const home = await fullHome();
    const url = await database();
    const counts = {
      keys: 1,
      trust: 1,
      exports: 1,
      authorizations: 1,
      asked: 1,
      connection: 2,
      list: 1,
      catalog: 1,
      package: 1,
      call: 2,
      run: 1,
    };
    expect(jsonOf(await copy(home, url, 'home', 'database'))).toEqual({ copied: counts });
    const over = await openWorkspace({ home, packDirectory, store: { url } });
    expect((await over.stores.keys.list())[0]!.hash).toBe(`sha256:${digest}`);
    expect((await over.connections.load('here')).orgId).toBeDefined();
    expect(await over.packages.damaged()).toEqual([]);
    const content = await over.authorizations.vault.read();
    expect(content.secret(content.authorizations[0]!, 'clientSecret')).toBe('secret-of-the-fixture');
    await over.close();
    const other = await temporaryFolder();
    expect(jsonOf(await copy(other, url, 'database', 'home'))).toEqual({ copied: counts });
    const { '/connections/live.json~': _, ...before } = await filesIn(home);
    expect(await filesIn(other)).toEqual(before);
  });

  test('into what is not empty is refused', async () => {
    const home = await fullHome();
    const url = await database();
    expect((await copy(home, url, 'home', 'database')).code).toBe(0);
    const before = [await rows(url), await filesIn(home)];
    for (const sides of [
      ['home', 'database'],
      ['database', 'home'],
    ]) {
      const run = await copy(home, url, ...sides);
      expect([run.code, jsonOf(run)]).toEqual([
        2,
        { error: expect.objectContaining({ code: 'copy.target' }) },
      ]);
    }
    expect([await rows(url), await filesIn(home)]).toEqual(before);
    const same = await copy(home, url, 'home', 'home');
    expect(jsonOf<{ error: { code: string } }>(same).error.code).toBe('copy.same');
  });

  test('of a home that changes meanwhile is refused, and nothing is left', async () => {
    const home = await fullHome();
    const url = await database();
    const before = await rows(url);
    const source = new HomeArchive(home);
    const changed: typeof source = Object.assign(new HomeArchive(home), {
      read: (work: Parameters<HomeArchive['read']>[0]) =>
        source.read(async (records) => {
          await work(records);
          await writeFile(join(home, 'connections', 'here.json'), '{}');
        }),
    });
    await expect(
      withArchive({ url }, packDirectory, (target) => copyStore(changed, target)),
    ).rejects.toMatchObject({ code: 'copy.in-use', remedy: expect.stringContaining('Stop the services') });
    expect(await rows(url)).toBe(before);
  });

  test('of a database that changes meanwhile is that of one moment', async () => {
    const home = await fullHome();
    const url = await database();
    await copy(home, url, 'home', 'database');
    const other = await temporaryFolder();
    const target = new HomeArchive(other);
    await withArchive({ url }, packDirectory, (source) =>
      copyStore(
        {
          place: source.place,
          read: (work) =>
            source.read(async (records) =>
              work(
                (async function* () {
                  for await (const record of records) {
                    yield record;
                    await server.ask(
                      'DELETE FROM wxcc_nodes.kept_calls; DELETE FROM wxcc_nodes.runs; UPDATE wxcc_nodes.documents SET content = content',
                      new URL(url).pathname.slice(1),
                    );
                  }
                })(),
              ),
            ),
        } as typeof source,
        target,
      ),
    );
    const { '/connections/live.json~': _, ...before } = await filesIn(home);
    expect(await filesIn(other)).toEqual(before);
  });

  test.each([
    ['that is no text', 'connections/odd.json', Buffer.from([0xff, 0xfe])],
    ['with a zero', 'connections/odd.json', Buffer.from('"\0"')],
  ])('of a record %s is refused with its name, and nothing is left', async (_, file, bytes) => {
    const home = await fullHome();
    await writeFile(join(home, file), bytes);
    const url = await database();
    const before = await rows(url);
    const run = await copy(home, url, 'home', 'database');
    expect(jsonOf<{ error: object }>(run).error).toMatchObject({
      code: 'copy.record',
      message: expect.stringContaining('connection/odd'),
    });
    expect(await rows(url)).toBe(before);
  });

  test('of a record whose name leads elsewhere is refused, and nothing is left', async () => {
    const url = await database();
    const name = new URL(url).pathname.slice(1);
    await server.ask("INSERT INTO wxcc_nodes.documents VALUES ('keys', 1, '{}')", name);
    await server.ask("INSERT INTO wxcc_nodes.documents VALUES ('list/../../x', 1, '{}')", name);
    const home = await temporaryFolder();
    const run = await copy(home, url, 'database', 'home');
    expect(jsonOf<{ error: object }>(run).error).toMatchObject({ code: 'copy.record' });
    expect(await filesIn(home)).toEqual({});
  });
});

test('purge forgets what is older, and nothing that is promised', async () => {
  const home = await fullHome();
  const purge = (age: string) => runCli(['purge', '--older-than', age, '--json'], { home });
  for (const age of ['23h', '0d', 'x', '-1d', '1.5d']) expect((await purge(age)).code).toBe(2);
  const call = join(home, 'kept-calls', 'ab', `${'ab'.repeat(32)}.${'c'.repeat(16)}.json`);
  const twoDays = new Date(Date.now() - 48 * 3600 * 1000);
  await utimes(call, twoDays, twoDays);
  const letter = join(home, 'callbacks', 'ab', 'x');
  await mkdir(dirname(letter), { recursive: true });
  await writeFile(letter, '{}');
  await utimes(letter, twoDays, twoDays);
  const run = join(home, 'runs', `${idStartAt(twoDays.getTime())}-0123abcd.json`);
  await writeFile(run, '{}');
  expect(jsonOf(await purge('60d'))).toMatchObject({ forgotten: { callbacks: 0, runs: expect.any(Number) } });
  expect(await stat(run)).toBeDefined();
  expect(await stat(call)).toBeDefined();
  expect(jsonOf(await purge('30h'))).toMatchObject({ forgotten: { callbacks: 1, runs: 1 } });
  await expect(stat(run)).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(stat(call)).rejects.toMatchObject({ code: 'ENOENT' });
});
