import { createHash, randomBytes } from 'node:crypto';
import { knownRemedy } from '../../ground/nearest.js';
import { toldError } from '../../ground/told-error.js';
import type { KeyStore, StoredKey } from '../../store/stores.js';

const keyExists = toldError('operator', 'key.exists', 'There is a key of that name already.');
const keyUnknown = toldError('operator', 'key.unknown', 'There is no key of that name.');

export type NewKey = Omit<StoredKey, 'hash' | 'createdAt'>;

/** 256 random bits: more than anybody can guess. */
const secretBytes = 32;

/**
 * SHA-256 and no slow hash: a slow one protects secrets that people choose. Nobody can try 2^256 random ones, and a
 * slow hash at every call would let strangers without a key keep the service busy.
 */
export const hashOf = (secret: string): string =>
  `sha256:${createHash('sha256').update(secret).digest('hex')}`;

/** The keys of those who may call. A running service sees every change at the next call. Every method throws ToldError. */
export class ServiceKeys {
  constructor(private readonly store: KeyStore) {}

  list(): Promise<StoredKey[]> {
    return this.store.list();
  }

  /** Adds a key and gives its secret, which is not kept: this is the only time that it is seen. */
  async add(key: NewKey): Promise<{ key: StoredKey; secret: string }> {
    const secret = randomBytes(secretBytes).toString('base64url');
    const added: StoredKey = { ...key, hash: hashOf(secret), createdAt: new Date().toISOString() };
    await this.store.change((keys) => {
      if (keys.some(({ name }) => name === key.name))
        throw keyExists(
          `There is a key ${JSON.stringify(key.name)} already.`,
          'Give another name, or revoke that key first.',
        );
      return [...keys, added].sort((a, b) => (a.name < b.name ? -1 : 1));
    });
    return { key: added, secret };
  }

  /** Removes a key; the next call with it is refused. */
  revoke(name: string): Promise<void> {
    return this.store.change((keys) => {
      if (!keys.some((key) => key.name === name))
        throw keyUnknown(
          `There is no key ${JSON.stringify(name)}.`,
          knownRemedy(
            'keys',
            keys.map((key) => key.name),
            { name, none: 'There are no keys yet.' },
          ),
        );
      return keys.filter((key) => key.name !== name);
    });
  }
}
