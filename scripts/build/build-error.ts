import { ToldError } from '../../src/ground/told-error.js';

/** Why a package cannot be built: which file, what is wrong, what to do. */
export class BuildError extends ToldError {
  constructor(
    readonly file: string,
    readonly problem: string,
    remedy: string,
  ) {
    super('caller', 'build.refused', `${file}: ${problem}`, remedy);
  }
}
