import type { Keys } from '../../schemas/types.js';
import { isKeys } from '../../schemas/validators.js';
import { toldError } from '../ground/told-error.js';
import type { StoredKey } from './stores.js';

const keyInvalid = toldError('operator', 'key.invalid', 'The key does not hold what a key holds.');

/** What is to be kept after a change of the keys. Throws ToldError. */
export const changedKeys = (work: (keys: StoredKey[]) => StoredKey[], content: Keys | undefined): Keys => {
  const changed: Keys = { format: 1, keys: work(content?.keys ?? []) };
  if (isKeys(changed)) return changed;
  const [first] = isKeys.errors ?? [];
  throw keyInvalid(
    `The key cannot be stored: ${first?.instancePath} ${first?.message}`,
    'See schemas/keys.schema.json for what a key holds.',
  );
};
