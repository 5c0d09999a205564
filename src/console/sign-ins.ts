import type { Authorizations } from '../authorization/authorizations.js';
import { ToldError } from '../ground/told-error.js';

/** How long a person may take, milliseconds; as `auth authorize`. */
const limitMs = 300_000;

interface Begun {
  /** Of the provider's page. */
  url: string;
  redirect: string;
}

type Outcome =
  | { state: 'none' | 'authorized' }
  | ({ state: 'waiting' } & Begun)
  | { state: 'failed'; error: ToldError };

/** Sign-ins that a window of the browser walks through while the console waits for their end. */
export class SignIns {
  readonly #outcomes = new Map<string, Outcome>();

  constructor(private readonly authorizations: Authorizations) {}

  /**
   * Begins a sign-in, or gives the one that is waited for: its window may have been closed, and another one would find the
   * redirect address taken. Rejects when the sign-in cannot begin.
   */
  start(name: string): Promise<Begun> {
    const begun = this.outcome(name);
    if (begun.state === 'waiting') return Promise.resolve({ url: begun.url, redirect: begun.redirect });
    return new Promise((resolve, reject) => {
      const show = (url: string, redirect: string) => {
        this.#outcomes.set(name, { state: 'waiting', url, redirect });
        resolve({ url, redirect });
      };
      this.authorizations.authorize(name, { limitMs, show }).then(
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

  /** The sign-in that is waited for, if any: a window that was loaded anew has forgotten it. */
  waiting(): { name: string; url: string } | null {
    for (const [name, outcome] of this.#outcomes)
      if (outcome.state === 'waiting') return { name, url: outcome.url };
    return null;
  }

  outcome(name: string): Outcome {
    return this.#outcomes.get(name) ?? { state: 'none' };
  }
}
