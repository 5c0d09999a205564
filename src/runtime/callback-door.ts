import type { Connection } from '../../schemas/types.js';
import { toldError } from '../ground/told-error.js';
import { isLoopback } from '../network/loopback.js';
import type { CallbackListener } from './callback-listener.js';
import { Callbacks } from './callbacks.js';
import type { Events } from './events.js';
import { apiOf } from './wire.js';

const callbackPort = toldError('operator', 'callback.port', 'The listener for callbacks cannot start.');

/** Where callbacks come in. */
export interface CallbackDoor {
  readonly receiver: Callbacks;
  /**
   * What a callback's id is appended to; undefined when the API of this connection has no way to this process. Throws
   * ToldError when the door cannot be opened.
   */
  baseFor(connection: Connection): Promise<string | undefined>;
  close(): Promise<void>;
}

const below = (base: string) => `${base.replace(/\/$/, '')}/callbacks/`;

/** A service asks for the same API at every call. */
let last = { api: '', isHere: false };

/** Whether the API reaches an address of this machine. */
const isHere = (connection: Connection): boolean => {
  const api = apiOf(connection);
  if (api !== last.api) last = { api, isHere: isLoopback(api) };
  return last.isHere;
};

/** Listeners of an engine's own, opened when a call first needs one. */
export class OwnCallbackDoor implements CallbackDoor {
  readonly receiver = new Callbacks();
  readonly #listeners = new Map<number, Promise<CallbackListener>>();

  constructor(private readonly events: Events) {}

  async baseFor(connection: Connection): Promise<string | undefined> {
    const { callbackBase, callbackPort = 0 } = connection;
    if (callbackBase === undefined && !isHere(connection)) return undefined;
    const { port } = await this.#listen(callbackPort);
    return below(callbackBase ?? `http://127.0.0.1:${port}`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#listeners.values()].map(async (listener) => (await listener).stop()));
  }

  #listen(port: number): Promise<CallbackListener> {
    const present = this.#listeners.get(port);
    if (present) return present;
    const starting = this.#start(port).catch((error: Error) => {
      this.#listeners.delete(port);
      throw callbackPort(
        `The callback listener cannot start: ${error.message}`,
        'Choose another callbackPort.',
      );
    });
    this.#listeners.set(port, starting);
    return starting;
  }

  /** Loaded where it is needed: most commands call nobody. */
  async #start(port: number): Promise<CallbackListener> {
    const { CallbackListener } = await import('./callback-listener.js');
    return CallbackListener.start(this.receiver, { port, events: this.events });
  }
}

/**
 * A listener that outlives the engine's calls, as a service has it.
 * @param port of the listener, on this machine.
 * @param base where the platform reaches it, for connections that do not say; without it, only this machine does.
 */
export const openCallbackDoor = (receiver: Callbacks, port: number, base?: string): CallbackDoor => ({
  receiver,
  baseFor: async (connection) => {
    const given = connection.callbackBase ?? base;
    if (given === undefined && !isHere(connection)) return undefined;
    return below(given ?? `http://127.0.0.1:${port}`);
  },
  close: async () => {},
});
