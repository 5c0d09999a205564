import { ToldError } from '../ground/told-error.js';

/** A list that cannot be had, as was found out by asking. */
export class LookupError extends ToldError {
  constructor(
    code: string,
    message: string,
    remedy: string,
    /** Asking again later may help, and a kept list serves until then; false when somebody must act first. */
    readonly isPassing: boolean,
  ) {
    super('platform', code, message, remedy);
  }
}

/** Declares why a list cannot be had; see toldError. */
export const lookupError =
  (code: string, _meaning: string) =>
  (message: string, remedy: string, { isPassing = false } = {}): LookupError =>
    new LookupError(code, message, remedy, isPassing);
