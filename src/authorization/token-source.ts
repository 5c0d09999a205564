import { toldError } from '../ground/told-error.js';
import { endsSoon, hasEnded } from './freshness.js';
import type { Integration } from './integration.js';
import { findByName, grantCommand, quoteName, requireByName } from './name.js';
import { type StoredAuthorization, timeText } from './record.js';
import type { Refresher } from './refresh.js';
import type { Vault } from './vault.js';

const authorizationIntegration = toldError(
  'operator',
  'authorization.integration',
  "The authorization is one of another integration than the node's.",
);

/** What a step asks for. */
export interface TokenRequest {
  integration: Pick<Integration, 'id' | 'name'>;
  /** The step's Node Runtime Authorization; the integration's default when left out. */
  authorization?: string;
}

/** How exact "last used" is, milliseconds: not every call writes the vault. */
const usedStepMs = 60_000;

const addFirst =
  'Add one with `wxcc-nodes auth add --name <name> --client-id <id> --client-secret-stdin`, then run `wxcc-nodes auth authorize <name>`; or give a token with --token or WXCC_TOKEN.';

const choose = (
  authorizations: StoredAuthorization[],
  { integration, authorization }: TokenRequest,
): StoredAuthorization | undefined => {
  if (authorization === undefined)
    return authorizations.find((one) => one.integration === integration.id && one.isDefault);
  const named = requireByName(authorizations, authorization);
  if (named.integration === integration.id) return named;
  throw authorizationIntegration(
    `${quoteName(named.name)} is an authorization of ${named.integration}; the node needs one of ${integration.id}.`,
    'Name an authorization of that integration: see `wxcc-nodes auth list`.',
  );
};

/** The grant that tokens are of. */
export interface TokenGrant {
  /** The authorization's. */
  name: string;
  isServiceApp: boolean;
  /** As the provider named them; undefined when it did not. */
  grantedScopes?: string[];
}

const grantOf = (chosen: StoredAuthorization | undefined): TokenGrant | undefined =>
  chosen && {
    name: chosen.name,
    isServiceApp: chosen.serviceApp ?? false,
    ...(chosen.grantedScopes && { grantedScopes: chosen.grantedScopes }),
  };

/** The tokens of one authorization, as a call takes them. */
export class AuthorizationTokens {
  #remedy = addFirst;

  private constructor(
    private readonly vault: Vault,
    private readonly refresher: Refresher,
    private readonly name: string | undefined,
    /** What they are good for. */
    readonly grant: TokenGrant | undefined,
    /** The client id that they are for. */
    readonly client: string | undefined,
    private readonly now: () => number,
    private readonly aheadMs: number,
  ) {}

  /** Chooses the authorization. Throws ToldError for an unknown one, or a vault that cannot be opened. */
  static async choose(
    vault: Vault,
    refresher: Refresher,
    request: TokenRequest,
    now: () => number,
    aheadMs: number,
  ): Promise<AuthorizationTokens> {
    const { authorizations } = await vault.read();
    const chosen = choose(authorizations, request);
    const tokens = new AuthorizationTokens(
      ...([vault, refresher, chosen?.name, grantOf(chosen), chosen?.clientId, now, aheadMs] as const),
    );
    const waiting = authorizations.filter((one) => one.integration === request.integration.id);
    if (!chosen && waiting[0]) tokens.#remedy = noDefault(waiting[0]);
    return tokens;
  }

  /** What to do when there was no token, for people. */
  get remedy(): string {
    return this.#remedy;
  }

  /**
   * A token that is on disk, renewed when it ends soon or is the rejected one; undefined when there is no usable grant,
   * and then `remedy` says what to do. Throws TokenError when the provider cannot be asked, ToldError when the
   * vault cannot be opened, or the signal's reason.
   */
  async getToken({
    rejected,
    signal,
  }: {
    rejected?: string;
    signal?: AbortSignal;
  }): Promise<string | undefined> {
    if (this.name === undefined) return undefined;
    const content = await this.vault.read();
    const record = findByName(content.authorizations, this.name);
    if (record?.state !== 'Authorized') return this.#none(record);
    const present = content.secret(record, 'accessToken');
    const isUsable = present !== undefined && present !== rejected && !hasEnded(record, this.now());
    if (isUsable && !endsSoon(record, this.now(), this.aheadMs)) {
      await this.#markUsed(record);
      return present;
    }
    try {
      const options = rejected === undefined ? {} : { rejected };
      const renewed = await this.refresher.refresh(record.name, options, signal);
      if (renewed !== undefined && renewed !== rejected) return renewed;
    } catch (error) {
      signal?.throwIfAborted();
      // Renewed ahead of time: the present token still has some of it left.
      if (isUsable) return present;
      throw error;
    }
    return this.#none(findByName((await this.vault.read()).authorizations, this.name));
  }

  #none(record: StoredAuthorization | undefined): undefined {
    if (!record) this.#remedy = `The authorization was removed. ${addFirst}`;
    else
      this.#remedy = `The authorization ${quoteName(record.name)} is in state ${record.state}.${record.reason ? ` ${record.reason}` : ''} Run ${grantCommand(record)}.`;
    return undefined;
  }

  /** A note, no more: a call does not fail because it cannot be made. */
  async #markUsed({ name, lastUsedAt }: StoredAuthorization): Promise<void> {
    if (lastUsedAt !== undefined && this.now() - Date.parse(lastUsedAt) < usedStepMs) return;
    await this.vault
      .change(({ authorizations }) => {
        const found = findByName(authorizations, name);
        if (found) found.lastUsedAt = timeText(this.now());
      })
      .catch(() => {});
  }
}

const noDefault = (record: StoredAuthorization): string => {
  const { name, state } = record;
  return state === 'Authorized'
    ? `No authorization is the default: name one with --authorization, or run \`wxcc-nodes auth default ${name}\`.`
    : `The authorization ${quoteName(name)} is in state ${state}. Run ${grantCommand(record)}.`;
};
