import { readJson } from '../ground/read-json.js';
import type { Letter } from '../store/stores.js';
import { CallbackIds } from './callback-ids.js';
import { type Ending, within } from './deadline.js';
import type { Strays } from './stray-callbacks.js';

/** Bytes of a callback; a larger one is refused and the wait goes on. */
export const maxCallbackBytes = 1024 * 1024;

/** Calls whose callback has come, kept so that a doubled one is told from a late one. */
const rememberedIds = 10_000;

export interface PendingCallback {
  /** The last segment of the callback URL; unguessable. */
  id: string;
  /** The first callback, which may come before the answer does. Rejects with the ending's reason. */
  wait(ending: Ending): Promise<unknown>;
  /** Only a body that this says yes to is the call's: to be said before anything is sent. */
  expect(isOurs: (body: unknown) => boolean): void;
  readonly strays: Strays;
  /** Ends the call; what comes now is late. */
  close(): void;
}

/**
 * What became of a callback: in time, once more after that, after the call was over, for no call that we know, of another
 * task than the call's, not to be read, or handed over to the instance that waits for it.
 */
export type Received =
  | 'accepted'
  | 'repeated'
  | 'late'
  | 'unknown'
  | 'foreign'
  | 'unreadable'
  | 'handed-over';

interface Waiting {
  deliver: (body: unknown) => void;
  isOurs: (body: unknown) => boolean;
  strays: Strays;
}

/** Brings a letter to another instance. */
export type Forward = (instance: string, letter: Letter) => Promise<void>;

/** The callbacks that calls wait for, by id. Knows nothing of HTTP. */
export class Callbacks {
  readonly #pending = new Map<string, Waiting>();
  readonly #come = new Set<string>();
  #waits = 0;

  /** @param forward where other instances have the same secret. */
  constructor(
    private readonly ids = new CallbackIds(),
    private readonly forward?: Forward,
  ) {}

  get isWaiting(): boolean {
    return this.#waits > 0;
  }

  open(): PendingCallback {
    const strays = { unreadable: 0, foreign: 0 };
    const waiting: Waiting = { deliver: () => {}, isOurs: () => true, strays };
    const arrived = new Promise<unknown>((resolve) => {
      waiting.deliver = resolve;
    });
    let id: string | undefined;
    const make = () => {
      const made = this.ids.make();
      this.#pending.set(made, waiting);
      return made;
    };
    return {
      // Made when it is asked for: half of the methods have no callback, and it is sealed.
      get id() {
        id ??= make();
        return id;
      },
      strays,
      expect: (isOurs) => {
        waiting.isOurs = isOurs;
      },
      wait: (ending) => {
        this.#waits += 1;
        return within(arrived, ending).finally(() => {
          this.#waits -= 1;
        });
      },
      close: () => {
        if (id !== undefined) this.#pending.delete(id);
      },
    };
  }

  /** Whether an id was made here, or where the same secret is. */
  isKnown(id: string): boolean {
    return this.#instanceOf(id) !== undefined;
  }

  /**
   * Takes what came for an id: JSON, or nothing that can be read. Throws, where another instance waits for it, what
   * keeps it from being handed over.
   */
  receive(letter: Letter): Received | Promise<Received> {
    const { id, body } = letter;
    const instance = this.#instanceOf(id);
    if (instance === undefined) return 'unknown';
    const read = body === undefined ? {} : readJson(body);
    const isRead = 'value' in read;
    if (instance !== this.ids.instance) {
      if (!this.forward) return 'unknown';
      return this.forward(instance, isRead ? letter : { id }).then(() =>
        isRead ? 'handed-over' : 'unreadable',
      );
    }
    const waiting = this.#pending.get(id);
    if (!isRead) {
      if (waiting) waiting.strays.unreadable += 1;
      return 'unreadable';
    }
    return waiting ? this.#take(id, waiting, read.value) : this.#come.has(id) ? 'repeated' : 'late';
  }

  /** What waits here was made here: only others' seals need a look. */
  #instanceOf(id: string): string | undefined {
    return this.#pending.has(id) ? this.ids.instance : this.ids.instanceOf(id);
  }

  #take(id: string, waiting: Waiting, body: unknown): Received {
    if (!waiting.isOurs(body)) {
      waiting.strays.foreign += 1;
      return 'foreign';
    }
    this.#pending.delete(id);
    this.#come.add(id);
    if (this.#come.size > rememberedIds) this.#come.delete(this.#come.keys().next().value!);
    waiting.deliver(body);
    return 'accepted';
  }
}
