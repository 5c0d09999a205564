import { ToldError } from './told-error.js';

/** An answer over HTTP that tells an error. */
export class Problem extends ToldError {
  constructor(
    readonly statusCode: number,
    code: string,
    message: string,
    remedy: string,
    /** Seconds after which it may be different. */
    readonly retryAfter?: number,
  ) {
    super(statusCode < 500 ? 'caller' : 'operator', code, message, remedy);
  }

  /** As the body of an answer. */
  get body() {
    return { error: this.toJSON() };
  }
}

/** Declares an answer that tells an error; see toldError. */
export const problem =
  (statusCode: number, code: string, _meaning: string) =>
  (message: string, remedy: string, retryAfter?: number): Problem =>
    new Problem(statusCode, code, message, remedy, retryAfter);
