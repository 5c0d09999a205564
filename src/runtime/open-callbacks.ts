import type { MailboxStore } from '../store/stores.js';
import { CallbackIds } from './callback-ids.js';
import { Callbacks, type Received } from './callbacks.js';

export interface SharedCallbacks {
  callbacks: Callbacks;
  close(): Promise<void>;
}

/** Callbacks that reach this process wherever they arrive: at any instance over the same store. */
export const openCallbacks = async (
  store: MailboxStore,
  onReceived: (received: Received) => void,
  onError: (error: Error) => void,
): Promise<SharedCallbacks> => {
  const ids = new CallbackIds(await store.secret());
  const callbacks = new Callbacks(ids, (instance, letter) => store.send(instance, letter));
  const mailbox = await store.open(ids.instance, {
    // What is for this instance is taken at once.
    take: (letter) => onReceived(callbacks.receive(letter) as Received),
    isWaiting: () => callbacks.isWaiting,
    onError,
  });
  return { callbacks, close: () => mailbox.close() };
};
