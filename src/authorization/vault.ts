import type { Authorizations } from '../../schemas/types.js';
import type { HeldLock } from '../files/lock.js';
import { type ToldError, toldError } from '../ground/told-error.js';
import type { AuthorizationStore } from '../store/stores.js';
import { type KeyRing, keyVariable } from './key-ring.js';
import type { SecretField, StoredAuthorization, StoredPublisher, StoredSubscription } from './record.js';
import type { VaultKey } from './seal.js';
import type { VaultCounter } from './vault-counter.js';

const rekeySame = toldError('operator', 'rekey.same', 'The vault is encrypted with the given key already.');
const rekeyNoKey = toldError('operator', 'rekey.no-key', 'There is no new key to encrypt the vault with.');

/** What the vault holds at one moment. Its secrets stay encrypted until one is asked for. */
export class VaultContent {
  constructor(
    readonly authorizations: StoredAuthorization[],
    readonly publishers: StoredPublisher[],
    readonly subscriptions: StoredSubscription[],
    private readonly key: VaultKey | undefined,
    private readonly broken: (problem: string) => ToldError,
  ) {}

  /** A secret, or undefined when the authorization has none of that kind. Throws ToldError. */
  secret({ name, secrets }: StoredAuthorization, field: SecretField): string | undefined {
    const sealed = secrets[field];
    if (sealed === undefined) return undefined;
    try {
      return this.key!.decrypt(name, field, sealed);
    } catch {
      throw this.broken(`the ${field} of ${JSON.stringify(name)} was changed`);
    }
  }

  /** All secrets that the authorization has. Throws ToldError. */
  secrets(authorization: StoredAuthorization): {
    clientSecret: string;
    accessToken?: string;
    refreshToken?: string;
  } {
    const fields = Object.keys(authorization.secrets) as SecretField[];
    const entries = fields.map((field) => [field, this.secret(authorization, field)!]);
    return Object.fromEntries(entries) as ReturnType<VaultContent['secrets']>;
  }

  /** A publisher's private key. Throws ToldError. */
  privateKey({ name, privateKey }: StoredPublisher): string {
    try {
      return this.key!.decrypt(name, 'publisherKey', privateKey);
    } catch {
      throw this.broken(`the key of the publisher ${JSON.stringify(name)} was changed`);
    }
  }

  addPublisher(publisher: Omit<StoredPublisher, 'privateKey'>, privateKey: string): void {
    const sealedKey = this.key!.encrypt(publisher.name, 'publisherKey', privateKey);
    this.publishers.push({ ...publisher, privateKey: sealedKey });
  }

  /** By which a connection's events are signed. Throws ToldError. */
  eventSecret({ connection, secret }: StoredSubscription): string {
    try {
      return this.key!.decrypt(connection, 'eventSecret', secret);
    } catch {
      throw this.broken(`the secret of the subscriptions of ${JSON.stringify(connection)} was changed`);
    }
  }

  addSubscription(subscription: Omit<StoredSubscription, 'secret'>, secret: string): void {
    const sealedSecret = this.key!.encrypt(subscription.connection, 'eventSecret', secret);
    this.subscriptions.push({ ...subscription, secret: sealedSecret });
  }

  /** Encrypts a secret into an authorization of this content; undefined removes it. */
  setSecret({ name, secrets }: StoredAuthorization, field: SecretField, secret: string | undefined): void {
    if (secret !== undefined) secrets[field] = this.key!.encrypt(name, field, secret);
    else if (field !== 'clientSecret') delete secrets[field];
  }
}

const sealed = (
  { authorizations, publishers, subscriptions }: VaultContent,
  key: VaultKey,
  count: number | undefined,
): Authorizations => {
  const known = { key: key.fingerprint, authorizations };
  const later = {
    ...(publishers.length > 0 && { publishers }),
    ...(subscriptions.length > 0 && { subscriptions }),
    ...(count !== undefined && { count }),
  };
  // A program that knows none of these goes on with a vault that has none.
  const isLater = Object.keys(later).length > 0 || authorizations.some(({ serviceApp }) => serviceApp);
  const format = isLater ? 2 : 1;
  const content = { format, ...known, ...later } as const;
  return { ...content, seal: key.seal(content) };
};

const reencrypted = (before: VaultContent, authorization: StoredAuthorization, after: VaultContent) => {
  const copy = structuredClone(authorization);
  for (const field of Object.keys(authorization.secrets) as SecretField[])
    after.setSecret(copy, field, before.secret(authorization, field));
  return copy;
};

const publicPart = ({ privateKey: _, ...rest }: StoredPublisher) => rest;

const openPart = ({ secret: _, ...rest }: StoredSubscription) => rest;

/** The authorizations, encrypted with WXCC_NODES_KEY or the key file. */
export class Vault {
  /** The last content whose seal was found to hold, and the key that it was found with. */
  #opened: { stored: Authorizations; key: VaultKey } | undefined;

  constructor(
    readonly store: AuthorizationStore,
    private readonly keys: KeyRing,
    private readonly counter?: VaultCounter,
  ) {}

