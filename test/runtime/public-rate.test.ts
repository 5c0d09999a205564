import { VirtualClock } from '../../src/ground/virtual-clock.js';
import { PublicRate, RateWait } from '../../src/runtime/public-rate.js';
import { MemoryRates } from '../../src/store/memory-rates.js';

const clockAndRates = () => {
  const clock = new VirtualClock();
  return { clock, rates: new MemoryRates(() => clock.now()) };
};

const takeMany = async (rate: PublicRate, client: string, count: number) => {
  for (let taken = 0; taken < count; taken += 1) await rate.of(client).take(0);
};

test('processes that count in one place share the rate of a client; another client has its own', async () => {
  const { clock, rates } = clockAndRates();
  const [one, other] = [new PublicRate(clock, rates), new PublicRate(clock, rates)];
  await takeMany(one, 'a', 200);
  await takeMany(other, 'a', 100);
  await expect(one.of('a').take(1000)).rejects.toThrow(RateWait);
  await expect(one.of('b').take(0)).resolves.toBeUndefined();
  expect(other.share).toBe(1);
});

test('a place that does not answer is counted without', async () => {
  const { clock } = clockAndRates();
  const rate = new PublicRate(clock, { add: () => Promise.reject(new Error('away')) });
  await takeMany(rate, 'a', 300);
  await expect(rate.of('a').take(0)).rejects.toThrow(RateWait);
});

test('a pause that the API asks for is told as such, and no answer silences a client for longer than a day', async () => {
  const { clock, rates } = clockAndRates();
  const use = new PublicRate(clock, rates).of('a');
  use.hold(999_999_999);
  await expect(use.take(18_000)).rejects.toMatchObject({
    message: 'The API has asked this client for a pause; the next request may go in 86400 seconds.',
  });
});
