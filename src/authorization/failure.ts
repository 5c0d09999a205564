/** What went wrong at run time while a person worked with an authorization: the provider or the person said no. */
export class AuthorizationFailure extends Error {
  override readonly name = 'AuthorizationFailure';

  constructor(
    /** For programs, for example `redirect.state`. */
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
