import type { Grant } from './grant.js';
import { type StoredAuthorization, timeText } from './record.js';
import type { VaultContent } from './vault.js';

const after = (now: number, seconds: number | undefined) =>
  seconds === undefined ? undefined : timeText(now + seconds * 1000);

const assign = <Key extends keyof StoredAuthorization>(
  record: StoredAuthorization,
  key: Key,
  value: StoredAuthorization[Key] | undefined,
) => {
  if (value === undefined) delete record[key];
  else record[key] = value;
};

/** A Service App may bring a refresh token alone. */
type Brought = Partial<Grant>;

/** Puts a new grant into an authorization; `now` in milliseconds. A refresh that brings no refresh token keeps the one before. */
export const storeGrant = (
  content: VaultContent,
  record: StoredAuthorization,
  grant: Brought,
  now: number,
): void => {
  content.setSecret(record, 'accessToken', grant.accessToken);
  assign(record, 'accessTokenAt', grant.accessToken === undefined ? undefined : timeText(now));
  assign(record, 'accessTokenEndsAt', after(now, grant.accessTokenSeconds));
  if (grant.refreshToken !== undefined) {
    content.setSecret(record, 'refreshToken', grant.refreshToken);
    record.refreshTokenAt = timeText(now);
    assign(record, 'refreshTokenEndsAt', after(now, grant.refreshTokenSeconds));
  } else if (grant.refreshTokenSeconds !== undefined && record.secrets.refreshToken)
    assign(record, 'refreshTokenEndsAt', after(now, grant.refreshTokenSeconds));
  if (grant.scopes) record.grantedScopes = grant.scopes;
  if (grant.grantedBy !== undefined) record.grantedBy = grant.grantedBy;
  record.state = 'Authorized';
  delete record.reason;
};

/** The grant of a sign-in: nothing of an earlier one stays. The first authorized of an integration becomes its default. */
export const storeSignIn = (
  content: VaultContent,
  record: StoredAuthorization,
  grant: Brought,
  now: number,
): void => {
  content.setSecret(record, 'refreshToken', undefined);
  for (const field of ['refreshTokenAt', 'refreshTokenEndsAt', 'grantedScopes', 'grantedBy'] as const)
    delete record[field];
  storeGrant(content, record, grant, now);
  record.authorizedAt = timeText(now);
  const hasDefault = content.authorizations.some(
    ({ integration, isDefault }) => integration === record.integration && isDefault,
  );
  if (!hasDefault) record.isDefault = true;
};
