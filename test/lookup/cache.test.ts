import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { globalVariables, LookupShop, lookupFolder } from './look-up.js';

let shop: LookupShop;
beforeEach(async () => {
  shop = await LookupShop.open();
});

const theFile = async () => {
  const [name] = await readdir(lookupFolder(shop.home));
  return join(lookupFolder(shop.home), name!);
};

/** Makes the kept list older, or changes it otherwise. */
const change = async (changes: object) => {
  const file = await theFile();
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...changes }));
};

const hours = (count: number) => new Date(Date.now() - count * 3600_000).toISOString();
const lookUp = (refresh = false) => shop.lookUp(globalVariables, { refresh });

test('a list is asked for once a day', async () => {
  expect((await lookUp()).origin).toBe('api');
  expect((await lookUp()).origin).toBe('cache');
  await change({ fetchedAt: hours(23) });
  expect(await lookUp()).toMatchObject({ origin: 'cache', ageSeconds: expect.closeTo(23 * 3600, -2) });
  expect(await shop.asked()).toBe(1);
  await change({ fetchedAt: hours(25) });
  expect(await lookUp()).toMatchObject({ origin: 'api', ageSeconds: 0 });
  expect(await shop.asked()).toBe(2);
});

test('a list from the future is asked for again', async () => {
  await lookUp();
  await change({ fetchedAt: hours(-5) });
  expect((await lookUp()).origin).toBe('api');
});

test('--refresh asks however fresh the list is', async () => {
  await lookUp();
  expect((await lookUp(true)).origin).toBe('api');
});

test('the file is named for connection, node and list when the connection has a name', async () => {
  await mkdir(join(shop.home, 'connections'));
  await writeFile(join(shop.home, 'connections', 'tenant.json'), JSON.stringify(shop.connection));
  await shop.lookUp(globalVariables, { connection: 'tenant' });
  expect(await readdir(lookupFolder(shop.home))).toEqual(['tenant-set-variable-global-variables.json']);
});

test.each([
  ['a server that fails', { kind: 'status', status: 500 }, 'lookup.failed'],
  ['a server that is busy', { kind: 'status', status: 429 }, 'lookup.too-many'],
  ['a connection that breaks', { kind: 'cut' }, 'lookup.cut'],
] as const)('%s leaves the kept list, and the result says so', async (_what, fault, code) => {
  await lookUp();
  await change({ fetchedAt: hours(50) });
  await shop.fault(fault);
  expect(await lookUp()).toMatchObject({
    origin: 'cache',
    ageSeconds: expect.closeTo(50 * 3600, -2),
    problem: { code, message: expect.any(String), remedy: expect.any(String) },
  });
});

test('an API that cannot be reached leaves the kept list; without one it is an error', async () => {
  await lookUp();
  await shop.workshop.sandbox.stop();
  expect(await lookUp(true)).toMatchObject({
    origin: 'cache',
    problem: { code: 'lookup.unreachable' },
  });
  await rm(lookupFolder(shop.home), { recursive: true });
  await expect(lookUp()).rejects.toMatchObject({
    code: 'lookup.unreachable',
  });
});

test.each([401, 403])('a %i is an error although there is a kept list: somebody must act', async (status) => {
  await lookUp();
  await shop.fault({ kind: 'status', status });
  await expect(lookUp(true)).rejects.toMatchObject({ isPassing: false });
});

describe('a kept list that is broken', () => {
  const texts: [string, string][] = [
    ['empty', ''],
    ['cut off', '{"format":1,'],
    ['a list', '[]'],
    ['of another format', '{"format":2}'],
    ['no time', JSON.stringify({ fetchedAt: '2026-99-99T99:99:99.999Z' })],
    ['of another organization', JSON.stringify({ orgId: 'another' })],
    ['of another API', JSON.stringify({ configApi: 'https://example.com' })],
    ['with a record that is none', JSON.stringify({ records: [{ name: { deep: true } }] })],
  ];

  test.each(texts)('(%s) is asked for again, and said', async (_what, text) => {
    await lookUp();
    if (text.startsWith('{"') && text.endsWith('}') && !text.includes('format'))
      await change(JSON.parse(text));
    else await writeFile(await theFile(), text);
    const result = await lookUp();
    expect(result).toMatchObject({ origin: 'api', notes: [expect.stringContaining('cannot be used')] });
    expect(result.records).toHaveLength(3);
    expect((await lookUp()).notes).toEqual([]);
  });

  test('is no help when the API cannot be reached', async () => {
    await lookUp();
    await writeFile(await theFile(), 'broken');
    await shop.workshop.sandbox.stop();
    await expect(lookUp()).rejects.toMatchObject({
      code: 'lookup.unreachable',
    });
  });

  test('(a folder) does not keep the list from being shown', async () => {
    await lookUp();
    const file = await theFile();
    await rm(file);
    await mkdir(file);
    const { records, notes } = await lookUp();
    expect(records).toHaveLength(3);
    expect(notes).toEqual([
      expect.stringContaining('cannot be used'),
      expect.stringContaining('cannot be kept'),
    ]);
  });
});