  /**
   * The whole vault as it is now; empty when there is none. For reading only: others may get the same content, as long as
   * the vault stays as it is. Throws ToldError, and changes nothing.
   */
  async read(): Promise<VaultContent> {
    const seen = await this.counter?.seen();
    const stored = await this.store.read();
    if (seen !== undefined && this.counter!.isBehind(stored, seen)) await this.#checkNewest(seen);
    if (!stored) return this.#content(undefined, undefined);
    const key = await this.keys.keyFor(stored.key);
    if (this.#opened?.stored !== stored || this.#opened.key !== key) this.#checkSeal(stored, key);
    this.#opened = { stored, key };
    return this.#content(stored, key);
  }

  /**
   * Changes the vault while no other process does; what `work` throws leaves it as it was. Whoever reads, or is killed,
   * finds the old vault or the new one, never a part. Throws ToldError.
   */
  async change<Type>(work: (content: VaultContent) => Type): Promise<Type> {
    let result!: Type;
    await this.#changeStored(async (stored, check) => {
      const key = stored ? await this.keys.keyFor(stored.key) : await this.keys.keyForNewVault(check);
      if (stored) this.#checkSeal(stored, key);
      await this.keys.settle(key, check);
      const content = this.#content(stored, key);
      result = work(content);
      return { content, key };
    });
    return result;
  }

  /**
   * Encrypts every secret anew, with a new key file or with WXCC_NODES_KEY. Killed at any moment, it leaves a vault
   * that one of the keys at hand opens: the new key is on disk before the vault needs it, the old one stays until it
   * does not. Throws ToldError. Gives where the key is now.
   */
  async rekey(target: 'file' | 'environment'): Promise<{ key: string; authorizations: number }> {
    const own = target === 'environment' ? this.#newEnvironmentKey() : undefined;
    let key: VaultKey;
    let count = 0;
    await this.#changeStored(
      async (stored, check) => {
        const oldKey = stored && (await this.#keyBefore(stored.key));
        if (stored) this.#checkSeal(stored, oldKey!);
        if (own && oldKey?.fingerprint === own.fingerprint)
          throw rekeySame(
            `The vault is encrypted with ${keyVariable} already.`,
            `Set ${keyVariable} to a new key and WXCC_NODES_OLD_KEY to the present one, or move to a key file with --to file.`,
          );
        if (oldKey) await this.keys.settle(oldKey, check);
        key = own ?? (await this.keys.prepareNewFile(check));
        const before = this.#content(stored, oldKey);
        count = before.authorizations.length;
        const after = this.#content(undefined, key);
        for (const one of before.authorizations) after.authorizations.push(reencrypted(before, one, after));
        for (const one of before.publishers) after.addPublisher(publicPart(one), before.privateKey(one));
        for (const one of before.subscriptions) after.addSubscription(openPart(one), before.eventSecret(one));
        return { content: after, key };
      },
      (check) => (own ? this.keys.removeFiles(check) : this.keys.settle(key, check)),
    );
    return { key: own ? keyVariable : this.keys.file, authorizations: count };
  }

  /** Changes what is stored, and counts. */
  async #changeStored(
    work: (
      stored: Authorizations | undefined,
      check: HeldLock['check'],
    ) => Promise<{ content: VaultContent; key: VaultKey }>,
    after?: (check: HeldLock['check']) => Promise<void>,
  ): Promise<void> {
    let count: number | undefined;
    await this.store.change(async (stored, check) => {
      this.counter?.check(stored, await this.counter.seen());
      const { content, key } = await work(stored, check);
      // Who does not count, counts on: another process may.
      count = this.counter || stored?.count !== undefined ? (stored?.count ?? 0) + 1 : undefined;
      return sealed(content, key, count);
    }, after);
    if (count !== undefined) await this.counter?.note(count);
  }

  /** What was read may be what a database said a while ago: throws only when the vault as it is now is behind, too. */
  async #checkNewest(seen: number): Promise<void> {
    const unchanged = new Error('unchanged');
    const looking = this.store.change(async (stored) => {
      this.counter!.check(stored, seen);
      throw unchanged;
    });
    await looking.catch((error) => {
      if (error !== unchanged) throw error;
    });
  }

  #newEnvironmentKey(): VaultKey {
    const key = this.keys.fromEnvironment;
    if (key) return key;
    throw rekeyNoKey(
      `${keyVariable} is not set.`,
      `Set it to 32 bytes in base64, for example from \`openssl rand -base64 32\`, or use --to file.`,
    );
  }

  /** A rekey may come from any key at hand, whichever the surroundings say is in use. */
  async #keyBefore(fingerprint: string): Promise<VaultKey> {
    const { fromEnvironment, oldFromEnvironment } = this.keys;
    const candidates = [fromEnvironment, oldFromEnvironment, ...(await this.keys.fromFiles())];
    return candidates.find((key) => key?.fingerprint === fingerprint) ?? this.keys.keyFor(fingerprint);
  }

  #content(stored: Authorizations | undefined, key: VaultKey | undefined): VaultContent {
    const { authorizations = [], publishers = [], subscriptions = [] } = stored ?? {};
    return new VaultContent(authorizations, publishers, subscriptions, key, (problem) =>
      this.store.broken(problem),
    );
  }

  #checkSeal(stored: Authorizations, key: VaultKey): void {
    if (!key.isSealed(stored)) throw this.store.broken('changed since it was written: the seal does not fit');
  }
}
