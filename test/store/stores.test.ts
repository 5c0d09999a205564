import { readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Authorizations, KeptCall, Run, Trust } from '../../schemas/types.js';
import { PostgresServer } from '../../scripts/servers/postgres.js';
import { parseJson } from '../../src/ground/json-limits.js';
import { jsonText } from '../../src/node-kit/json-text.js';
import { fileStores } from '../../src/store/files/file-stores.js';
import { migrateStore } from '../../src/store/postgres/migrate.js';
import { openPostgres } from '../../src/store/postgres/open.js';
import type {
  CatalogEntry,
  Letter,
  RecordedExport,
  StoreAddress,
  StoredKey,
  Stores,
} from '../../src/store/stores.js';
import { describeWithPgBouncer, PgBouncer } from '../support/pgbouncer.js';
import { describeWithPostgres } from '../support/postgres.js';
import { packDirectory, temporaryFolder } from '../support/workshop.js';

/** Opens stores that share what they keep: as two processes, or two instances, would. */
type Open = () => Promise<() => Promise<Stores>>;

const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;
const entry = (node: string, digit: string): CatalogEntry => ({
  node,
  version: '1.0.0',
  digest: digestOf(digit),
  importedAt: '2026-01-15T12:00:00.000Z',
});
const key = (name: string): StoredKey => ({
  name,
  hash: digestOf('a'),
  nodes: ['*'],
  callsPerMinute: 60,
  createdAt: '2026-01-15T12:00:00.000Z',
});
const trusted = (name: string): Trust['publishers'][number] => ({
  name,
  publicKey: `MCowBQYDK2VwAyEA${'A'.repeat(43)}=`,
  nodes: ['*'],
  addedAt: '2026-01-15T12:00:00.000Z',
});
const call = (invocationId: string): KeptCall => ({
  format: 1,
  input: digestOf('b'),
  startedAt: 1,
  overAt: 2,
  invocationId,
  package: { name: 'n', version: '1.0.0', digest: digestOf('c'), origin: 'pack' },
});
const vaultOf = (mark: string): Authorizations => ({
  format: 1,
  key: 'a'.repeat(16),
  authorizations: [],
  seal: `${mark.repeat(21)}A=`,
});
const run = (digit: string, asked: Run['asked'] = {}): Run => ({
  format: 1,
  id: `20260115T12000000${digit}-0123abcd`,
  at: `2026-01-15T12:00:00.00${digit}Z`,
  kind: 'call',
  what: 'queue-task v1.5 queue-task',
  to: 'sandbox',
  outcome: 'Queued',
  type: 'success',
  asked,
});
const id = (digit: string, owner = 'e') => ({ id: digit.repeat(64), owner: owner.repeat(16) });

