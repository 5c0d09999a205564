import { ConfigurationError } from '../ground/configuration-error.js';

/** A package that is refused; the message names the file or entry. Nothing of it was executed or kept. */
export class PackageError extends ConfigurationError {
  constructor(
    code: string,
    message: string,
    remedy = 'Build the package again, or get it again from where it came.',
  ) {
    super(code, message, remedy);
  }
}
