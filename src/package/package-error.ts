import { ToldError } from '../ground/told-error.js';

const again = 'Build the package again, or get it again from where it came.';

/** A package that is refused; the message names the file or entry. Nothing of it was executed or kept. */
export class PackageError extends ToldError {
  constructor(code: string, message: string, remedy = again) {
    super('operator', code, message, remedy);
  }

  /** The same, of a file that the user named. */
  in(file: string): PackageError {
    return new PackageError(this.code, `${file}: ${this.message}`, this.remedy);
  }
}

/** Declares why a package is refused; see toldError. */
export const packageError =
  (code: string, _meaning: string) =>
  (message: string, remedy?: string): PackageError =>
    new PackageError(code, message, remedy);

export const packageSize = packageError('package.size', 'The package is too large.');
