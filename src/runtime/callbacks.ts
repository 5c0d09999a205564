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

/** What became of a callback: its HTTP status says it to the sender. */
export type Received = 'accepted' | 'repeated' | 'unknown';

/** The callbacks that calls wait for, by id. Knows nothing of HTTP. */
export class Callbacks {
  readonly #pending = new Map<string, (body: unknown) => void>();
  readonly #past = new Set<string>();

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
      close: () => this.#end(id),
    };
  }

  receive(id: string, body: unknown): Received {
    const deliver = this.#pending.get(id);
    if (!deliver) return this.#past.has(id) ? 'repeated' : 'unknown';
    this.#end(id);
    deliver(body);
    return 'accepted';
  }

  isKnown(id: string): boolean {
    return this.#pending.has(id) || this.#past.has(id);
  }

  #end(id: string) {
    this.#pending.delete(id);
    this.#past.add(id);
    if (this.#past.size > rememberedIds) this.#past.delete(this.#past.values().next().value!);
  }
}
