import { createHash } from 'node:crypto';
import { endsSoon, hasEnded } from './freshness.js';
import { storeGrant } from './grant-store.js';
import { findByName } from './name.js';
import { type StoredAuthorization, timeText } from './record.js';
import { TokenError } from './token-error.js';
import type { TokenFetch } from './token-transport.js';
import type { Vault, VaultContent } from './vault.js';

/** Longer than another process's refresh may take, or a killed one's lock lives; milliseconds. */
const lockWaitMs = 30_000;

export interface RefreshOptions {
  /** A token that the API has refused; without it, one that ends soon is renewed. */
  rejected?: string;
  /** A grant that needs a new sign-in is tried all the same: the provider may have been wrong. */
  evenDead?: boolean;
}

/** What came of asking the provider: a new token, a grant that is dead, or no answer. */
export type RefreshOutcome = 'renewed' | 'dead' | 'failed';

interface Flight {
  waiting: number;
  /** Ends the waiting for the lock once nobody waits for the token any more. */
  abandon: AbortController;
  token: Promise<string | undefined>;
}

/** Renews access tokens: one refresh at a time for each authorization, in this process and all others. */
export class Refresher {
  readonly #flights = new Map<string, Flight>();

  constructor(
    private readonly vault: Vault,
    private readonly now: () => number,
    private readonly aheadMs: number,
    private readonly fetch: TokenFetch,
    private readonly onRefresh: (outcome: RefreshOutcome) => void = () => {},
  ) {}

  /**
   * A usable token that is not the rejected one: another process's when it has just renewed, else a renewed one, which
   * is on disk by then; undefined when the grant is no good any more, which the vault says then. A refresh that is
   * under way goes on when `signal` aborts, since its answer may hold the only good refresh token.
   * Throws TokenError, ToldError, or the signal's reason.
   */
  async refresh(name: string, options: RefreshOptions, signal?: AbortSignal): Promise<string | undefined> {
    const flight = this.#flights.get(name) ?? this.#start(name, options);
    flight.waiting += 1;
    const left = () => {
      flight.waiting -= 1;
      if (flight.waiting > 0) return;
      flight.abandon.abort(new Error('nobody waits for the token'));
      this.#land(name, flight);
    };
    if (!signal) return flight.token;
    return new Promise((resolve, reject) => {
      const abort = () => {
        left();
        reject(signal.reason);
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      flight.token.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    });
  }

  #start(name: string, options: RefreshOptions): Flight {
    const abandon = new AbortController();
    const flight = { waiting: 0, abandon, token: this.#alone(name, options, abandon.signal) };
    this.#flights.set(name, flight);
    flight.token.catch(() => {}).finally(() => this.#land(name, flight));
    return flight;
  }

  #land(name: string, flight: Flight): void {
    if (this.#flights.get(name) === flight) this.#flights.delete(name);
  }

  #alone(name: string, options: RefreshOptions, signal: AbortSignal): Promise<string | undefined> {
    const id = createHash('sha256').update(name).digest('hex').slice(0, 16);
    return this.vault.store.alone(`refresh-${id}`, { waitMs: lockWaitMs, signal }, async () => {
      // Another process may have renewed while this one waited.
      const content = await this.vault.read();
      const record = findByName(content.authorizations, name);
      if (!record || record.state === 'Authorization Pending') return undefined;
      if (record.state === 'Re-authorization Required' && !options.evenDead) return undefined;
      return this.#renew(content, record, options);
    });
  }

  async #renew(
    content: VaultContent,
    record: StoredAuthorization,
    { rejected, evenDead }: RefreshOptions,
  ): Promise<string | undefined> {
    const present = content.secret(record, 'accessToken');
    const isUsable = present !== undefined && present !== rejected && !hasEnded(record, this.now());
    if (isUsable && !evenDead && !endsSoon(record, this.now(), this.aheadMs)) return present;
    const refreshToken = content.secret(record, 'refreshToken');
    if (refreshToken === undefined) {
      if (isUsable) return present;
      const why = rejected === undefined ? 'has ended' : 'was refused by the API';
      await this.#die(record, `The access token ${why}, and the provider gave no refresh token.`);
      return undefined;
    }
    // Loaded when needed, which is once in some days.
    const { OAuthClient } = await import('./oauth-client.js');
    try {
      const client = new OAuthClient(record, content.secrets(record), this.fetch);
      const grant = await client.refresh(refreshToken);
      this.onRefresh('renewed');
      const isStored = await this.#store(record, (after, found) => {
        storeGrant(after, found, grant, this.now());
        if (!evenDead) found.lastUsedAt = timeText(this.now());
      });
      return isStored ? grant.accessToken : undefined;
    } catch (error) {
      const isDead = error instanceof TokenError && error.kind === 'dead';
      if (error instanceof TokenError) this.onRefresh(isDead ? 'dead' : 'failed');
      if (!isDead) throw error;
      await this.#die(record, `The provider refused to renew the token (${error.message}).`);
      return undefined;
    }
  }

  async #die(record: StoredAuthorization, reason: string): Promise<void> {
    await this.#store(record, (_content, found) => {
      found.state = 'Re-authorization Required';
      found.reason = reason.slice(0, 600);
    });
  }

  /** Changes the authorization that the refresh was for: one that was updated or signed in anew meanwhile stays as it is. */
  #store(
    { name, revision, accessTokenAt }: StoredAuthorization,
    work: (content: VaultContent, found: StoredAuthorization) => void,
  ): Promise<boolean> {
    return this.vault.change((content) => {
      const found = findByName(content.authorizations, name);
      if (found?.revision !== revision || found.accessTokenAt !== accessTokenAt) return false;
      work(content, found);
      return true;
    });
  }
}
