/** What only the author can mend: thrown before anything is sent, never for what happens at run time. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(
    /** For programs, for example `node.unknown`. */
    readonly code: string,
    message: string,
    /** What to do. */
    readonly remedy: string,
  ) {
    super(message);
  }

  toJSON() {
    return { code: this.code, message: this.message, remedy: this.remedy };
  }
}
