import { randomBytes } from 'node:crypto';
import type { Strays } from './stray-callbacks.js';

/** Bytes of a callback; a larger one is refused and the wait goes on. */
export const maxCallbackBytes = 1024 * 1024;

/** Calls that are over, kept so that a late or doubled callback is answered 200. */
const rememberedIds = 10_000;

export interface PendingCallback {
  /** The last segment of the callback URL; unguessable. */
  id: string;
  /** The first callback, which may come before the answer does. Rejects with the signal's reason. */
  wait(signal: AbortSignal): Promise<unknown>;
  /** Only a body that this says yes to is the call's: to be said before anything is sent. */
  expect(isOurs: (body: unknown) => boolean): void;
  readonly strays: Strays;
  /** Ends the call; what comes now is late. */
  close(): void;
}

/**
 * What became of a callback: in time, once more after that, after the call was over, for no call that we know, of another
 * task than the call's, or not to be read.
 */
export type Received = 'accepted' | 'repeated' | 'late' | 'unknown' | 'foreign' | 'unreadable';

interface Waiting {
  deliver: (body: unknown) => void;
  isOurs: (body: unknown) => boolean;
  strays: Strays;
}

/** The callbacks that calls wait for, by id. Knows nothing of HTTP. */
export class Callbacks {
  readonly #pending = new Map<string, Waiting>();
  readonly #past = new Map<string, 'repeated' | 'late'>();

  open(): PendingCallback {
    const id = randomBytes(24).toString('base64url');
    const strays = { unreadable: 0, foreign: 0 };
    const waiting: Waiting = { deliver: () => {}, isOurs: () => true, strays };
    const arrived = new Promise<unknown>((resolve) => {
      waiting.deliver = resolve;
    });
    this.#pending.set(id, waiting);
    return {
      id,
      strays,
      expect: (isOurs) => {
        waiting.isOurs = isOurs;
      },
      wait: (signal) =>
        new Promise((resolve, reject) => {
          const abort = () => reject(signal.reason);
          if (signal.aborted) return abort();
          signal.addEventListener('abort', abort, { once: true });
          arrived.then((body) => {
            signal.removeEventListener('abort', abort);
            resolve(body);
          });
        }),
      close: () => this.#pending.has(id) && this.#end(id, 'late'),
    };
  }

  receive(id: string, body: unknown): Received {
    const waiting = this.#pending.get(id);
    if (!waiting) return this.#past.get(id) ?? 'unknown';
    if (!waiting.isOurs(body)) {
      waiting.strays.foreign += 1;
      return 'foreign';
    }
    this.#end(id, 'repeated');
    waiting.deliver(body);
    return 'accepted';
  }

  /** Something came for the call that cannot be read; the wait goes on. */
  receiveUnreadable(id: string): Received {
    const waiting = this.#pending.get(id);
    if (waiting) waiting.strays.unreadable += 1;
    return 'unreadable';
  }

  isKnown(id: string): boolean {
    return this.#pending.has(id) || this.#past.has(id);
  }

  /** `next` is what a callback that comes from now on is. */
  #end(id: string, next: 'repeated' | 'late') {
    this.#pending.delete(id);
    this.#past.set(id, next);
    if (this.#past.size > rememberedIds) this.#past.delete(this.#past.keys().next().value!);
  }
}