/** What every implementation of the stores keeps to. */
const contract = (open: Open) => {
  let another: () => Promise<Stores>;
  let stores: Stores;
  beforeEach(async () => {
    another = await open();
    stores = await another();
  });

  test('an empty store holds nothing', async () => {
    expect(await stores.catalog.list()).toEqual([]);
    expect(await stores.keys.list()).toEqual([]);
    expect(await stores.trust.read()).toEqual({ format: 1, publishers: [], revoked: [] });
    expect(await stores.authorizations.read()).toBeUndefined();
    expect((await stores.connections.read('none')).text).toBeUndefined();
    expect(await stores.lists.read('none')).toEqual({ place: expect.any(String) });
    expect(await stores.runs.list()).toEqual({ runs: [], unreadable: [] });
    expect(await stores.runs.read(run('1').id)).toBeUndefined();
    expect(await stores.runs.remove()).toBe(0);
    await stores.keptCalls.sweep(1000);
    expect(stores.keptCalls.used()).toEqual({ calls: 0, bytes: 0 });
  });

  test('connections are kept by name, replaced and removed, for every process', async () => {
    const { connections } = stores;
    await connections.write('live', '{"orgId":"a"}');
    await connections.write('beta', '{"orgId":"b"}');
    const other = (await another()).connections;
    expect(await other.names()).toEqual(['beta', 'live']);
    expect((await other.read('live')).text).toBe('{"orgId":"a"}');
    await other.write('live', '{"orgId":"c"}');
    expect((await connections.read('live')).text).toBe('{"orgId":"c"}');
    expect(await connections.remove('live')).toBe(true);
    expect(await connections.remove('live')).toBe(false);
    expect(await other.names()).toEqual(['beta']);
    expect((await other.read('live')).text).toBeUndefined();
    await connections.write('live', '{"orgId":"d"}');
    expect((await other.read('live')).text).toBe('{"orgId":"d"}');
  });

  test('the catalog keeps entries with their packages, and drops packages that nobody names', async () => {
    const bytes = Buffer.from([0, 1, 255, 80, 75]);
    await stores.catalog.change(() => [entry('queue-task', '1')], new Map([[digestOf('1'), bytes]]));
    const other = await another();
    expect(await other.catalog.list()).toEqual([entry('queue-task', '1')]);
    expect(Buffer.compare(await other.catalog.read(digestOf('1')), bytes)).toBe(0);
    await other.catalog.change(() => []);
    expect(await stores.catalog.list()).toEqual([]);
    await expect(stores.catalog.read(digestOf('1'))).rejects.toThrow();
    expect(stores.catalog.placeOf(digestOf('1'))).toContain('1'.repeat(64));
  });

  test('the catalog keeps who signed, and then says so by its format', async () => {
    const signed = { ...entry('queue-task', '1'), signedBy: digestOf('9') };
    await stores.catalog.change(() => [signed], new Map([[digestOf('1'), Buffer.from('x')]]));
    expect(await (await another()).catalog.list()).toEqual([signed]);
  });

  test('what a change throws leaves everything as it was', async () => {
    await stores.keys.change(() => [key('a')]);
    const fail = () => {
      throw new Error('no');
    };
    await expect(stores.keys.change(fail)).rejects.toThrow('no');
    await expect(stores.catalog.change(fail, new Map([[digestOf('1'), Buffer.from('x')]]))).rejects.toThrow(
      'no',
    );
    await expect(stores.authorizations.change(fail)).rejects.toThrow('no');
    expect((await stores.keys.list()).map(({ name }) => name)).toEqual(['a']);
    expect(await stores.catalog.list()).toEqual([]);
    expect(await stores.authorizations.read()).toBeUndefined();
  });

  test('a key that holds too little is refused, and nothing is kept', async () => {
    const wrong = { name: 'a' } as StoredKey;
    await expect(stores.keys.change(() => [wrong])).rejects.toMatchObject({ code: 'key.invalid' });
    expect(await stores.keys.list()).toEqual([]);
  });

  test('whom to trust is kept for every process, and what it cannot be is refused', async () => {
    const { trust } = await another();
    const revoked = [{ digest: digestOf('1'), reason: 'stolen', revokedAt: '2026-01-15T12:00:00.000Z' }];
    await stores.trust.change((before) => ({ ...before, publishers: [trusted('acme')], revoked }));
    const kept = { format: 1, publishers: [trusted('acme')], revoked };
    expect(await trust.read()).toEqual(kept);
    const wrong = [{ ...trusted('acme'), publicKey: 'MCowBQYDK2Vu' }];
    await expect(trust.change((before) => ({ ...before, publishers: wrong }))).rejects.toMatchObject({
      code: 'trust.invalid',
    });
    expect(await stores.trust.read()).toEqual(kept);
    await trust.change((before) => ({ ...before, publishers: [] }));
    expect((await stores.trust.read()).publishers).toEqual([]);
  });

  test('twenty changes at the same time by two are all there', async () => {
    const both = [stores, await another()];
    const names = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    await Promise.all(
      names.map((name, index) => both[index % 2]!.keys.change((keys) => [...keys, key(name)])),
    );
    const kept = (await stores.keys.list()).map(({ name }) => name);
    expect(kept.sort()).toEqual([...names].sort());
    expect(await both[1]!.keys.list()).toHaveLength(20);
  });

  test('the authorizations are read as they are, also when another changes them', async () => {
    await stores.authorizations.change(async () => vaultOf('c1'));
    const first = await stores.authorizations.read();
    expect(first).toEqual(vaultOf('c1'));
    expect(await stores.authorizations.read()).toEqual(first);
    const done: string[] = [];
    await (await another()).authorizations.change(
      async (content) => {
        done.push(`work ${content?.seal.slice(0, 2)}`);
        return vaultOf('c2');
      },
      async () => {
        done.push('after');
      },
    );
    expect(done).toEqual(['work c1', 'after']);
    expect(await stores.authorizations.read()).toEqual(vaultOf('c2'));
    expect(stores.authorizations.broken('gone').code).toBe('vault.broken');
  });

  test('work that is to be alone is alone, and its failure lets the next one in', async () => {
    const both = [stores, await another()];
    let inside = 0;
    const most: number[] = [];
    const work = async () => {
      inside += 1;
      most.push(inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
      throw new Error('failed');
    };
    const results = await Promise.allSettled(
      [0, 1, 2, 3].map((index) => both[index % 2]!.authorizations.alone('x', { waitMs: 20_000 }, work)),
    );
    expect(results.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    expect(most).toEqual([1, 1, 1, 1]);
  });

  test('whoever cannot wait any longer is told, and may stop waiting', async () => {
    const other = await another();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let inside = () => {};
    const begun = new Promise<void>((resolve) => {
      inside = resolve;
    });
    const first = stores.authorizations.alone('x', { waitMs: 1000 }, async () => {
      inside();
      await held;
    });
    await begun;
    const never = async () => expect('this').toBe('not reached');
    await expect(other.authorizations.alone('x', { waitMs: 1 }, never)).rejects.toMatchObject({
      name: 'ToldError',
    });
    const stop = new AbortController();
    const waiting = other.authorizations.alone('x', { waitMs: 20_000, signal: stop.signal }, never);
    stop.abort(new Error('nobody waits'));
    await expect(waiting).rejects.toThrow('nobody waits');
    await other.authorizations.alone('y', { waitMs: 1 }, async () => {});
    release();
    await first;
  });

  test('a kept call is created once, replaced, read by others, and removed', async () => {
    const other = await another();
    for (const one of [stores, other]) await one.keptCalls.sweep(1000);
    const created = await Promise.all(
      [stores, other, stores, other].map((one, index) => one.keptCalls.create(id('a'), call(`i${index}`))),
    );
    expect(created.filter(Boolean)).toHaveLength(1);
    const replaced = { ...call('i9'), result: { outcome: 'ok' } as never };
    const first = call(`i${created.indexOf(true)}`);
    expect(await other.keptCalls.isStill(id('a'), first)).toBe(true);
    expect(await stores.keptCalls.replace(id('a'), first, replaced)).toBe(true);
    // Whoever comes late changes nothing.
    expect(await other.keptCalls.isStill(id('a'), first)).toBe(false);
    expect(await other.keptCalls.replace(id('a'), first, first)).toBe(false);
    await other.keptCalls.remove(id('a'), first);
    expect(await other.keptCalls.read(id('a'))).toMatchObject({ invocationId: 'i9' });
    await stores.keptCalls.create(id('b', 'f'), call('ä'.repeat(50)));
    await other.keptCalls.sweep(60_000);
    expect(other.keptCalls.used().calls).toBe(2);
    expect(other.keptCalls.used().bytes).toBeGreaterThan(100);
    expect(other.keptCalls.used('f'.repeat(16))).toEqual({
      calls: 1,
      bytes: Buffer.byteLength(JSON.stringify(call('ä'.repeat(50)))),
    });
    const overtaking = [stores, other, stores, other].map((one, index) =>
      one.keptCalls.takeOver(id('a'), replaced, call(`j${index}`)),
    );
    const taken = await Promise.all(overtaking);
    expect(taken.filter(Boolean)).toHaveLength(1);
    await other.keptCalls.remove(id('a'), call(`j${taken.indexOf(true)}`));
    expect(other.keptCalls.used('e'.repeat(16))).toEqual({ calls: 0, bytes: 0 });
    expect(other.keptCalls.used().calls).toBe(1);
    expect(await stores.keptCalls.read(id('a'))).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await stores.keptCalls.sweep(1)).toBe(1);
    expect(stores.keptCalls.used().calls).toBe(0);
  });

  test('a list is written whole and read with its place', async () => {
    const value = { entries: [{ name: 'Ä 😀', id: 1 }] };
    await stores.lists.write('here-queues', value);
    expect(await (await another()).lists.read('here-queues')).toEqual({ value, place: expect.any(String) });
  });

  test('recorded exports are kept for every process', async () => {
    const recorded: RecordedExport = {
      ...{ node: 'queue-task', version: 'v1.3', nodeName: 'Queue Task v1.3', digest: digestOf('a') },
      options: { serviceUrl: 'https://a', keyName: 'k', body: 'auto', deadlineMs: 18_000 },
      at: '2026-01-15T12:00:00.000Z',
    };
    expect(await stores.exports.list()).toEqual([]);
    await stores.exports.change(() => [recorded]);
    const other = await another();
    expect(await other.exports.list()).toEqual([recorded]);
    await other.exports.change((all) => [...all, { ...recorded, version: 'v1.5' }]);
    expect((await stores.exports.list()).map(({ version }) => version)).toEqual(['v1.3', 'v1.5']);
  });

  test('runs are listed newest first without what they were asked, and the oldest are forgotten', async () => {
    const other = await another();
    const asked = { input: { text: 'Ä 😀 \u0000\n', list: [[]] } };
    for (const digit of ['2', '1', '3']) await stores.runs.add(run(digit, asked), 2);
    const { asked: _, ...head } = run('3');
    const ids = async () => (await other.runs.list()).runs.map((one) => one.id);
    expect((await other.runs.list()).runs[0]).toEqual(head);
    expect(await ids()).toEqual([run('3').id, run('2').id]);
    expect(await other.runs.read(run('2').id)).toEqual(run('2', asked));
    expect(await other.runs.read(run('1').id)).toBeUndefined();
    expect(await other.runs.read('../keys')).toBeUndefined();
    expect(await stores.runs.remove(run('1').id)).toBe(0);
    expect(await stores.runs.remove(run('3').id)).toBe(1);
    expect(await ids()).toEqual([run('2').id]);
    expect(await other.runs.sweep(99_999 * 24 * 3600 * 1000)).toBe(0);
    expect(await other.runs.sweep(1)).toBe(1);
    await stores.runs.add(run('1'), 5);
    await stores.runs.add(run('2'), 5);
    expect(await other.runs.remove()).toBe(2);
    expect(await ids()).toEqual([]);
  });

  test('a run has the digits that it was kept with', async () => {
    const asked = { input: parseJson('{"a":10.50,"b":7615917337495251231}', 'input') };
    await stores.runs.add(run('1', asked), 1);
    const kept = await (await another()).runs.read(run('1').id);
    expect(jsonText(kept)).toBe(jsonText(run('1', asked)));
    expect(jsonText(kept)).toContain('{"a":10.50,"b":7615917337495251231}');
  });

  test('what is counted begins anew with each window', async () => {
    const first = await stores.rates.add('a', 3, 60_000);
    expect(first.count).toBe(3);
    expect(first.leftMs).toBeGreaterThan(50_000);
    const second = await stores.rates.add('a', 2, 90_000);
    expect(second.count).toBe(5);
    expect(second.leftMs).toBeLessThanOrEqual(60_000);
    expect((await stores.rates.add('b', 1, 1)).count).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await stores.rates.add('b', 1, 60_000)).count).toBe(1);
  });

  test('a letter reaches its instance, once told or once asked for, and no other', async () => {
    const other = await another();
    const come: Letter[] = [];
    let isWaiting = false;
    const errors: Error[] = [];
    let heard = () => {};
    const reader = {
      take: (letter: Letter) => {
        come.push(letter);
        heard();
      },
      isWaiting: () => isWaiting,
      onError: (error: Error) => void errors.push(error),
    };
    const until = async (count: number) => {
      while (come.length < count)
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
    };
    expect(await other.mailbox.secret()).toEqual(await stores.mailbox.secret());
    expect(await stores.mailbox.secret()).toHaveLength(32);
    const letters = [{ id: 'one', body: '{"ä":"\\u0000"}' }, { id: 'two' }];
    const early = { id: 'early', body: '1' };
    // Left before its instance looks.
    await other.mailbox.send('0123456789ab', early);
    isWaiting = true;
    const mailbox = await stores.mailbox.open('0123456789ab', reader);
    await until(1);
    isWaiting = false;
    await other.mailbox.send('ba9876543210', { id: 'elsewhere' });
    for (const letter of letters) await other.mailbox.send('0123456789ab', letter);
    await until(3);
    expect(come.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([early, ...letters]);
    await mailbox.close();
    await other.mailbox.send('0123456789ab', { id: 'late' });
    expect(errors).toEqual([]);
    expect(come).toHaveLength(3);
    expect(await stores.mailbox.sweep(60_000)).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await stores.mailbox.sweep(1)).toBe(2);
  });

  test('an event is kept once, and found by whoever asks for what came after', async () => {
    const other = await another();
    const event = (id: string, orgId = 'org-1') => ({ id, orgId, body: `{"id":"${id}","ä":"\\u0000"}` });
    expect(await stores.events.add(event('before', 'org-2'))).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const end = await other.events.end();
    expect(await stores.events.add(event('one'))).toBe(true);
    expect(await other.events.add(event('one'))).toBe(false);
    expect(await other.events.add(event('one', 'org-2'))).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await other.events.add(event('two'))).toBe(true);
    for (const one of [stores, other]) {
      expect(await one.events.after('org-1', end)).toMatchObject([event('one'), event('two')]);
      expect(await one.events.after('org-2', end)).toMatchObject([event('one', 'org-2')]);
    }
    expect(await stores.events.sweep(60_000)).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await stores.events.sweep(1)).toBe(4);
    expect(await stores.events.after('org-1', 0)).toEqual([]);
  });

  test('an event is put to a use once, whoever is first, and found by how long ago it came', async () => {
    const other = await another();
    const before = await other.events.end(60_000);
    const event = { id: 'one', orgId: 'org-1', body: '{}' };
    await stores.events.add(event);
    const claims = [stores, other, stores].map(({ events }) => events.claim(event, 'flow a'));
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
    expect(await other.events.claim(event, 'flow b')).toBe(true);
    expect(await other.events.claim({ ...event, orgId: 'org-2' }, 'flow a')).toBe(true);
    expect(await other.events.after('org-1', before)).toMatchObject([event]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await other.events.after('org-1', await other.events.end(1))).toEqual([]);
    // With the event its uses are forgotten.
    expect(await stores.events.sweep(1)).toBe(1);
    await stores.events.add(event);
    expect(await other.events.claim(event, 'flow a')).toBe(true);
  });
};

