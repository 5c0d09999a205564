import { join } from 'node:path';
import type { Authorizations } from '../../schemas/types.js';
import type { HeldLock } from '../files/lock.js';
import { WatchedFile } from '../files/watched-file.js';
import { toldError } from '../ground/told-error.js';
import { removeLeftovers, securePrivateFolder, unwritable, writeDurably } from './durable-file.js';
import { type Environment, KeyRing, keyVariable } from './key-ring.js';
import type { SecretField, StoredAuthorization } from './record.js';
import type { VaultKey } from './seal.js';
import { brokenVault, parseVault, readVaultFile, unreadableVault, vaultFormat } from './vault-file.js';
import { withVaultLock } from './vault-lock.js';

const rekeySame = toldError('operator', 'rekey.same', 'The vault is encrypted with the given key already.');
const rekeyNoKey = toldError('operator', 'rekey.no-key', 'There is no new key to encrypt the vault with.');

/** Longer than a lock of a killed process lives; milliseconds. */
const lockWaitMs = 20_000;

/** What the vault holds at one moment. Its secrets stay encrypted until one is asked for. */
export class VaultContent {
  constructor(
    readonly authorizations: StoredAuthorization[],
    private readonly key: VaultKey | undefined,
    private readonly file: string,
  ) {}

  /** A secret, or undefined when the authorization has none of that kind. Throws ToldError. */
  secret({ name, secrets }: StoredAuthorization, field: SecretField): string | undefined {
    const sealed = secrets[field];
    if (sealed === undefined) return undefined;
    try {
      return this.key!.decrypt(name, field, sealed);
    } catch {
      throw brokenVault(this.file, `the ${field} of ${JSON.stringify(name)} was changed`);
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

  /** Encrypts a secret into an authorization of this content; undefined removes it. */
  setSecret({ name, secrets }: StoredAuthorization, field: SecretField, secret: string | undefined): void {
    if (secret !== undefined) secrets[field] = this.key!.encrypt(name, field, secret);
    else if (field !== 'clientSecret') delete secrets[field];
  }
}

const sealed = (authorizations: StoredAuthorization[], key: VaultKey): Authorizations => {
  const content = { format: vaultFormat, key: key.fingerprint, authorizations } as const;
  return { ...content, seal: key.seal(content) };
};

/** `$WXCC_NODES_HOME/authorizations.json`, encrypted with WXCC_NODES_KEY or the key file beside it. */
export class Vault {
  readonly file: string;
  readonly keys: KeyRing;
  readonly #lockFile: string;
  readonly #watched: WatchedFile<Authorizations>;
  /** The last content whose seal was found to hold, and the key that it was found with. */
  #opened: { file: Authorizations; key: VaultKey } | undefined;

  constructor(
    readonly home: string,
    environment: Environment,
  ) {
    this.file = join(home, 'authorizations.json');
    this.#lockFile = join(home, 'authorizations.lock');
    this.#watched = new WatchedFile(this.file, (text) => parseVault(text, this.file));
    this.keys = new KeyRing(home, environment);
  }

  /**
   * The whole vault as it is now; empty when there is none. For reading only: others may get the same content, as long as
   * the file stays as it is. Throws ToldError, and changes nothing.
   */
  async read(): Promise<VaultContent> {
    const file = await this.#watched.read().catch((error: unknown) => {
      throw unreadableVault(this.file, error);
    });
    if (!file) return new VaultContent([], undefined, this.file);
    const key = await this.keys.keyFor(file.key);
    if (this.#opened?.file !== file || this.#opened.key !== key) this.#checkSeal(file, key);
    this.#opened = { file, key };
    return new VaultContent(file.authorizations, key, this.file);
  }

  /**
   * Changes the vault while no other process does; what `work` throws leaves it as it was. Whoever reads, or is killed,
   * finds the old vault or the new one, never a part. Throws ToldError.
   */
  async change<Type>(work: (content: VaultContent) => Type): Promise<Type> {
    return this.#locked(async (held) => {
      const file = await readVaultFile(this.file);
      const key = file ? await this.keys.keyFor(file.key) : await this.keys.keyForNewVault();
      if (file) this.#checkSeal(file, key);
      await this.keys.settle(key);
      const content = new VaultContent(file?.authorizations ?? [], key, this.file);
      const result = work(content);
      held.check();
      await this.#write(content.authorizations, key);
      return result;
    });
  }

  /**
   * Encrypts every secret anew, with a new key file or with WXCC_NODES_KEY. Killed at any moment, it leaves a vault
   * that one of the keys at hand opens: the new key is on disk before the vault needs it, the old one stays until it
   * does not. Throws ToldError. Gives where the key is now.
   */
  async rekey(target: 'file' | 'environment'): Promise<{ key: string; authorizations: number }> {
    const own = target === 'environment' ? this.#newEnvironmentKey() : undefined;
    return this.#locked(async (held) => {
      const file = await readVaultFile(this.file);
      const oldKey = file && (await this.#keyBefore(file.key));
      if (file) this.#checkSeal(file, oldKey!);
      if (own && oldKey?.fingerprint === own.fingerprint)
        throw rekeySame(
          `The vault is encrypted with ${keyVariable} already.`,
          `Set ${keyVariable} to a new key and WXCC_NODES_OLD_KEY to the present one, or move to a key file with --to file.`,
        );
      if (oldKey) await this.keys.settle(oldKey);
      const key = own ?? (await this.keys.prepareNewFile());
      const before = new VaultContent(file?.authorizations ?? [], oldKey, this.file);
      const after = before.authorizations.map((one) => this.#reencrypt(before, one, key));
      held.check();
      await this.#write(after, key);
      if (own) await this.keys.removeFiles();
      else await this.keys.settle(key);
      return { key: own ? keyVariable : join(this.home, 'authorizations.key'), authorizations: after.length };
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

  #reencrypt(before: VaultContent, authorization: StoredAuthorization, key: VaultKey): StoredAuthorization {
    const after = new VaultContent([], key, this.file);
    const copy = structuredClone(authorization);
    for (const field of Object.keys(authorization.secrets) as SecretField[])
      after.setSecret(copy, field, before.secret(authorization, field));
    return copy;
  }

  #checkSeal(file: Authorizations, key: VaultKey): void {
    if (!key.isSealed(file))
      throw brokenVault(this.file, 'changed since it was written: the seal does not fit');
  }

  async #write(authorizations: StoredAuthorization[], key: VaultKey): Promise<void> {
    await writeDurably(this.file, `${JSON.stringify(sealed(authorizations, key), null, 2)}\n`);
  }

  async #locked<Type>(work: (held: HeldLock) => Promise<Type>): Promise<Type> {
    try {
      await securePrivateFolder(this.home);
      return await withVaultLock(this.#lockFile, { waitMs: lockWaitMs }, async (held) => {
        await removeLeftovers(this.file);
        return work(held);
      });
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (syscall === undefined) throw error;
      throw unwritable(this.file, code);
    }
  }
}
