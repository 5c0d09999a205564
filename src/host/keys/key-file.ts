import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Keys } from '../../../schemas/types.js';
import { isKeys } from '../../../schemas/validators.js';
import { securePrivateFolder, writeDurably } from '../../authorization/durable-file.js';
import { LockError, withLock } from '../../files/lock.js';
import { WatchedFile } from '../../files/watched-file.js';
import { ToldError, toldError } from '../../ground/told-error.js';

const keysUnreadable = toldError('operator', 'keys.unreadable', 'The file of keys cannot be read.');
const keyExists = toldError('operator', 'key.exists', 'There is a key of that name already.');
const keyUnknown = toldError('operator', 'key.unknown', 'There is no key of that name.');
const keysBusy = toldError('operator', 'keys.busy', 'Another process changes the keys.');
const keysUnwritable = toldError('operator', 'keys.unwritable', 'The file of keys cannot be written.');
const keyInvalid = toldError('operator', 'key.invalid', 'The key does not hold what a key holds.');
const keysBroken = toldError('operator', 'keys.broken', 'The file of keys is damaged.');

/** A key as it is stored: with the hash of its secret, not the secret. */
export type StoredKey = Keys['keys'][number];

export type NewKey = Omit<StoredKey, 'hash' | 'createdAt'>;

/** Longer than a lock of a killed process lives; milliseconds. */
const lockWaitMs = 10_000;

/** 256 random bits: more than anybody can guess. */
const secretBytes = 32;

/**
 * SHA-256 and no slow hash: a slow one protects secrets that people choose. Nobody can try 2^256 random ones, and a
 * slow hash at every call would let strangers without a key keep the service busy.
 */
export const hashOf = (secret: string): string =>
  `sha256:${createHash('sha256').update(secret).digest('hex')}`;

/** `$WXCC_NODES_HOME/keys.json`. A running service sees every change at the next call. */
export class KeyFile {
  readonly #file: string;
  readonly #keys: WatchedFile<StoredKey[]>;

  constructor(private readonly home: string) {
    this.#file = join(home, 'keys.json');
    this.#keys = new WatchedFile(this.#file, (text) => this.#parse(text));
  }

  /** Throws ToldError when the file is not what it should be. */
  async list(): Promise<StoredKey[]> {
    try {
      return (await this.#keys.read()) ?? [];
    } catch (error) {
      if (error instanceof ToldError) throw error;
      throw keysUnreadable(
        `${this.#file}: ${(error as Error).message}`,
        'Run as the user that the folder belongs to, or set WXCC_NODES_HOME to a folder of yours.',
      );
    }
  }

  /** Adds a key and gives its secret, which is not kept: this is the only time that it is seen. */
  async add(key: NewKey): Promise<{ key: StoredKey; secret: string }> {
    const secret = randomBytes(secretBytes).toString('base64url');
    const added: StoredKey = { ...key, hash: hashOf(secret), createdAt: new Date().toISOString() };
    await this.#change((keys) => {
      if (keys.some(({ name }) => name === key.name))
        throw keyExists(
          `There is a key ${JSON.stringify(key.name)} already.`,
          'Give another name, or revoke that key first.',
        );
      return [...keys, added];
    });
    return { key: added, secret };
  }

  /** Removes a key; the next call with it is refused. */
  revoke(name: string): Promise<void> {
    return this.#change((keys) => {
      if (!keys.some((key) => key.name === name))
        throw keyUnknown(
          `There is no key ${JSON.stringify(name)}.`,
          keys.length > 0
            ? `Known keys: ${keys.map((key) => key.name).join(', ')}.`
            : 'There are no keys yet.',
        );
      return keys.filter((key) => key.name !== name);
    });
  }

  async #change(change: (keys: StoredKey[]) => StoredKey[]): Promise<void> {
    try {
      await securePrivateFolder(this.home);
      await withLock(`${this.#file}.lock`, { waitMs: lockWaitMs }, async (held) => {
        const keys = change(await this.list()).sort((a, b) => (a.name < b.name ? -1 : 1));
        const file: Keys = { format: 1, keys };
        if (!isKeys(file)) throw this.#invalid();
        // Another process may be changing the file: what is written next would undo it.
        held.check();
        await writeDurably(this.#file, `${JSON.stringify(file, null, 2)}\n`);
      });
    } catch (error) {
      if (error instanceof ToldError) throw error;
      if (error instanceof LockError && error.isContention)
        throw keysBusy(
          `${error.message} The keys are as they were.`,
          'Try again when no other command changes the keys.',
        );
      throw keysUnwritable(
        `${this.#file}: ${(error as Error).message}`,
        'Make the folder writable, or set WXCC_NODES_HOME to one that is.',
      );
    }
  }

  #parse(text: string): StoredKey[] {
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch (error) {
      throw this.#broken((error as Error).message);
    }
    if (!isKeys(content)) throw this.#broken('not what keys.schema.json asks for');
    return content.keys;
  }

  #invalid() {
    const [first] = isKeys.errors ?? [];
    return keyInvalid(
      `The key cannot be stored: ${first?.instancePath} ${first?.message}`,
      'See schemas/keys.schema.json for what a key holds.',
    );
  }

  #broken(problem: string) {
    return keysBroken(
      `${this.#file}: ${problem}`,
      'Put a copy of the file back, or remove it and add the keys again.',
    );
  }
}
