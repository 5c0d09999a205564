/** A list that cannot be had: what was wrong and what to do, like a ConfigurationError, but found out by asking. */
export class LookupError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly remedy: string,
    /** Asking again later may help, and a kept list serves until then; false when somebody must act first. */
    readonly isPassing: boolean,
  ) {
    super(message);
  }

  toJSON() {
    return { code: this.code, message: this.message, remedy: this.remedy };
  }
}
