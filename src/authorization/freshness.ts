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
