import { systemClock } from '../../src/ground/clock.js';
import { PublicRate } from '../../src/runtime/public-rate.js';
import { globalVariables, LookupShop } from './look-up.js';

let shop: LookupShop;
beforeEach(async () => {
  shop = await LookupShop.open();
});

/** Uses up what the sandbox's organization has in this minute. */
const spend = async (rate: PublicRate, count: number): Promise<void> => {
  const use = rate.of(shop.connection.orgId);
  for (let sent = 0; sent < count; sent += 1) await use.take(0);
};

test('a look-up counts with the calls of its client, and is not sent when none is left', async () => {
  const rate = new PublicRate(systemClock);
  await spend(rate, 299);
  expect((await shop.lookUp(globalVariables, { rate })).origin).toBe('api');
  expect(rate.share).toBe(1);
  const asked = await shop.asked();
  // The window ends before a look-up's own limit would, so hold the client for longer.
  rate.of(shop.connection.orgId).hold(600);
  expect(await shop.lookUp(globalVariables, { rate, refresh: true })).toMatchObject({
    origin: 'cache',
    problem: { code: 'lookup.rate' },
  });
  expect(await shop.asked()).toBe(asked);
});

test('after a 429 the next look-up waits as Retry-After says', async () => {
  const rate = new PublicRate(systemClock);
  await shop.fault({ kind: 'status', status: 429, retryAfter: 600 });
  await expect(shop.lookUp(globalVariables, { rate })).rejects.toMatchObject({ code: 'lookup.too-many' });
  const asked = await shop.asked();
  await expect(shop.lookUp(globalVariables, { rate })).rejects.toMatchObject({ code: 'lookup.rate' });
  expect(await shop.asked()).toBe(asked);
});
