import type { StoredAuthorization } from './record.js';

/** How long before its end an access token is renewed, milliseconds. */
export const defaultRefreshAheadMs = 10 * 60 * 1000;

type Times = Pick<StoredAuthorization, 'accessTokenAt' | 'accessTokenEndsAt'>;

/** Whether the access token has ended. One whose end is unknown lives until the API refuses it. */
export const hasEnded = ({ accessTokenEndsAt }: Times, now: number): boolean =>
  accessTokenEndsAt !== undefined && Date.parse(accessTokenEndsAt) <= now;

/** Whether it is time to renew. A token that lives shorter than twice the time ahead is renewed at half its life, not at every call. */
export const endsSoon = (
  { accessTokenAt, accessTokenEndsAt }: Times,
  now: number,
  aheadMs: number,
): boolean => {
  if (accessTokenEndsAt === undefined) return false;
  const end = Date.parse(accessTokenEndsAt);
  const life = accessTokenAt === undefined ? Number.POSITIVE_INFINITY : end - Date.parse(accessTokenAt);
  return end - now <= Math.min(aheadMs, life / 2);
};

/**
 * The state as it is at a moment (milliseconds): whose tokens have all ended, by the provider's own word, is authorized
 * no more, although nobody has tried it since.
 */
export const stateAt = (
  record: Pick<StoredAuthorization, 'state' | 'reason' | 'secrets' | 'refreshTokenEndsAt'> & Times,
  now: number,
): { state: StoredAuthorization['state']; reason: string | null } => {
  const { state, reason = null, secrets, refreshTokenEndsAt } = record;
  const canRenew =
    secrets.refreshToken !== undefined &&
    (refreshTokenEndsAt === undefined || Date.parse(refreshTokenEndsAt) > now);
  if (state !== 'Authorized' || canRenew || !hasEnded(record, now)) return { state, reason };
  return { state: 'Re-authorization Required', reason: 'Its tokens have ended.' };
};
