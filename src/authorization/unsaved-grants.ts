/** Between two tries, milliseconds. */
const retryMs = 1000;
/** A command that is done stays for so many tries; a service goes on for as long as it runs. */
const stayingTries = 30;

export interface GrantToKeep {
  /** The new access token. */
  token: string;
  /** Writes it; false when the authorization has become another one meanwhile. */
  store: () => Promise<unknown>;
  /** When it is written, or nobody needs it any more. */
  done: () => Promise<void>;
  /** Why it could not be written. */
  error: Error;
}

interface Unsaved {
  token: string;
  error: Error;
  /** Tries once more; whether it is stored now. */
  save(): Promise<boolean>;
}

/**
 * Grants that the provider has given and that could not be written, for example to a full disk. The token before is
 * spent then: these are the only good ones, and are written again until it works.
 */
export class UnsavedGrants {
  readonly #grants = new Map<string, Unsaved>();

  get(name: string): Unsaved | undefined {
    return this.#grants.get(name);
  }

  keep(name: string, { token, store, done, error }: GrantToKeep): void {
    let tries = 0;
    let saving: Promise<boolean> | undefined;
    const save = async () => {
      try {
        await store();
      } catch {
        return false;
      }
      clearInterval(timer);
      if (this.#grants.get(name) === unsaved) this.#grants.delete(name);
      await done();
      return true;
    };
    const unsaved: Unsaved = {
      token,
      error,
      save: () => {
        saving ??= save().finally(() => {
          saving = undefined;
        });
        return saving;
      },
    };
    const timer = setInterval(() => {
      tries += 1;
      if (tries === stayingTries) timer.unref();
      void unsaved.save();
    }, retryMs);
    this.#grants.set(name, unsaved);
  }
}
