/**
 * Who can mend what an error tells: who calls (a node that is not known, an input that is no JSON), who runs the program
 * (its home, connections, packages, authorizations), or the platform, which said no or failed.
 */
export type ErrorKind = 'caller' | 'operator' | 'platform';

/** An error as it is told: what was wrong and where, and what to do. docs/errors.md lists the codes. */
export class ToldError extends Error {
  override readonly name = 'ToldError';

  constructor(
    readonly kind: ErrorKind,
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

/**
 * Declares an error: once, beside what throws it. `npm run docs` collects code, kind and meaning for docs/errors.md from
 * the sources, as they stand.
 */
export const toldError =
  (kind: ErrorKind, code: string, _meaning: string) =>
  (message: string, remedy: string): ToldError =>
    new ToldError(kind, code, message, remedy);

/** Declares an error that several things can have, `<what>.<word>`. */
export const toldErrorOf =
  (kind: ErrorKind, word: string, _meaning: string) =>
  (what: string, message: string, remedy: string): ToldError =>
    new ToldError(kind, `${what}.${word}`, message, remedy);

/** Declares what a store refuses, whatever it keeps: the code is `<store>.<word>`. */
export const storeErrorOf = (word: string, meaning: string) => toldErrorOf('operator', word, meaning);
