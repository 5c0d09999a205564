import type { Authorizations } from '../authorization/authorizations.js';
import { ToldError } from '../ground/told-error.js';

/** How long a person may take, milliseconds; as `auth authorize`. */
const limitMs = 300_000;

type Outcome = { state: 'waiting' | 'none' | 'authorized' } | { state: 'failed'; error: ToldError };

/** Sign-ins that a window of the browser walks through while the console waits for their end. */
export class SignIns {
  readonly #outcomes = new Map<string, Outcome>();

  constructor(private readonly authorizations: Authorizations) {}

  /** Gives the address of the provider's page. Rejects when the sign-in cannot begin. */
  start(name: string): Promise<{ url: string; redirect: string }> {
    this.#outcomes.set(name, { state: 'waiting' });
    return new Promise((resolve, reject) => {
      this.authorizations
        .authorize(name, { limitMs, show: (url, redirect) => resolve({ url, redirect }) })
        .then(
          () => this.#outcomes.set(name, { state: 'authorized' }),
          (error: Error) => {
            this.#outcomes.set(
              name,
              error instanceof ToldError ? { state: 'failed', error } : { state: 'none' },
            );
            reject(error);
          },
        );
    });
  }

  outcome(name: string): Outcome {
    return this.#outcomes.get(name) ?? { state: 'none' };
  }
}
