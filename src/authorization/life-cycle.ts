import { randomUUID } from 'node:crypto';
import { toldError } from '../ground/told-error.js';
import { checkHosts } from './endpoints.js';
import { type Integration, scopesOf } from './integration.js';
import { checkName, findByName, grantCommand, quoteName, requireByName } from './name.js';
import { type ClientAuthentication, type OAuthHosts, type StoredAuthorization, timeText } from './record.js';
import { checkRedirect, defaultRedirect } from './redirect-address.js';
import { describeUsages, type UsageLookup } from './usage.js';
import type { VaultContent } from './vault.js';

const authorizationClient = toldError(
  'operator',
  'authorization.client',
  'A client id or secret is not one that a provider gives.',
);
const authorizationScopes = toldError(
  'operator',
  'authorization.scopes',
  'The scopes are missing or not scopes.',
);
const authorizationExists = toldError(
  'operator',
  'authorization.exists',
  'There is an authorization of that name already.',
);
const updateNothing = toldError(
  'caller',
  'update.nothing',
  'An update was asked for, and nothing to update.',
);
const defaultState = toldError(
  'operator',
  'default.state',
  'An authorization that is not authorized cannot be the default.',
);
const removeUsed = toldError('operator', 'remove.used', 'The authorization is in use.');
const removeDefault = toldError(
  'operator',
  'remove.default',
  'The default authorization cannot be removed while there are others.',
);

/** What a person can set; all of it but the name can be updated. */
export interface AuthorizationDetails {
  clientId: string;
  clientSecret: string;
  /** Those that the nodes ask for when left out. */
  scopes?: string[];
  /** The integration's own when left out. */
  hosts?: OAuthHosts & { connection?: string; clientAuthentication?: ClientAuthentication };
  clientAuthentication?: ClientAuthentication;
  redirect?: string;
}

const checkClientText = (text: string, what: string): string => {
  // What RFC 6749 allows in them: visible ASCII and spaces.
  if (/^[ -~]{1,500}$/.test(text) && text.trim() !== '') return text;
  throw authorizationClient(
    `The ${what} is empty, longer than 500 characters, or holds characters that it cannot have.`,
    'Copy it as the provider shows it.',
  );
};

const checkScopes = (scopes: string[]): [string, ...string[]] => {
  const [first, ...rest] = new Set(scopes);
  const isScope = (scope: string) => /^[!#-[\]-~]{1,100}$/.test(scope);
  if (first !== undefined && rest.length < 100 && [first, ...rest].every(isScope)) return [first, ...rest];
  throw authorizationScopes(
    'The scopes are none, or hold something that is no scope.',
    'Give the scopes with spaces between them, as the provider spells them.',
  );
};

/** Sets details of a record, checked. Throws ToldError. */
export const applyDetails = (
  content: VaultContent,
  record: StoredAuthorization,
  details: Partial<AuthorizationDetails>,
): void => {
  const { clientId, clientSecret, scopes, hosts, clientAuthentication, redirect } = details;
  if (clientId !== undefined) record.clientId = checkClientText(clientId, 'client id');
  if (scopes !== undefined) record.scopes = checkScopes(scopes);
  if (hosts !== undefined) {
    record.oauth = checkHosts(hosts);
    delete record.connection;
    if (hosts.connection !== undefined) record.connection = hosts.connection;
    record.clientAuthentication = hosts.clientAuthentication ?? 'client_secret_post';
  }
  if (clientAuthentication !== undefined) record.clientAuthentication = clientAuthentication;
  if (redirect !== undefined) record.redirect = checkRedirect(redirect);
  if (clientSecret !== undefined)
    content.setSecret(record, 'clientSecret', checkClientText(clientSecret, 'client secret'));
};

/** A new authorization, `Authorization Pending`. Throws ToldError. */
export const addAuthorization = (
  content: VaultContent,
  given: string,
  integration: Integration,
  details: AuthorizationDetails,
  now: number,
): StoredAuthorization => {
  const name = checkName(given);
  const present = findByName(content.authorizations, name);
  if (present)
    throw authorizationExists(
      `There is an authorization ${quoteName(present.name)} already.`,
      `Choose another name, or change it with \`wxcc-nodes auth update\`.`,
    );
  const record: StoredAuthorization = {
    name,
    integration: integration.id,
    revision: randomUUID(),
    state: 'Authorization Pending',
    isDefault: false,
    clientId: '',
    clientAuthentication: 'client_secret_post',
    scopes: checkScopes(details.scopes ?? scopesOf(integration)),
    redirect: defaultRedirect,
    oauth: checkHosts(integration.oauth),
    createdAt: timeText(now),
    // Set by applyDetails, before anything is written.
    secrets: {} as StoredAuthorization['secrets'],
  };
  applyDetails(content, record, details);
  content.authorizations.push(record);
  return record;
};

/** Forgets the grant: its tokens are those of the details before. */
const forgetGrant = (content: VaultContent, record: StoredAuthorization): void => {
  content.setSecret(record, 'accessToken', undefined);
  content.setSecret(record, 'refreshToken', undefined);
  for (const field of [
    'reason',
    'grantedBy',
    'grantedScopes',
    'authorizedAt',
    'accessTokenAt',
    'accessTokenEndsAt',
    'refreshTokenAt',
    'refreshTokenEndsAt',
  ] as const)
    delete record[field];
};

/** Changes details; the authorization is pending again and must be authorized again. Throws ToldError. */
export const updateAuthorization = (
  content: VaultContent,
  name: string,
  details: Partial<AuthorizationDetails>,
): StoredAuthorization => {
  const record = requireByName(content.authorizations, name);
  if (Object.values(details).every((value) => value === undefined))
    throw updateNothing(
      'There is nothing to update.',
      'Name what changes: --client-id, --client-secret-stdin, --scopes, --connection, --client-authentication or --redirect.',
    );
  applyDetails(content, record, details);
  forgetGrant(content, record);
  record.revision = randomUUID();
  record.state = 'Authorization Pending';
  record.reason = 'It was updated: it must be authorized again.';
  return record;
};

/** Steps that name no authorization use this one, which is authorized, from now on. Throws ToldError. */
export const makeDefault = (content: VaultContent, name: string): StoredAuthorization => {
  const record = requireByName(content.authorizations, name);
  if (record.state !== 'Authorized')
    throw defaultState(
      `${quoteName(record.name)} is in state ${record.state}: the nodes would stop.`,
      `Authorize it first: run ${grantCommand(record)}.`,
    );
  for (const one of content.authorizations)
    if (one.integration === record.integration) one.isDefault = one === record;
  return record;
};

/** Deletes an authorization that nothing depends on. Throws ToldError that names what does. */
export const removeAuthorization = (
  content: VaultContent,
  name: string,
  usages: UsageLookup,
): StoredAuthorization => {
  const record = requireByName(content.authorizations, name);
  const used = usages(record);
  if (used.length > 0)
    throw removeUsed(
      `${quoteName(record.name)} is used by ${describeUsages(used)}.`,
      'Give these another authorization first.',
    );
  const others = content.authorizations.filter(
    (one) => one !== record && one.integration === record.integration,
  );
  if (record.isDefault && others.length > 0)
    throw removeDefault(
      `${quoteName(record.name)} is the default of its integration, and there are others.`,
      'Make another one the default first: `wxcc-nodes auth default <name>`.',
    );
  content.authorizations.splice(content.authorizations.indexOf(record), 1);
  return record;
};
