import { chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptCall } from '../../schemas/types.js';
import { PostgresServer } from '../../scripts/servers/postgres.js';
import { migrateStore } from '../../src/store/postgres/migrate.js';
import { openPostgres } from '../../src/store/postgres/open.js';
import { runCli } from '../cli/run-cli.js';
import { describeWithPostgres } from '../support/postgres.js';
import { describeWithMountedDisk } from '../support/small-disk.js';
import { packDirectory, temporaryFolder } from '../support/workshop.js';

const call = (text: string): KeptCall => ({
  format: 1,
  input: `sha256:${'b'.repeat(64)}`,
  startedAt: 1,
  overAt: 2,
  invocationId: 'i',
  package: { name: text, version: '1.0.0', digest: `sha256:${'c'.repeat(64)}`, origin: 'pack' },
});
const idOf = (index: number) => ({ id: index.toString(16).padStart(64, '0'), owner: 'e'.repeat(16) });

describeWithPostgres('a database in a bad way', () => {
  let server: PostgresServer;
  let count = 0;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.remove());
  const prepared = async () => {
    count += 1;
    const url = await server.database(`mishap_${count}`);
    await migrateStore({ url }, packDirectory);
    return { url, ask: (sql: string) => server.ask(sql, `mishap_${count}`) };
  };

  test('whose migrations are not the first ones is refused, by migrate too', async () => {
    const { url, ask } = await prepared();
    await ask('DELETE FROM wxcc_nodes.migrations WHERE number = 2');
    const refusal = { code: 'store.migration', message: expect.stringContaining('0002-letters.sql') };
    await expect(openPostgres({ url }, packDirectory)).rejects.toMatchObject(refusal);
    await expect(migrateStore({ url }, packDirectory)).rejects.toMatchObject(refusal);
    // The last step was applied, and is not noted.
    await ask('DELETE FROM wxcc_nodes.migrations');
    await ask("INSERT INTO wxcc_nodes.migrations VALUES (1, '0001-store.sql'), (2, '0002-letters.sql')");
    await expect(migrateStore({ url }, packDirectory)).rejects.toMatchObject({
      code: 'store.migration',
      message: expect.stringMatching(/0003-rates\.sql.*already exists/),
      remedy: expect.stringContaining('backup'),
    });
    expect(await ask('SELECT max(number) FROM wxcc_nodes.migrations')).toBe('2');
  });

  test('whose tables were changed by hand is told as that', async () => {
    const { url, ask } = await prepared();
    await ask('ALTER TABLE wxcc_nodes.documents DROP COLUMN revision');
    const listed = await runCli(['key', 'list'], { env: { WXCC_NODES_STORE: url } });
    expect(listed).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/"revision" does not exist \(42703\)/),
    });
  });

  const addAuthorization = async (url: string, home: string) =>
    runCli(['auth', 'add', '--name', 'main', '--client-id', 'C1', '--client-secret-stdin'], {
      env: { WXCC_NODES_STORE: url, WXCC_NODES_HOME: home },
      stdin: 'a secret\n',
    });

  test('and a home that nobody has made yet: the key of the authorizations is made in it', async () => {
    const { url } = await prepared();
    const home = join(await temporaryFolder(), 'not/yet');
    expect(await addAuthorization(url, home)).toMatchObject({ code: 0, stderr: '' });
    expect((await stat(join(home, 'authorizations.key'))).mode & 0o777).toBe(0o600);
  });

  test('and a home that cannot be written: it is the home that is told of, and nothing is kept', async () => {
    const { url, ask } = await prepared();
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    const refused = await addAuthorization(url, join(file, 'home'));
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(join(file, 'home/authorizations.key')),
    });
    expect(await ask('SELECT count(*) FROM wxcc_nodes.documents')).toBe('0');
  });

  test.each([
    [1, 'ahead of'],
    [-1, 'behind'],
  ])('whose clock is minutes away (%i) is refused', async (sign, word) => {
    const { url } = await prepared();
    const now = Date.now.bind(Date);
    const shifted = jest.spyOn(Date, 'now').mockImplementation(() => now() + sign * 3 * 60_000);
    try {
      await expect(openPostgres({ url }, packDirectory)).rejects.toMatchObject({
        code: 'store.clock',
        message: expect.stringContaining(word),
        remedy: expect.stringContaining('NTP'),
      });
    } finally {
      shifted.mockRestore();
    }
    await (await openPostgres({ url }, packDirectory)).close();
  });

  test('that wants a password: a wrong one is refused and printed nowhere, a right one is taken', async () => {
    const { url } = await prepared();
    const file = join(server.folder, 'data', 'pg_hba.conf');
    const before = await readFile(file, 'utf8');
    await writeFile(file, `host all secretive 127.0.0.1/32 scram-sha-256\n${before}`);
    await server.ask("CREATE ROLE secretive SUPERUSER LOGIN PASSWORD 'right-word'; SELECT pg_reload_conf()");
    const address = new URL(url);
    address.username = 'secretive';
    const check = (env: Record<string, string>) => runCli(['store', 'check', '--json'], { env });
    address.password = 'wrong-word';
    const wrong = [
      await check({ WXCC_NODES_STORE: address.href }),
      await runCli(['serve', '--port', '0', '--callback-port', '0'], {
        env: { WXCC_NODES_STORE: address.href },
      }),
    ];
    for (const { code, stdout, stderr } of wrong) {
      expect(code).toBe(2);
      expect(stdout + stderr).toContain('secretive');
      expect(stdout + stderr).not.toContain('wrong-word');
    }
    address.password = 'right-word';
    expect((await check({ WXCC_NODES_STORE: address.href })).code).toBe(0);
    const shown = await runCli(['store', 'check', '--store', address.href]);
    expect([shown.code, shown.stdout + shown.stderr]).toEqual([2, expect.not.stringContaining('right-word')]);
  });

  describeWithMountedDisk('on a disk that is full', (openDisk) => {
    test('refuses what is to be kept, loses nothing that was, and goes on when there is room', async () => {
      const disk = openDisk(2048);
      const place = join(disk.folder, 'tables');
      await mkdir(place);
      if (server.user)
        for (const path of [disk.folder, place]) await chown(path, server.user.uid, server.user.gid);
      await server.ask(`CREATE TABLESPACE small LOCATION '${place}'`);
      const { url, ask } = await prepared();
      await ask('ALTER TABLE wxcc_nodes.kept_calls SET TABLESPACE small');
      const { stores, close } = await openPostgres({ url }, packDirectory);
      let kept = 0;
      const fill = async () => {
        // Text that does not shrink in the database.
        for (;;) {
          await stores.keptCalls.create(idOf(kept), call(randomText(6000)));
          kept += 1;
        }
      };
      await disk.fill(64 * 1024);
      await expect(fill()).rejects.toMatchObject({ kind: 'platform', code: 'store.full' });
      const before = kept;
      expect(await ask('SELECT count(*) FROM wxcc_nodes.kept_calls')).toBe(String(before));
      expect(await stores.keptCalls.read(idOf(before))).toBeUndefined();
      await disk.clear();
      expect(await stores.keptCalls.create(idOf(before), call('n'))).toBe(true);
      expect(await stores.keptCalls.read(idOf(0))).toMatchObject({ startedAt: 1 });
      await close();
      await ask('ALTER TABLE wxcc_nodes.kept_calls SET TABLESPACE pg_default');
      await ask('DROP TABLESPACE small');
    });
  });
});

const randomText = (length: number) =>
  Array.from({ length }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90)))
    .join('')
    .replace(/["\\]/g, 'x');
