/** Where a call's access token comes from. */
export interface TokenSource {
  /**
   * Gives a token, or undefined when there is no usable grant. Throws TokenServerError when the token server cannot
   * be asked. `rejected` is a token that the API has just answered with 401: another one, or undefined, is wanted.
   */
  getToken(options: { rejected?: string; signal: AbortSignal }): Promise<string | undefined>;
  /** The client id that the tokens are for, whose rate the calls take; undefined when nobody says. */
  readonly client?: string | undefined;
  /** What to do when there is no grant, for people. */
  readonly remedy: string;
}

/** The token server cannot be asked, or answers 5xx: the grant may be alive. */
export class TokenServerError extends Error {
  /** What follows `authorization.` in the diagnostic's code. */
  readonly code: string;
  /** What to do. */
  readonly remedy: string;
  /** So many seconds the token server asks not to be asked. */
  readonly waitSeconds: number | undefined;

  constructor(
    message: string,
    {
      code = 'server',
      remedy = tryLater,
      waitSeconds,
    }: { code?: string; remedy?: string; waitSeconds?: number } = {},
  ) {
    super(message);
    this.code = code;
    this.remedy = remedy;
    this.waitSeconds = waitSeconds;
  }
}

const tryLater = 'Try again later; the authorization is kept.';

/** A token typed by hand; nothing can renew it. */
export const fixedToken = (token: string | undefined): TokenSource => ({
  getToken: async ({ rejected }) => (token && token !== rejected ? token : undefined),
  remedy: 'Give a valid token with --token or WXCC_TOKEN.',
});
