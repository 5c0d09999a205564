import { type HeldLock, LockError, type LockOptions, withLock } from '../files/lock.js';
import { type ToldError, toldError } from '../ground/told-error.js';
import { unwritable } from './durable-file.js';

const vaultBusy = toldError('operator', 'vault.busy', 'Another process works with the authorizations.');

const asConfigurationError = ({ isContention, code, file }: LockError): ToldError =>
  isContention
    ? vaultBusy(`Another process works with the authorizations (${file}).`, 'Try again when it is done.')
    : unwritable(file, code);

/** As withLock, for the authorizations: what a lock refuses is a ToldError. */
export const withVaultLock = <Type>(
  file: string,
  options: LockOptions,
  work: (held: HeldLock) => Promise<Type>,
): Promise<Type> =>
  withLock(file, options, work).catch((error: unknown) => {
    throw error instanceof LockError ? asConfigurationError(error) : error;
  });
