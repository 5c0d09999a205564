import { type HeldLock, LockError, type LockOptions, withLock } from '../files/lock.js';
import { ConfigurationError } from '../ground/configuration-error.js';
import { unwritable } from './durable-file.js';

const asConfigurationError = ({ isContention, code, file }: LockError): ConfigurationError =>
  isContention
    ? new ConfigurationError(
        'vault.busy',
        `Another process works with the authorizations (${file}).`,
        'Try again when it is done.',
      )
    : unwritable(file, code);

/** As withLock, for the authorizations: what a lock refuses is a ConfigurationError. */
export const withVaultLock = <Type>(
  file: string,
  options: LockOptions,
  work: (held: HeldLock) => Promise<Type>,
): Promise<Type> =>
  withLock(file, options, work).catch((error: unknown) => {
    throw error instanceof LockError ? asConfigurationError(error) : error;
  });
