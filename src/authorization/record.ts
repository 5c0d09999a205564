import type { Authorizations } from '../../schemas/types.js';

/** An authorization as the vault keeps it; see schemas/authorizations.schema.json. */
export type StoredAuthorization = Authorizations['authorizations'][number];

export type SecretField = keyof StoredAuthorization['secrets'];

/** In whose name packages are signed, with its sealed key. */
export type StoredPublisher = NonNullable<Authorizations['publishers']>[number];

/** A connection's webhook subscriptions, with their sealed secret. */
export type StoredSubscription = NonNullable<Authorizations['subscriptions']>[number];

export type ClientAuthentication = StoredAuthorization['clientAuthentication'];

/** Where an authorization server is. */
export interface OAuthHosts {
  authorize: string;
  token: string;
}

/** Milliseconds since 1970 → the vault's text. */
export const timeText = (milliseconds: number): string => new Date(milliseconds).toISOString();
