import type { Source } from '../node-kit/method.js';
import { stateAt } from './freshness.js';
import type { Integration } from './integration.js';
import { type GrantScopes, scopesAtHand } from './operations.js';
import type { StoredAuthorization } from './record.js';

/** An authorization as people and programs may see it: no secret is in it. */
export interface AuthorizationView {
  name: string;
  type: 'oauth2';
  integration: string;
  state: StoredAuthorization['state'];
  reason: string | null;
  isDefault: boolean;
  /** Nobody signs in for it: its tokens were brought from the provider's portal. */
  serviceApp: boolean;
  clientId: string;
  clientAuthentication: StoredAuthorization['clientAuthentication'];
  scopes: string[];
  /** null: the provider did not say. */
  grantedScopes: string[] | null;
  grantedBy: string | null;
  /** Only right after a sign-in: whose organization the grant is for, where that can be read. */
  organization?: string;
  redirect: string;
  connection: string | null;
  oauth: { authorize: string; token: string };
  createdAt: string;
  authorizedAt: string | null;
  lastUsedAt: string | null;
  accessToken: TokenView;
  refreshToken: TokenView;
}

export interface TokenView {
  present: boolean;
  /** ISO 8601; null when there is no token, or when the provider did not say. */
  endsAt: string | null;
  /** In plain words. */
  ends: string;
}

const units: [number, string][] = [
  [24 * 3600 * 1000, 'day'],
  [3600 * 1000, 'hour'],
  [60 * 1000, 'minute'],
];

/** `13 days`, `5 hours`, `less than a minute`: rounded down. */
export const spanText = (milliseconds: number): string => {
  for (const [length, unit] of units) {
    const count = Math.floor(milliseconds / length);
    if (count > 0) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return 'less than a minute';
};

export const momentText = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

export const endText = (iso: string, now: number): string => {
  const left = Date.parse(iso) - now;
  return left > 0
    ? `ends ${momentText(iso)}, in ${spanText(left)}`
    : `ended ${momentText(iso)}, ${spanText(-left)} ago`;
};

const tokenView = (present: boolean, endsAt: string | undefined, unknown: string, now: number): TokenView => {
  if (!present) return { present, endsAt: null, ends: 'none' };
  return { present, endsAt: endsAt ?? null, ends: endsAt === undefined ? unknown : endText(endsAt, now) };
};

/** `now` in milliseconds. Fields are picked one by one: nothing new in the vault is shown by accident. */
export const describeAuthorization = (record: StoredAuthorization, now: number): AuthorizationView => ({
  name: record.name,
  type: 'oauth2',
  integration: record.integration,
  ...stateAt(record, now),
  isDefault: record.isDefault,
  serviceApp: record.serviceApp ?? false,
  clientId: record.clientId,
  clientAuthentication: record.clientAuthentication,
  scopes: record.scopes,
  grantedScopes: record.grantedScopes ?? null,
  grantedBy: record.grantedBy ?? null,
  redirect: record.redirect,
  connection: record.connection ?? null,
  oauth: { authorize: record.oauth.authorize, token: record.oauth.token },
  createdAt: record.createdAt,
  authorizedAt: record.authorizedAt ?? null,
  lastUsedAt: record.lastUsedAt ?? null,
  accessToken: tokenView(
    record.secrets.accessToken !== undefined,
    record.accessTokenEndsAt,
    'unknown: the provider did not say; it is used until the API refuses it',
    now,
  ),
  refreshToken: tokenView(
    record.secrets.refreshToken !== undefined,
    record.refreshTokenEndsAt,
    'unknown: the provider did not say',
    now,
  ),
});

/** The nodes whose auth binding asks for scopes that are not there. */
export const uncoveredNodes = (
  record: GrantScopes,
  { nodes }: Pick<Integration, 'nodes'>,
): { node: string; missing: string[]; source: Source }[] => {
  const present = new Set(scopesAtHand(record));
  return nodes
    .map(({ id, scopes, source }) => ({
      node: id,
      missing: scopes.filter((scope) => !present.has(scope)),
      source,
    }))
    .filter(({ missing }) => missing.length > 0);
};
