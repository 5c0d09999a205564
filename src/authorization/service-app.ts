import { randomUUID } from 'node:crypto';
import { toldError } from '../ground/told-error.js';
import type { AuthorizationView } from './describe.js';
import { storeSignIn } from './grant-store.js';
import { type Integration, serviceAppScopes } from './integration.js';
import { type AuthorizationDetails, addAuthorization, applyDetails } from './life-cycle.js';
import { authorizeCommand, grantCommand, quoteName, requireByName } from './name.js';
import { type StoredAuthorization, timeText } from './record.js';
import type { VaultContent } from './vault.js';

const authorizationKind = toldError(
  'operator',
  'authorization.kind',
  "A Service App's grant has no sign-in, and the grant of a sign-in is none of a Service App.",
);
const serviceAppGrant = toldError(
  'caller',
  'service-app.grant',
  'What was brought of a Service App is not what it takes.',
);

/** What Cisco's portal shows of a Service App once an administrator has authorized it. */
export interface BroughtGrant {
  clientId: string;
  clientSecret: string;
  refreshToken?: string;
  accessToken?: string;
  /** ISO 8601. Needed without a refresh token. */
  accessTokenEndsAt?: string;
}

/** A Service App's grant with what else can be set. */
export type ServiceApp = Omit<AuthorizationDetails, 'clientId' | 'clientSecret' | 'redirect'> & {
  grant: BroughtGrant;
};

/** The members of a grant that is brought. */
export const grantTexts = [
  'clientId',
  'clientSecret',
  'refreshToken',
  'accessToken',
  'accessTokenEndsAt',
] as const;

const shape =
  'Give JSON: {"clientId": …, "clientSecret": …, "refreshToken": …}; or, in place of refreshToken, accessToken with accessTokenEndsAt (ISO 8601). Nothing was changed.';

/** A whole moment with its zone: a date alone would end at another hour than the portal says. */
const isMoment = (text: string) =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text) &&
  !Number.isNaN(Date.parse(text));

/** Judges what was brought, without quoting any of it. Throws ToldError. */
export const readBroughtGrant = (value: unknown, now: number): BroughtGrant => {
  const refuse = (problem: string) => serviceAppGrant(`The grant ${problem}.`, shape);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('is no JSON object');
  const given = value as Record<string, unknown>;
  const known: readonly string[] = grantTexts;
  if (Object.keys(given).some((key) => !known.includes(key)))
    throw refuse(`holds something else than ${grantTexts.join(', ')}`);
  // Visible ASCII, as tokens and client credentials are (RFC 6749).
  for (const key of grantTexts)
    if (given[key] !== undefined && (typeof given[key] !== 'string' || !/^[!-~]{1,8192}$/.test(given[key])))
      throw refuse(`has a ${key} that is no text of visible ASCII characters`);
  const grant = given as Partial<BroughtGrant>;
  const { clientId, clientSecret, refreshToken, accessToken, accessTokenEndsAt } = grant;
  if (clientId === undefined || clientSecret === undefined) throw refuse('lacks clientId or clientSecret');
  if (refreshToken === undefined && accessToken === undefined)
    throw refuse('has neither refreshToken nor accessToken');
  if (refreshToken === undefined && accessTokenEndsAt === undefined)
    throw refuse('has an accessToken that nothing renews, and no accessTokenEndsAt');
  if (accessTokenEndsAt !== undefined && !isMoment(accessTokenEndsAt))
    throw refuse('has an accessTokenEndsAt that is no moment with its zone, such as 2026-12-01T10:00:00Z');
  if (accessTokenEndsAt !== undefined && Date.parse(accessTokenEndsAt) <= now && refreshToken === undefined)
    throw refuse('has an accessToken that has ended');
  return { ...grant, clientId, clientSecret };
};

const storeBrought = (
  content: VaultContent,
  record: StoredAuthorization,
  { accessToken, accessTokenEndsAt, refreshToken }: BroughtGrant,
  now: number,
): void => {
  record.serviceApp = true;
  record.redirect = '';
  storeSignIn(
    content,
    record,
    {
      ...(accessToken !== undefined && { accessToken }),
      ...(refreshToken !== undefined && { refreshToken }),
    },
    now,
  );
  if (accessToken !== undefined && accessTokenEndsAt !== undefined)
    record.accessTokenEndsAt = timeText(Date.parse(accessTokenEndsAt));
};

/** A new authorization that is authorized: its tokens were brought. Throws ToldError. */
export const addServiceApp = (
  content: VaultContent,
  name: string,
  integration: Integration,
  { grant, ...details }: ServiceApp,
  now: number,
): StoredAuthorization => {
  const { clientId, clientSecret } = grant;
  const scopes = details.scopes ?? serviceAppScopes(integration);
  const record = addAuthorization(
    content,
    name,
    integration,
    { ...details, clientId, clientSecret, ...(scopes.length > 0 && { scopes }) },
    now,
  );
  storeBrought(content, record, grant, now);
  return record;
};

/** Puts a new grant, and what else changes, in the place of the one before. Throws ToldError. */
export const updateServiceApp = (
  content: VaultContent,
  name: string,
  { grant, ...details }: ServiceApp,
  now: number,
): StoredAuthorization => {
  const record = requireByName(content.authorizations, name);
  if (!record.serviceApp)
    throw authorizationKind(
      `Somebody signs in for ${quoteName(record.name)}: it is no Service App's.`,
      `Add another one with \`wxcc-nodes auth add --service-app\`, or run ${authorizeCommand(record.name)}.`,
    );
  const { clientId, clientSecret } = grant;
  applyDetails(content, record, { ...details, clientId, clientSecret });
  record.revision = randomUUID();
  storeBrought(content, record, grant, now);
  return record;
};

/** Throws ToldError for an authorization that nobody can sign in for. */
export const checkSignsIn = (record: StoredAuthorization): void => {
  if (!record.serviceApp) return;
  throw authorizationKind(
    `${quoteName(record.name)} is a Service App's: there is no sign-in.`,
    `When its tokens have ended, run ${grantCommand(record)}.`,
  );
};

/** Renews what was just brought, so that a mistake shows now and not at a call. Throws ToldError. */
export const tryBrought = async (
  authorizations: { test(name: string): Promise<AuthorizationView> },
  brought: AuthorizationView,
): Promise<AuthorizationView> => (brought.refreshToken.present ? authorizations.test(brought.name) : brought);
