import type { Exposure } from '../files/exposures.js';
import { toldError } from '../ground/told-error.js';
import type { Resolver } from '../network/guarded-lookup.js';
import type { AuthorizationStore } from '../store/stores.js';
import { type AuthorizationView, describeAuthorization } from './describe.js';
import { type Examination, examine } from './doctor.js';
import { defaultRefreshAheadMs } from './freshness.js';
import type { Integration } from './integration.js';
import type { KeyRing } from './key-ring.js';
import {
  type AuthorizationDetails,
  addAuthorization,
  makeDefault,
  removeAuthorization,
  updateAuthorization,
} from './life-cycle.js';
import { authorizeCommand, grantCommand, quoteName, requireByName } from './name.js';
import { organizationIn } from './organization.js';
import type { StoredAuthorization } from './record.js';
import { Refresher, type RefreshOutcome } from './refresh.js';
import { addServiceApp, checkSignsIn, type ServiceApp, updateServiceApp } from './service-app.js';
import type { SignInOptions } from './sign-in.js';
import { TokenError, toldTokenError } from './token-error.js';
import { AuthorizationTokens, type TokenRequest } from './token-source.js';
import { type TokenFetch, tokenFetch } from './token-transport.js';
import { noUsages, type UsageLookup } from './usage.js';
import { Vault } from './vault.js';
import type { VaultCounter } from './vault-counter.js';

const testPending = toldError(
  'platform',
  'test.pending',
  'The authorization was never authorized, so that there is nothing to test.',
);
const testNoRefreshToken = toldError(
  'platform',
  'test.no-refresh-token',
  'The provider gave no refresh token.',
);

const testUnsaved = toldError(
  'operator',
  'test.unsaved',
  'The provider has renewed the tokens, and they cannot be written.',
);

const exposureText = ({ rights, foreignOwner }: Exposure) =>
  `rights ${rights}${foreignOwner === undefined ? '' : `, of user ${foreignOwner}`}`;

const mendedBy = ({ path, foreignOwner }: Exposure, mode: string) =>
  `${foreignOwner === undefined ? '' : `chown $(id -u) ${path} and `}chmod ${mode} ${path}`;

export interface AuthorizationsOptions {
  store: AuthorizationStore;
  /** What the store's records are sealed with. */
  keys: KeyRing;
  /** By which a vault that was rolled back is noticed; it is not when left out. */
  counter?: VaultCounter | undefined;
  /** Milliseconds since 1970; the clock when left out. */
  now?: () => number;
  /** How long before its end an access token is renewed, milliseconds; ten minutes when left out. */
  refreshAheadMs?: number;
  /** Told of each refresh that the provider was asked for. */
  onRefresh?: (outcome: RefreshOutcome) => void;
  /** Who else uses authorizations beside the flows; nobody when left out. Rejects when that cannot be told. */
  usedElsewhere?: () => Promise<UsageLookup>;
  /** Where the token server's host name leads; the system's name resolution when left out. */
  resolve?: Resolver;
}

/**
 * The authorizations: their life cycle and their tokens. Every method throws ToldError when
 * the vault cannot be opened or changed, and has changed nothing then.
 */
export class Authorizations {
  readonly #keys: KeyRing;
  readonly vault: Vault;
  readonly #now: () => number;
  readonly #aheadMs: number;
  readonly #fetch: TokenFetch;
  readonly #usedElsewhere: () => Promise<UsageLookup>;
  readonly #refresher: Refresher;

  constructor({
    store,
    keys,
    counter,
    now = Date.now,
    refreshAheadMs = defaultRefreshAheadMs,
    onRefresh,
    resolve,
    usedElsewhere = async () => noUsages,
  }: AuthorizationsOptions) {
    this.#usedElsewhere = usedElsewhere;
    this.vault = new Vault(store, keys, counter);
    this.#keys = keys;
    this.#now = now;
    this.#aheadMs = refreshAheadMs;
    this.#fetch = tokenFetch(resolve);
    this.#refresher = new Refresher(this.vault, now, refreshAheadMs, this.#fetch, onRefresh);
  }

  get now(): number {
    return this.#now();
  }

