import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import { MemoryRates } from '../../store/memory-rates.js';
import type { RateStore } from '../../store/stores.js';

/** Numbers of a key's calls that this process may give away, in a window that all processes share. */
interface Share {
  next: number;
  last: number;
  /** By this process's own time, milliseconds. */
  endsAt: number;
}

/** The store is asked for a hundredth of a key's calls at a time: slow keys are counted exactly, fast ones cheaply. */
const parts = 100;

/**
 * Counts the calls of keys over all who share the store. While the store does not answer, this process counts alone.
 * @param onError told each time that it does not.
 */
export const keyRates = (store: RateStore, onError: (error: Error) => void): FastifyRateLimitStoreCtor => {
  const alone = new MemoryRates();
  const shares = new Map<string, Share>();
  const asking = new Map<string, Promise<void>>();

  const ask = async (key: string, windowMs: number, most: number): Promise<void> => {
    const count = Math.ceil(most / parts);
    const told = await store.add(key, count, windowMs).catch((error: Error) => {
      onError(error);
      return alone.add(key, count, windowMs);
    });
    const { count: last, leftMs } = told;
    shares.set(key, { next: last - count + 1, last, endsAt: performance.now() + leftMs });
  };

  const numberOf = async (key: string, windowMs: number, most: number) => {
    for (;;) {
      const share = shares.get(key);
      const leftMs = (share?.endsAt ?? 0) - performance.now();
      if (share && leftMs > 0 && share.next <= share.last) {
        share.next += 1;
        return { current: share.next - 1, ttl: leftMs };
      }
      // All are given away; asking again would only count higher.
      if (share && leftMs > 0 && share.last >= most) return { current: most + 1, ttl: leftMs };
      const going = asking.get(key) ?? ask(key, windowMs, most).finally(() => asking.delete(key));
      asking.set(key, going);
      await going;
    }
  };

  return class implements FastifyRateLimitStore {
    incr: FastifyRateLimitStore['incr'] = (key, callback, windowMs, most) => {
      numberOf(key, windowMs, most).then((number) => callback(null, number), callback);
    };

    child(): FastifyRateLimitStore {
      return this;
    }
  };
};
