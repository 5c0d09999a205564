import type { Trust } from '../../schemas/types.js';
import { isTrust } from '../../schemas/validators.js';
import { toldError } from '../ground/told-error.js';

const trustInvalid = toldError('operator', 'trust.invalid', 'What is to be trusted cannot be kept.');

export const noTrust: Trust = { format: 1, publishers: [], revoked: [] };

/** What is to be kept after a change of whom to trust. Throws ToldError. */
export const changedTrust = (work: (trust: Trust) => Trust, content: Trust = noTrust): Trust => {
  const changed = work(content);
  if (isTrust(changed)) return changed;
  const [first] = isTrust.errors ?? [];
  throw trustInvalid(
    `This cannot be kept: ${first?.instancePath} ${first?.message}`,
    'See schemas/trust.schema.json for what is kept of a publisher and of what is revoked.',
  );
};