describe('in a home folder', () => {
  contract(async () => {
    const home = await temporaryFolder();
    return async () => fileStores(home);
  });

  test('a run is readable by its owner only, and one that is damaged is told', async () => {
    const home = await temporaryFolder();
    const { runs } = fileStores(home);
    await runs.add(run('1'), 5);
    const file = join(home, 'runs', `${run('1').id}.json`);
    expect([(await stat(file)).mode & 0o777, (await stat(dirname(file))).mode & 0o777]).toEqual([
      0o600, 0o700,
    ]);
    await writeFile(file, '{"format":1}');
    expect(await runs.list()).toEqual({ runs: [], unreadable: [run('1').id] });
    expect(await runs.read(run('1').id)).toBe('unreadable');
    await writeFile(join(dirname(file), 'notes.txt'), 'mine');
    expect(await runs.remove()).toBe(1);
    expect(await readdir(dirname(file))).toEqual(['notes.txt']);
  });
});

describeWithPostgres('in PostgreSQL', () => {
  let server: PostgresServer;
  let count = 0;
  const opened: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });
  afterAll(() => server.remove());

  /** The address of a new database that holds a store. */
  const prepared = async (): Promise<string> => {
    count += 1;
    const url = await server.database(`store_${count}`);
    await migrateStore({ url }, packDirectory);
    return url;
  };

  const openAt = async (url: string, options = {}): Promise<Stores> => {
    const open = await openPostgres({ url, ...options }, packDirectory);
    opened.push(open);
    return open.stores;
  };

  contract(async () => {
    const url = await prepared();
    return () => openAt(url);
  });

  test('what follows a change of the authorizations is left out when another change came first', async () => {
    const url = await prepared();
    const [first, second] = [await openAt(url), await openAt(url)];
    const done: string[] = [];
    let other: Promise<void> | undefined;
    const after = (name: string) => async () => void done.push(`after ${name}`);
    await first.authorizations.change(async () => {
      other = second.authorizations.change(async () => {
        done.push('second');
        return vaultOf('c2');
      }, after('second'));
      const waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
      while ((await server.ask(waits)) === '0') await new Promise((resolve) => setTimeout(resolve, 10));
      done.push('first');
      return vaultOf('c1');
    }, after('first'));
    await other;
    expect(done).toEqual(['first', 'second', 'after second']);
  });

  test('all count together', async () => {
    const url = await prepared();
    const both = [await openAt(url), await openAt(url)];
    const counts = await Promise.all(
      Array.from({ length: 20 }, (_, index) => both[index % 2]!.rates.add('a', 2, 60_000)),
    );
    const numbers = counts.map(({ count }) => count).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => 2 * (index + 1)));
  });

  test('an address with a password is refused on the command line and taken from a variable', async () => {
    const url = 'postgres://wxcc:hush-hush@127.0.0.1:1/store';
    const shown = await openPostgres({ url }, packDirectory).catch((error) => error);
    expect(shown).toMatchObject({ code: 'store.secret' });
    const away = await openPostgres({ url, variable: 'WXCC_NODES_STORE' }, packDirectory).catch(
      (error) => error,
    );
    expect(away).toMatchObject({ code: 'store.away' });
    const query = await openPostgres(
      { url: 'postgres://127.0.0.1/x?password=hush-hush' },
      packDirectory,
    ).catch((error) => error);
    for (const { message, remedy } of [shown, away, query])
      expect(`${message} ${remedy}`).not.toContain('hush');
  });

  test.each(['', 'store', 'http://127.0.0.1/x', 'postgres://127.0.0.1/x#y'])(
    '%j is no address',
    async (url) => {
      await expect(openPostgres({ url }, packDirectory)).rejects.toMatchObject({ code: 'store.address' });
    },
  );

  test('a database that is not there, without a store, of a newer program, and without rights', async () => {
    await expect(openAt(server.url('nowhere'))).rejects.toMatchObject({ code: 'store.refused' });
    const empty = await server.database('empty');
    await expect(openAt(empty)).rejects.toMatchObject({
      code: 'store.unmigrated',
      remedy: expect.stringContaining('store migrate'),
    });
    const url = await prepared();
    await server.ask('CREATE ROLE stranger LOGIN');
    const name = new URL(url).pathname.slice(1);
    await expect(openAt(server.url(name, 'stranger'))).rejects.toMatchObject({ code: 'store.rights' });
    await server.ask("INSERT INTO wxcc_nodes.migrations VALUES (9999, '9999-future.sql')", name);
    await expect(openAt(url)).rejects.toMatchObject({ code: 'store.newer' });
    await expect(migrateStore({ url }, packDirectory)).rejects.toMatchObject({ code: 'store.newer' });
  });

  test('two that migrate at the same time do it once; a migration that fails leaves nothing', async () => {
    const url = await server.database('racing');
    const applied = await Promise.all([0, 1].map(() => migrateStore({ url }, packDirectory)));
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    const spoilt = await server.database('spoilt');
    await server.ask('CREATE SCHEMA wxcc_nodes; CREATE TABLE wxcc_nodes.packages (x int)', 'spoilt');
    await expect(migrateStore({ url: spoilt }, packDirectory)).rejects.toMatchObject({
      code: 'store.migration',
      message: expect.stringMatching(/0001-store\.sql.*packages/),
    });
    expect(await server.ask("SELECT to_regclass('wxcc_nodes.documents') IS NULL", 'spoilt')).toBe('t');
  });

  test('a document that somebody changed by hand is damaged, one of a newer program is refused', async () => {
    const url = await prepared();
    const stores = await openAt(url);
    const name = new URL(url).pathname.slice(1);
    await stores.keys.change(() => [key('a')]);
    await server.ask('UPDATE wxcc_nodes.documents SET content = \'{"format": 1}\', revision = 7', name);
    await expect(stores.keys.list()).rejects.toMatchObject({ code: 'keys.broken' });
    await expect(stores.keys.change(() => [])).rejects.toMatchObject({ code: 'keys.broken' });
    await server.ask('UPDATE wxcc_nodes.documents SET content = \'{"format": 2}\', revision = 8', name);
    await expect(stores.keys.list()).rejects.toMatchObject({ code: 'keys.newer' });
  });

  test('while the database is away what is known is read, nothing is changed, and it comes back by itself', async () => {
    const url = await prepared();
    const patient = await openAt(url);
    const strict = await openAt(url, { awayMs: 0 });
    for (const stores of [patient, strict]) await stores.keys.change(() => [key('a')]);
    for (const stores of [patient, strict]) expect(await stores.keys.list()).toHaveLength(1);
    await server.end();
    expect(await patient.keys.list()).toHaveLength(1);
    await expect(strict.keys.list()).rejects.toMatchObject({ kind: 'platform', code: 'store.away' });
    await expect(patient.keys.change(() => [])).rejects.toMatchObject({ code: 'store.away' });
    await expect(patient.keptCalls.create(id('a'), call('i'))).rejects.toMatchObject({ code: 'store.away' });
    await server.begin();
    await patient.keys.change((keys) => [...keys, key('b')]);
    expect(await strict.keys.list()).toHaveLength(2);
  });
});

