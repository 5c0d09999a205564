import { randomBytes } from 'node:crypto';

/** Bytes of a callback; a larger one is refused and the wait goes on. */
export const maxCallbackBytes = 1024 * 1024;

/** Calls that are over, kept so that a late or doubled callback is answered 200. */
const rememberedIds = 10_000;

export interface PendingCallback {
  /** The last segment of the callback URL; unguessable. */
  id: string;
  /** The first callback, which may come before the answer does. Rejects with the signal's reason. */
  wait(signal: AbortSignal): Promise<unknown>;
  /** Ends the call; what comes now is late. */
  close(): void;
}

/** What became of a callback: in time, once more after that, after the call was over, or for no call that we know. */
export type Received = 'accepted' | 'repeated' | 'late' | 'unknown';

/** The callbacks that calls wait for, by id. Knows nothing of HTTP. */
export class Callbacks {
  readonly #pending = new Map<string, (body: unknown) => void>();
  readonly #past = new Map<string, 'repeated' | 'late'>();

  open(): PendingCallback {
    const id = randomBytes(24).toString('base64url');
    let deliver: (body: unknown) => void = () => {};
    const arrived = new Promise<unknown>((resolve) => {
      deliver = resolve;
    });
    this.#pending.set(id, deliver);
    return {
      id,
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
    const deliver = this.#pending.get(id);
    if (!deliver) return this.#past.get(id) ?? 'unknown';
    this.#end(id, 'repeated');
    deliver(body);
    return 'accepted';
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
