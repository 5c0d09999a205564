import type { Authorizations, VaultCounter as CounterFile } from '../../schemas/types.js';
import { isVaultCounter } from '../../schemas/validators.js';
import { JsonFile } from '../files/json-file.js';
import { toldError } from '../ground/told-error.js';
import type { Environment } from './key-ring.js';

const rolledBack = toldError('operator', 'vault.rolled-back', 'The vault is older than one that was seen.');

const counterVariable = 'WXCC_NODES_COUNTER';

/**
 * How often the vault was changed, kept where a copy of the home or the database does not reach. A vault whose own count
 * is behind was rolled back whole, which no seal shows.
 */
export class VaultCounter {
  readonly #file: JsonFile<CounterFile>;

  constructor(path: string) {
    this.#file = new JsonFile(path, {
      what: 'counter',
      name: 'the counter of the vault',
      thing: "a vault's counter",
      isValid: isVaultCounter,
      format: 1,
      // It tells nothing, and the folder that it is in is somebody's own.
      isOpen: true,
      restore:
        'Nothing was changed. If you know that the vault is the newest, delete the file: it is counted anew.',
    });
  }

  /** The file that WXCC_NODES_COUNTER names; undefined when it is not set. */
  static from(environment: Environment): VaultCounter | undefined {
    const path = environment[counterVariable];
    return path === undefined || path === '' ? undefined : new VaultCounter(path);
  }

  /** Of the newest vault that was seen. To be read before the vault: whoever changes it counts after that. Throws ToldError. */
  async seen(): Promise<number> {
    return (await this.#file.read())?.count ?? 0;
  }

  isBehind(vault: Authorizations | undefined, seen: number): boolean {
    return (vault?.count ?? 0) < seen;
  }

  /** Throws ToldError for a vault that is behind. */
  check(vault: Authorizations | undefined, seen: number): void {
    if (!this.isBehind(vault, seen)) return;
    throw rolledBack(
      `${vault ? 'The vault' : 'There is no vault, and one'} was changed ${seen} times when it was seen last${vault ? `, and this one ${vault.count ?? 0} times` : ''}: it was rolled back.`,
      `Put the newest copy in its place. If this is the newest that there is, delete ${this.#file.path} and authorize what cannot be used any more: a provider may have ended grants whose refresh tokens are spent.`,
    );
  }

  /** Notes a vault that was written. Throws ToldError. */
  async note(count: number): Promise<void> {
    await this.#file.change((content) => ({ format: 1, count: Math.max(count, content?.count ?? 0) }));
  }
}
