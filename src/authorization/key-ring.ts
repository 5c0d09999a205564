import { randomBytes } from 'node:crypto';
import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Exposure, exposedSecrets, writableByAll } from '../files/exposures.js';
import { orCannotWrite } from '../files/json-file.js';
import type { HeldLock } from '../files/lock.js';
import { removeHeld, removeLeftovers, securePrivateFolder, writeDurably } from '../files/private-file.js';
import { lookAgain, WatchedFile } from '../files/watched-file.js';
import { whileHeld } from '../files/while-held.js';
import { ToldError, toldError } from '../ground/told-error.js';
import { VaultKey } from './seal.js';

const vaultKey = toldError('operator', 'vault.key', 'The key of the vault cannot be read.');
const vaultWrongKey = toldError('operator', 'vault.wrong-key', 'The key does not open the vault.');

export const keyVariable = 'WXCC_NODES_KEY';
/** The key before, for a rekey from one environment key to another. */
const oldKeyVariable = 'WXCC_NODES_OLD_KEY';

/** Whether this process still holds the vault's lock. */
type Check = HeldLock['check'];

export type Environment = Readonly<Record<string, string | undefined>>;

const keyBytes = 32;

/** Wherever the vault is, the key is a file. */
const unwritten = (file: string) => orCannotWrite('vault', file);

const parseKey = (text: string, origin: string, remedy: string): VaultKey => {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, 'base64');
  // Node.js reads past what is no base64; such a key would be another one elsewhere.
  if (key.length === keyBytes && /^[A-Za-z0-9+/]{43}=?$/.test(trimmed)) return new VaultKey(key, origin);
  throw vaultKey(`${origin} holds no key: it must be ${keyBytes} bytes in base64.`, remedy);
};

/**
 * The keys at hand: WXCC_NODES_KEY, else a key file beside the vault. While a rekey is under way there are two files:
 * the new key lies beside the old one, and which of them counts is settled by the one replacement of the vault.
 */
export class KeyRing {
  /** Where the key is when it is in no variable. */
  readonly file: string;
  readonly #newFile: string;
  /** A call asks for the key twice: it is made once from each text. */
  readonly #keys = new Map<string, WatchedFile<VaultKey>>();
  readonly #variables = new Map<string, { text: string; key: VaultKey }>();

  constructor(
    home: string,
    private readonly environment: Environment,
  ) {
    this.file = join(home, 'authorizations.key');
    this.#newFile = join(home, 'authorizations.key.new');
  }

  /** WXCC_NODES_KEY; undefined when it is not set. Throws ToldError when it is no key. */
  get fromEnvironment(): VaultKey | undefined {
    return this.#variable(keyVariable);
  }

  get oldFromEnvironment(): VaultKey | undefined {
    return this.#variable(oldKeyVariable);
  }

  /** The keys in files: the one in use, and the new one of a rekey that was cut short. */
  async fromFiles(): Promise<VaultKey[]> {
    const keys = [await this.#read(this.file), await this.#read(this.#newFile)];
    return keys.filter((key) => key !== undefined);
  }

  /** What others on this machine may read or change: the key files, and the home with what calls go by. */
  exposures(): { keys: Exposure[]; home: Exposure[] } {
    return { keys: exposedSecrets([this.file, this.#newFile]), home: writableByAll(dirname(this.file)) };
  }

  /** The key that a vault with this fingerprint opens with. Throws ToldError when none at hand does. */
  async keyFor(fingerprint: string): Promise<VaultKey> {
    const own = this.fromEnvironment;
    if (own?.fingerprint === fingerprint) return own;
    const files = await this.fromFiles();
    const fitting = files.find((key) => key.fingerprint === fingerprint);
    if (!own && fitting) return fitting;
    if (own && fitting)
      throw wrongKey(
        `The vault is encrypted with the key in ${fitting.origin}, not with ${keyVariable}.`,
        `Unset ${keyVariable}, or move the vault to that key with \`wxcc-nodes auth rekey\`.`,
      );
    if (own)
      throw wrongKey(
        `${keyVariable} is not the key that the vault is encrypted with.`,
        `Set ${keyVariable} to the key that was used before. Nothing was changed.`,
      );
    if (files.length > 0)
      throw wrongKey(
        `The key in ${this.file} is not the one that the vault is encrypted with.`,
        `Put the right key file back, or set ${keyVariable} to the key that was used before. Nothing was changed.`,
      );
    throw wrongKey(
      `The vault is encrypted, and there is no key: ${this.file} is missing and ${keyVariable} is not set.`,
      `Put the key file back, or set ${keyVariable} to the key that was used before. Nothing was changed.`,
    );
  }

  /** The key of a vault that does not exist yet; a key file is made when there is none. Only under the vault's lock. */
  async keyForNewVault(check: Check): Promise<VaultKey> {
    const own = this.fromEnvironment;
    if (own) return own;
    const [present] = await this.fromFiles();
    if (present) return present;
    return this.#make(this.file, check);
  }

  /** First half of a rekey: the new key lies beside the old one. The vault must not depend on an earlier new key. */
  async prepareNewFile(check: Check): Promise<VaultKey> {
    return this.#make(this.#newFile, check);
  }

  /** Second half, also of a rekey that was cut short: the file of the key that the vault is encrypted with gets its name. */
  async settle({ fingerprint }: VaultKey, check: Check): Promise<void> {
    const newKey = await this.#read(this.#newFile);
    if (newKey?.fingerprint === fingerprint)
      await whileHeld(async () => {
        check();
        renameSync(this.#newFile, this.file);
        lookAgain();
      }).catch(unwritten(this.file));
    else if (newKey) await this.#remove(this.#newFile, check);
  }

  /** After a move to WXCC_NODES_KEY: the files open nothing any more. */
  async removeFiles(check: Check): Promise<void> {
    for (const file of [this.#newFile, this.file]) await this.#remove(file, check);
  }

  /** Over a database, the home may be a folder that nobody has made yet. */
  async #make(file: string, check: Check): Promise<VaultKey> {
    const make = async () => {
      await securePrivateFolder(dirname(file));
      await removeLeftovers(file, { check });
      await writeDurably(file, newKeyText(), { check });
    };
    await make().catch(unwritten(file));
    return (await this.#read(file))!;
  }

  async #remove(file: string, check: Check): Promise<void> {
    await (async () => removeHeld(file, check))().catch(unwritten(file));
  }

  #variable(name: string): VaultKey | undefined {
    const text = this.environment[name];
    if (text === undefined || text === '') return undefined;
    const known = this.#variables.get(name);
    if (known?.text === text) return known.key;
    const key = parseKey(text, name, 'Make one, for example with `openssl rand -base64 32`.');
    this.#variables.set(name, { text, key });
    return key;
  }

  async #read(file: string): Promise<VaultKey | undefined> {
    const remedy = 'Put the right key file back; the vault cannot be opened without it.';
    const key = this.#keys.get(file) ?? new WatchedFile(file, (text) => parseKey(text, file, remedy));
    this.#keys.set(file, key);
    return key.read().catch((error: NodeJS.ErrnoException) => {
      if (error instanceof ToldError) throw error;
      throw vaultKey(
        `${file} cannot be read (${error.code ?? error.message}).`,
        'Make it a file that you can read; it holds the key of the vault.',
      );
    });
  }
}

const newKeyText = () => `${randomBytes(keyBytes).toString('base64')}\n`;

const wrongKey = (message: string, remedy: string) => vaultWrongKey(message, remedy);
