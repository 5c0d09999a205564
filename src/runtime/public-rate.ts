import { type Clock, sleep } from '../ground/clock.js';
import { MemoryRates } from '../store/memory-rates.js';
import type { RateStore } from '../store/stores.js';
import { waitSeconds } from './retry-after.js';
import type { Answer } from './transport.js';

/** What Cisco's published APIs take of one client id within a minute (documented). */
const publicRequestsPerMinute = 300;

const windowMs = 60_000;

/** A service must not stay silent for years because of one odd answer. Milliseconds. */
const longestHoldMs = 24 * 3600 * 1000;

/** The next request has to wait for longer than its call may. Nothing was sent. */
export class RateWait extends Error {
  /** @param isHeld the API has asked for it; else the rate is used up. */
  constructor(
    readonly waitMs: number,
    isHeld: boolean,
  ) {
    const why = isHeld
      ? 'The API has asked this client for a pause'
      : `The published APIs take ${publicRequestsPerMinute} requests a minute of one client id`;
    super(`${why}; the next request may go in ${Math.ceil(waitMs / 1000)} seconds.`);
  }
}

/** The requests of one call. */
export interface RateUse {
  /** Waits until a request may go, at most so many milliseconds. Throws RateWait when it would take longer. */
  take(leftMs: number): Promise<void>;
  /** The API has asked for so many seconds without a request; after a day one is tried all the same. */
  hold(seconds: number): void;
}

/** Sends within the rate: waits at most so many milliseconds, and heeds the API when it asks for a pause. Throws RateWait. */
export const sendWithin = async (
  rate: RateUse,
  leftMs: number,
  send: () => Promise<Answer>,
): Promise<Answer> => {
  await rate.take(leftMs);
  const answer = await send();
  const isAsked = answer.status === 429 || answer.status === 503;
  const seconds = isAsked ? waitSeconds(answer.headers) : undefined;
  if (seconds !== undefined) rate.hold(seconds);
  return answer;
};

/** Keeps the calls of this program within the rate of the published APIs, by client. */
export class PublicRate {
  readonly #alone: MemoryRates;
  /** Client → when its requests may go again; by the clock. */
  readonly #heldUntil = new Map<string, number>();
  readonly #windows = new Map<string, { count: number; endsAt: number }>();

  /** @param rates where others count too who call for the same client. */
  constructor(
    private readonly clock: Clock,
    private readonly rates?: RateStore,
  ) {
    this.#alone = new MemoryRates(() => clock.now());
  }

  /** The greatest share of a client's rate that is used now, as far as it is known here: 1 is all of it. */
  get share(): number {
    const now = this.clock.now();
    const counts = [...this.#windows.values()].filter(({ endsAt }) => endsAt > now).map(({ count }) => count);
    return Math.min(1, Math.max(0, ...counts) / publicRequestsPerMinute);
  }

  of(client: string): RateUse {
    return {
      take: (leftMs) => this.#take(client, this.clock.now() + leftMs),
      hold: (seconds) => {
        const until = this.clock.now() + Math.min(seconds * 1000, longestHoldMs);
        // Of two that were asked at the same time the longer wait counts.
        this.#heldUntil.set(client, Math.max(until, this.#heldUntil.get(client) ?? 0));
      },
    };
  }

  async #take(client: string, until: number): Promise<void> {
    for (;;) {
      const heldMs = (this.#heldUntil.get(client) ?? 0) - this.clock.now();
      const waitMs = heldMs > 0 ? heldMs : await this.#count(client);
      if (waitMs <= 0) return;
      if (this.clock.now() + waitMs > until) throw new RateWait(waitMs, heldMs > 0);
      await sleep(this.clock, waitMs);
    }
  }

  /** Milliseconds until the request may go. */
  async #count(client: string): Promise<number> {
    const now = this.clock.now();
    const known = this.#windows.get(client);
    // All are given away; asking again would only count higher.
    if (known && known.endsAt > now && known.count >= publicRequestsPerMinute) return known.endsAt - now;
    const name = `public/${client}`;
    // While the store does not answer, this process counts alone.
    const { count, leftMs } = await (this.rates ?? this.#alone)
      .add(name, 1, windowMs)
      .catch(() => this.#alone.add(name, 1, windowMs));
    this.#windows.delete(client);
    this.#windows.set(client, { count, endsAt: now + leftMs });
    this.#forget(now);
    return count > publicRequestsPerMinute ? leftMs : 0;
  }

  /** Oldest first: what is over says nothing any more. */
  #forget(now: number): void {
    for (const [client, { endsAt }] of this.#windows) {
      if (endsAt > now) return;
      this.#windows.delete(client);
      if ((this.#heldUntil.get(client) ?? 0) <= now) this.#heldUntil.delete(client);
    }
  }
}
