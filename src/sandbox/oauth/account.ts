/** Who has signed in, as one text: oidc-provider knows accounts by an id. */
export const accountId = (orgId: string, email: string): string => `${orgId}:${email}`;

/** The organization of an account; its id has no colon. */
export const organizationOf = (account: string): string => account.slice(0, account.indexOf(':'));

/** An address such as the sign-in page takes; there is no password and no check that it exists. */
export const isEmail = (text: unknown): text is string =>
  typeof text === 'string' && text.length <= 254 && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(text);

const cluster = 'P0A1';

/**
 * An access token as Webex writes it: something opaque, the cluster and the organization, between underscores (seen in
 * Cisco's own sample, which reads the organization out of it).
 */
export const wireToken = (id: string, orgId: string): string =>
  `${id.replaceAll('_', '.')}_${cluster}_${orgId}`;

/** The id of a wire token, or undefined when it does not look like one. */
export const tokenId = (token: string): string | undefined => {
  const [id, inCluster, orgId, ...more] = token.split('_');
  return id && inCluster === cluster && orgId && more.length === 0 ? id.replaceAll('.', '_') : undefined;
};