describeWithPgBouncer('in PostgreSQL behind PgBouncer in transaction mode', () => {
  let server: PostgresServer;
  let bouncer: PgBouncer;
  let count = 0;
  const opened: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    server = await PostgresServer.start();
    bouncer = await PgBouncer.start(server);
  });
  afterEach(async () => {
    // What was opened last reads what was opened before.
    for (const one of opened.splice(0).reverse()) await one.close();
  });
  afterAll(async () => {
    await bouncer.remove();
    await server.remove();
  });

  const openAt = async (address: StoreAddress): Promise<Stores> => {
    const open = await openPostgres(address, packDirectory);
    opened.push(open);
    return open.stores;
  };

  const prepared = async () => {
    count += 1;
    const direct = await server.database(`pooled_${count}`);
    const url = bouncer.before(direct);
    await migrateStore({ url }, packDirectory);
    return { direct, url };
  };

  contract(async () => {
    const { direct, url } = await prepared();
    return () => openAt({ url, listen: { url: direct } });
  });

  test('without a direct connection it says that letters are asked for, and they come', async () => {
    const { url } = await prepared();
    const stores = await openAt({ url });
    const { error, letter } = await new Promise<{ error: Error; letter: Letter }>((resolve) => {
      let error: Error | undefined;
      const reader = {
        take: (letter: Letter) => error && resolve({ error, letter }),
        isWaiting: () => true,
        onError: (told: Error) => {
          error = told;
          void stores.mailbox.send('0123456789ab', { id: 'one', body: '1' });
        },
      };
      void stores.mailbox.open('0123456789ab', reader).then((mailbox) => opened.push(mailbox));
    });
    expect(error).toMatchObject({ code: 'store.listen', remedy: expect.stringContaining('--store-listen') });
    expect(letter).toEqual({ id: 'one', body: '1' });
  });
});