  /** Oldest first. */
  async list(): Promise<AuthorizationView[]> {
    return (await this.vault.read()).authorizations.map((record) => this.#view(record));
  }

  async find(name: string): Promise<AuthorizationView> {
    return this.#view(await this.#stored(name));
  }

  add(name: string, integration: Integration, details: AuthorizationDetails): Promise<AuthorizationView> {
    return this.#change((content) => addAuthorization(content, name, integration, details, this.now));
  }

  update(name: string, details: Partial<AuthorizationDetails>): Promise<AuthorizationView> {
    return this.#change((content) => updateAuthorization(content, name, details));
  }

  /** Adds a Service App's grant: nobody signs in. Throws ToldError. */
  addServiceApp(name: string, integration: Integration, brought: ServiceApp): Promise<AuthorizationView> {
    return this.#change((content) => addServiceApp(content, name, integration, brought, this.now));
  }

  /** Replaces what was brought of a Service App. Throws ToldError. */
  updateServiceApp(name: string, brought: ServiceApp): Promise<AuthorizationView> {
    return this.#change((content) => updateServiceApp(content, name, brought, this.now));
  }

  makeDefault(name: string): Promise<AuthorizationView> {
    return this.#change((content) => makeDefault(content, name));
  }

  async remove(name: string, usages: UsageLookup): Promise<AuthorizationView> {
    const all = await this.#usagesWith(usages);
    return this.#change((content) => removeAuthorization(content, name, all));
  }

  /** Signs in at the provider. Throws ToldError too: the authorization is as it was then. */
  async authorize(name: string, options: SignInOptions): Promise<AuthorizationView> {
    checkSignsIn(await this.#stored(name));
    const { signIn } = await import('./sign-in.js');
    const { record, ...known } = await signIn(this.vault, name, options, {
      now: this.#now,
      fetch: this.#fetch,
    });
    return { ...this.#view(record), ...known };
  }

  /** Where a call's tokens come from. */
  tokens(request: TokenRequest): Promise<AuthorizationTokens> {
    return AuthorizationTokens.choose(this.vault, this.#refresher, request, this.#now, this.#aheadMs);
  }

  /**
   * Renews the tokens at the provider, to see whether it still takes them. Gives the authorization as it is then; throws
   * ToldError when there is nothing to renew or the provider cannot be asked.
   */
  async test(given: string): Promise<AuthorizationView> {
    const record = await this.#stored(given);
    const { name, state, secrets } = record;
    const authorize = grantCommand(record);
    if (state === 'Authorization Pending')
      throw testPending(
        `${quoteName(name)} is in state ${state}: there is nothing to test.`,
        `Run ${authorize}.`,
      );
    if (!secrets.refreshToken)
      throw testNoRefreshToken(
        `The provider gave no refresh token for ${quoteName(name)}: it cannot be renewed, nor tested.`,
        `Run ${authorize} when the access token ends.`,
      );
    try {
      await this.#refresher.refresh(name, { evenDead: true });
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      const remedy =
        error.kind === 'unavailable'
          ? 'Try again later; the authorization is as it was.'
          : `Check its scopes and its token endpoint (\`wxcc-nodes auth view ${name}\`), then run ${authorize}. The authorization is as it was.`;
      throw toldTokenError(error, error.remedy ?? remedy);
    }
    const unsaved = this.#refresher.unsaved.get(name);
    if (unsaved && !(await unsaved.save()))
      throw testUnsaved(
        `The provider has renewed the tokens of ${quoteName(name)}, and they cannot be written: ${unsaved.error.message} Those in the vault may be spent.`,
        `Make room: this program tries again for half a minute. If it ends before, run ${authorize}.`,
      );
    return this.find(name);
  }

  /** Looks all authorizations over. What ends within `withinMs` milliseconds is a matter for advice. */
  async examine(integrations: Integration[], usages: UsageLookup, withinMs: number): Promise<Examination[]> {
    const content = await this.vault.read();
    const all = await this.#usagesWith(usages);
    const organizations = content.authorizations.map((record) =>
      organizationIn(content.secret(record, 'accessToken') ?? ''),
    );
    return content.authorizations.map((record, index) => {
      const examination = examine(
        record,
        integrations.find(({ id }) => id === record.integration),
        all,
        { now: this.now, withinMs },
        organizations[index],
      );
      const others = content.authorizations.filter(
        ({ name }, place) =>
          name !== record.name &&
          organizations[index] !== undefined &&
          organizations[place] === organizations[index],
      );
      if (others.length > 0)
        examination.advice.push(
          `It reaches the same organization (${organizations[index]}) as ${others.map(({ name }) => quoteName(name)).join(', ')}: if another was meant, run ${authorizeCommand(record.name)}.`,
        );
      // Of the home, and said once.
      if (index === 0) examination.advice.push(...this.adviceOnRights());
      return examination;
    });
  }

  /** What to do about files of the home that others on this machine may read or change; empty when all is well. */
  adviceOnRights(): string[] {
    const { keys, home } = this.#keys.exposures();
    return [
      ...keys.map(
        (key) =>
          `Others on this machine may use ${key.path}, which opens the vault (${exposureText(key)}): run ${mendedBy(key, '600')}, and \`wxcc-nodes auth rekey\` if somebody may have read it.`,
      ),
      ...home.map(
        (one) =>
          `Others on this machine may change ${one.path}, by which calls go (${exposureText(one)}): run ${mendedBy(one, 'go-w')}, and look through what lies there.`,
      ),
    ];
  }

  rekey(target: 'file' | 'environment'): Promise<{ key: string; authorizations: number }> {
    return this.vault.rekey(target);
  }

  async #usagesWith(usages: UsageLookup): Promise<UsageLookup> {
    const others = await this.#usedElsewhere();
    return (of) => [...usages(of), ...others(of)];
  }

  async #stored(name: string): Promise<StoredAuthorization> {
    return requireByName((await this.vault.read()).authorizations, name);
  }

  async #change(
    ...[change]: Parameters<typeof this.vault.change<StoredAuthorization>>
  ): Promise<AuthorizationView> {
    return this.#view(await this.vault.change(change));
  }

  #view(record: StoredAuthorization): AuthorizationView {
    return describeAuthorization(record, this.now);
  }
}
