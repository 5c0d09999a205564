import { setTimeout as pause } from 'node:timers/promises';
import { LockError } from '../files/lock.js';
import type { Note, Turn } from '../store/stores.js';
import { endsSoon, hasEnded } from './freshness.js';
import { storeGrant } from './grant-store.js';
import { findByName } from './name.js';
import { isOpen, newQuestion, turnName } from './question.js';
import { type StoredAuthorization, timeText } from './record.js';
import { TokenError } from './token-error.js';
import type { TokenFetch } from './token-transport.js';
import { UnsavedGrants } from './unsaved-grants.js';
import type { Vault, VaultContent } from './vault.js';

/** Longer than another process's refresh may take, or a killed one's lock lives; milliseconds. */
const lockWaitMs = 30_000;
/** Between two looks whether another process has stored its answer; milliseconds. */
const askMs = 100;
/** A process that loses its turn so often has no time to work. */
const maxTurns = 3;
const lost = Symbol('the turn was lost');

export interface RefreshOptions {
  /** A token that the API has refused; without it, one that ends soon is renewed. */
  rejected?: string;
  /** A grant that needs a new sign-in is tried all the same: the provider may have been wrong. */
  evenDead?: boolean;
}

interface Renewal extends RefreshOptions {
  refreshToken: string;
  question: Note;
  turn: Turn;
}

/** What came of asking the provider: a new token, a grant that is dead, no answer, or a token that cannot be stored yet. */
export type RefreshOutcome = 'renewed' | 'dead' | 'failed' | 'unsaved';

interface Flight {
  waiting: number;
  /** Ends the waiting for the lock once nobody waits for the token any more. */
  abandon: AbortController;
  token: Promise<string | undefined>;
}

/** Renews access tokens: one refresh at a time for each authorization, in this process and all others. */
export class Refresher {
  readonly #flights = new Map<string, Flight>();
  /** What the provider gave and the vault could not take. */
  readonly unsaved = new UnsavedGrants();

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

  /** Its turn may be lost to another process while this one stands still: then it waits for another turn. */
  async #alone(name: string, options: RefreshOptions, signal: AbortSignal): Promise<string | undefined> {
    const unsaved = this.unsaved.get(name);
    if (unsaved && !(await unsaved.save()) && unsaved.token !== options.rejected) return unsaved.token;
    for (let turns = 1; ; turns += 1) {
      const token = await this.vault.store.alone(
        turnName('refresh', name),
        { waitMs: lockWaitMs, signal },
        async (turn) => {
          try {
            return await this.#ask(name, options, turn, signal);
          } catch (error) {
            if (error instanceof LockError && turns < maxTurns) return lost;
            throw error;
          }
        },
      );
      if (token !== lost) return token;
    }
  }

  async #ask(
    name: string,
    options: RefreshOptions,
    turn: Turn,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    for (const until = performance.now() + lockWaitMs; ; await pause(askMs)) {
      // Another process may have renewed while this one waited.
      const content = await this.vault.read();
      const record = findByName(content.authorizations, name);
      if (!record || record.state === 'Authorization Pending') return undefined;
      if (record.state === 'Re-authorization Required' && !options.evenDead) return undefined;
      const present = content.secret(record, 'accessToken');
      const isUsable = present !== undefined && present !== options.rejected && !hasEnded(record, this.now());
      if (isUsable && !options.evenDead && !endsSoon(record, this.now(), this.aheadMs)) return present;
      const refreshToken = content.secret(record, 'refreshToken');
      if (refreshToken === undefined) {
        if (isUsable) return present;
        const why = options.rejected === undefined ? 'has ended' : 'was refused by the API';
        await this.#die(record, `The access token ${why}, and the provider gave no refresh token.`);
        return undefined;
      }
      const question = newQuestion(refreshToken);
      const before = await turn.note();
      if (!before || !isOpen(before, question))
        return this.#renew(content, record, { ...options, refreshToken, question, turn });
      // To send the refresh token again would make the provider take the whole grant back.
      signal.throwIfAborted();
      if (performance.now() > until)
        throw new TokenError(
          'unavailable',
          `Process ${before.pid} on ${before.host.split(' ')[0]} has asked the provider for new tokens and has not stored the answer.`,
          'Let that process go on, or end it; then try again.',
        );
    }
  }

  async #renew(
    content: VaultContent,
    record: StoredAuthorization,
    { evenDead, refreshToken, question, turn }: Renewal,
  ): Promise<string | undefined> {
    await turn.leave(question);
    let isKept = false;
    let lostTurn: unknown;
    try {
      // Loaded when needed, which is once in some days.
      const { OAuthClient } = await import('./oauth-client.js');
      const client = new OAuthClient(record, content.secrets(record), async (url, request) => {
        await turn.check().catch((error: unknown) => {
          lostTurn = error;
          throw error;
        });
        return this.fetch(url, request);
      });
      const grant = await client.refresh(refreshToken);
      this.onRefresh('renewed');
      const store = async () => {
        await turn.free(question).catch(() => {});
        return this.#store(record, (after, found) => {
          storeGrant(after, found, grant, this.now());
          if (!evenDead) found.lastUsedAt = timeText(this.now());
        });
      };
      try {
        return (await store()) ? grant.accessToken : undefined;
      } catch (error) {
        isKept = true;
        this.onRefresh('unsaved');
        const done = () => turn.take(question).catch(() => {});
        this.unsaved.keep(record.name, { token: grant.accessToken, store, done, error: error as Error });
        return grant.accessToken;
      }
    } catch (error) {
      if (lostTurn) throw lostTurn;
      const isDead = error instanceof TokenError && error.kind === 'dead';
      if (error instanceof TokenError) this.onRefresh(isDead ? 'dead' : 'failed');
      if (!isDead) throw error;
      await this.#die(record, `The provider refused to renew the token (${error.message}).`);
      return undefined;
    } finally {
      if (!isKept) await turn.take(question).catch(() => {});
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
