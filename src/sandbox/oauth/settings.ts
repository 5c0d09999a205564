/** How the authorization server behaves; the admin endpoint may change all of it while it runs. */
export interface OAuthSettings {
  /** Lifetime of new access tokens, seconds. */
  accessTokenSeconds: number;
  /** Lifetime of new refresh tokens, seconds. */
  refreshTokenSeconds: number;
  /** A refresh token can be used once and brings the next; a second use takes the whole grant back. */
  rotate: boolean;
  /**
   * The shape of the token endpoint's errors: RFC 6749's; that of Webex's identity service, whose dead refresh token is
   * an `invalid_request` (observed, in Cisco's own client); that of the public edge (use on this endpoint assumed).
   */
  errorBodies: ErrorBodies;
  /** The token endpoint answers 503. */
  down: boolean;
  /** The token endpoint answers 200 with a page. */
  html: boolean;
}

export const errorBodies = ['rfc', 'webex', 'webex-edge'] as const;
export type ErrorBodies = (typeof errorBodies)[number];

/** Webex's lifetimes (documented): 14 and 90 days. */
export const webexSettings = (): OAuthSettings => ({
  accessTokenSeconds: 1_209_599,
  refreshTokenSeconds: 7_776_000,
  rotate: true,
  errorBodies: 'rfc',
  down: false,
  html: false,
});

/** The scopes that Cisco's pages name for Contact Center (documented). */
export const knownScopes = [
  'cjp:config',
  'cjp:config_read',
  'cjp:config_write',
  'cjp:user',
  'cloud-contact-center:pod_conv',
  'cjp:task_write',
  'cjp:task_read',
  'cjds:admin_org_read',
  'cjds:admin_org_write',
  'spark:kms',
  'spark:applications_token',
];
