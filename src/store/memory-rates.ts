import type { RateStore } from './stores.js';

/** What one process counts for itself. */
export class MemoryRates implements RateStore {
  readonly #windows = new Map<string, { count: number; endsAt: number }>();

  /** @param now milliseconds, of whatever clock. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  async add(name: string, count: number, windowMs: number): Promise<{ count: number; leftMs: number }> {
    const now = this.now();
    const known = this.#windows.get(name);
    const window = known && known.endsAt > now ? known : { count: 0, endsAt: now + windowMs };
    window.count += count;
    this.#windows.set(name, window);
    return { count: window.count, leftMs: window.endsAt - now };
  }
}
