import { readdir } from 'node:fs/promises';
import { fixedToken } from '../../src/runtime/token-source.js';
import { globalVariables, LookupShop, lookupFolder } from './look-up.js';

let shop: LookupShop;
beforeEach(async () => {
  shop = await LookupShop.open();
});

const error = () => shop.lookUp(globalVariables).catch((one: unknown) => one);

test.each([
  [401, 'A', 'lookup.unauthorized', /Authorize again/],
  [403, 'B', 'lookup.forbidden', /cjp:config_read or cjp:config/],
  [404, 'F', 'lookup.not-found', /configApi/],
  [500, 'B', 'lookup.failed', /later/],
  [503, 'none', 'lookup.failed', /later/],
  [418, 'E', 'lookup.refused', /configApi/],
] as const)('a %i in envelope %s is %s', async (status, envelope, code, remedy) => {
  await shop.fault({ kind: 'status', status, envelope });
  expect(await error()).toMatchObject({
    code,
    message: expect.stringContaining(envelope === 'none' ? String(status) : 'Ordered fault'),
    remedy: expect.stringMatching(remedy),
  });
  expect(await readdir(shop.home)).not.toContain('lookups');
});

test('a 429 says when to ask again', async () => {
  await shop.fault({ kind: 'status', status: 429, envelope: 'none', retryAfter: 42 });
  expect(await error()).toMatchObject({ code: 'lookup.too-many', remedy: 'Ask again in 42 s.' });
});

test('a 401 renews the token and asks once more', async () => {
  const tokens = {
    remedy: '',
    getToken: async ({ rejected }: { rejected?: string }) =>
      rejected === undefined ? 'dead-token' : shop.workshop.sandbox.token,
  };
  expect((await shop.lookUp(globalVariables, { tokens })).records).toHaveLength(3);
  expect(await shop.asked()).toBe(2);
});

test('a call without a token says what to do', async () => {
  await expect(shop.lookUp(globalVariables, { tokens: fixedToken(undefined) })).rejects.toMatchObject({
    code: 'lookup.no-token',
    remedy: expect.stringContaining('--token'),
  });
});

test.each([
  [{ kind: 'garbage' }, 'lookup.answer'],
  [{ kind: 'truncated' }, 'lookup.answer'],
  [{ kind: 'body', body: [] }, 'lookup.answer'],
  [{ kind: 'body', body: { meta: {} } }, 'lookup.answer'],
  [{ kind: 'body', body: { data: [5] } }, 'lookup.answer'],
  [{ kind: 'body', body: { data: [], meta: { links: { next: 5 } } } }, 'lookup.answer'],
  [{ kind: 'oversized' }, 'lookup.too-large'],
  [{ kind: 'cut' }, 'lookup.cut'],
  [{ kind: 'cut-body' }, 'lookup.cut'],
] as const)('the answer %j is %s', async (fault, code) => {
  await shop.fault(fault);
  expect(await error()).toMatchObject({ code, remedy: expect.stringMatching(/./) });
});

test('a list that leads to itself comes to an end', async () => {
  const next = '/organization/x/v2/cad-variable?page=0&pageSize=100';
  await shop.fault({ kind: 'body', body: { data: [], meta: { links: { next } } } }, 0);
  expect(await error()).toMatchObject({ code: 'lookup.endless' });
});

test('a link to another host takes the token nowhere', async () => {
  const next = 'http://127.0.0.1:1/organization/x/v2/cad-variable?page=1&pageSize=100';
  await shop.fault({ kind: 'body', body: { data: [{ name: 'a' }], meta: { links: { next } } } });
  const { records } = await shop.lookUp(globalVariables);
  expect(records).toEqual([{ name: 'a' }]);
  expect(await shop.asked()).toBe(2);
});

test('the token is in no error and in no file', async () => {
  const { token } = shop.workshop.sandbox;
  await shop.fault({ kind: 'body', body: { data: [{ name: `has ${token}` }] } });
  const { records } = await shop.lookUp(globalVariables);
  expect(JSON.stringify(records)).not.toContain(token);
  expect(await readdir(lookupFolder(shop.home))).toHaveLength(1);
});
