/** What oidc-provider keeps, as far as it is looked into. Its own type would have who uses the sandbox install its types. */
interface AdapterPayload {
  [member: string]: unknown;
  uid?: string;
  userCode?: string;
  grantId?: string;
  exp?: number;
}

/** What may be moved or revoked from outside. */
export type TokenKind = 'AccessToken' | 'RefreshToken';

const epochSeconds = () => Math.floor(Date.now() / 1000);

/**
 * What the authorization server remembers, in memory. It can move the expiry of what it has given out, which is how a
 * test lets time pass without touching the clock.
 */
export class TokenStore {
  readonly #kinds = new Map<string, Map<string, AdapterPayload>>();

  /**
   * For oidc-provider: the part of the store that holds one kind of thing.
   * @param alreadyUsed the error for a one-time token that is used again.
   */
  adapter(kind: string, alreadyUsed: () => Error) {
    const stored = this.#of(kind);
    return {
      upsert: async (id: string, payload: AdapterPayload) => {
        stored.set(id, payload);
      },
      find: async (id: string) => stored.get(id),
      findByUid: async (uid: string) => [...stored.values()].find((payload) => payload.uid === uid),
      findByUserCode: async (code: string) =>
        [...stored.values()].find((payload) => payload.userCode === code),
      consume: async (id: string) => {
        const payload = stored.get(id);
        // Two uses at the same moment: both have read it unused, and only one may have it.
        if (!payload || payload.consumed) throw alreadyUsed();
        payload.consumed = epochSeconds();
      },
      destroy: async (id: string) => {
        stored.delete(id);
      },
      revokeByGrantId: async (grantId: string) => {
        for (const [id, payload] of stored) if (payload.grantId === grantId) stored.delete(id);
      },
    };
  }

  put(kind: string, id: string, payload: AdapterPayload): void {
    this.#of(kind).set(id, payload);
  }

  drop(kind: string, id: string): void {
    this.#of(kind).delete(id);
  }

  /** Forgets everything of a kind. */
  forget(kind: string): void {
    this.#of(kind).clear();
  }

  /** Lets all tokens of a kind end that many seconds from now; 0 is now. Returns how many were moved. */
  moveExpiry(kind: TokenKind, seconds: number): number {
    const tokens = [...this.#of(kind).values()];
    for (const token of tokens) token.exp = epochSeconds() + seconds;
    return tokens.length;
  }

  /** Lets one token end that many seconds from now. */
  extend(kind: TokenKind, id: string, seconds: number): void {
    const token = this.#of(kind).get(id);
    if (token) token.exp = epochSeconds() + seconds;
  }

  /** How many of a kind can still be used. */
  alive(kind: TokenKind): number {
    return [...this.#of(kind).values()].filter(({ exp = 0, consumed }) => exp > epochSeconds() && !consumed)
      .length;
  }

  #of(kind: string): Map<string, AdapterPayload> {
    const present = this.#kinds.get(kind) ?? new Map<string, AdapterPayload>();
    this.#kinds.set(kind, present);
    return present;
  }
}
