/**
 * The organization that a Webex access token belongs to, its third part (observed in public tokens; Cisco promises
 * nothing): a convenience, so undefined where it cannot be read.
 */
export const organizationIn = (accessToken: string): string | undefined => {
  const parts = accessToken.split('_');
  const last = parts[2] ?? '';
  return parts.length === 3 && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(last)
    ? last.toLowerCase()
    : undefined;
};
