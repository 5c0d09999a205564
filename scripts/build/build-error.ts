/** Why a package cannot be built: which file, what is wrong, what to do. */
export class BuildError extends Error {
  override readonly name = 'BuildError';

  constructor(
    readonly file: string,
    readonly problem: string,
    readonly remedy: string,
  ) {
    super(`${file}: ${problem}\n  ${remedy}`);
  }
}
