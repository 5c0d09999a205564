import { type ToldError, toldError } from '../ground/told-error.js';

/**
 * Why the token endpoint gave no token. `dead`: the provider says that grant or client are no good (any more).
 * `unavailable`: it cannot be asked now. `unusable`: it answers what is no answer. `refused-address`: it must not be asked,
 * since its name leads into a private network. Only `dead` says anything about the grant.
 */
export class TokenError extends Error {
  override readonly name = 'TokenError';

  constructor(
    readonly kind: 'dead' | 'unavailable' | 'unusable' | 'refused-address',
    message: string,
    /** What to do, where the kind alone does not say it. */
    readonly remedy?: string,
    /** So many seconds the token endpoint asks not to be asked (Retry-After). */
    readonly waitSeconds?: number,
  ) {
    super(message);
  }
}

const told = {
  dead: toldError('platform', 'token.dead', 'The provider says that grant or client are no good any more.'),
  unavailable: toldError('platform', 'token.unavailable', 'The token endpoint cannot be asked now.'),
  unusable: toldError('platform', 'token.unusable', 'The token endpoint does not answer as one does.'),
  'refused-address': toldError(
    'platform',
    'token.refused-address',
    'The name of the token endpoint leads into a private network.',
  ),
};

/** The same for people. */
export const toldTokenError = ({ kind, message }: TokenError, remedy: string): ToldError =>
  told[kind](message, remedy);

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const firstDescription = (errors: unknown): string | undefined => {
  const [first] = Array.isArray(errors) ? errors : [];
  return text((first as { description?: unknown } | null | undefined)?.description);
};

/** What a status means when Webex's edge answers in its own words instead of OAuth's (use on this endpoint assumed). */
const codeOfStatus: Record<number, string> = { 400: 'invalid_request', 401: 'invalid_client' };

/**
 * An error answer in OAuth's words: RFC 6749's as it is, Webex's `{message, errors, trackingId}` translated; undefined
 * when it is neither.
 */
export const oauthError = (
  status: number,
  body: unknown,
): { error: string; error_description?: string } | undefined => {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return undefined;
  const fields = body as Record<string, unknown>;
  const code = text(fields.error) ?? (text(fields.message) && codeOfStatus[status]);
  if (code === undefined) return undefined;
  const tracking = text(fields.trackingID) ?? text(fields.trackingId);
  const parts = [
    text(fields.error_description) ?? text(fields.message),
    firstDescription(fields.errors),
    tracking && `tracking id ${tracking}`,
  ].filter((part) => part !== undefined);
  return { error: code, ...(parts.length > 0 && { error_description: parts.join('; ') }) };
};

const maskedLength = 300;

/** Text of the provider's for people: without the secrets that it may echo, visible characters only, cut. */
export const tellable = (text: string, secrets: string[]): string => {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(encodeURIComponent(secret)),
  ]);
  return forms
    .filter((form) => form.length >= 6)
    .sort((a, b) => b.length - a.length)
    .reduce((masked, form) => masked.replaceAll(form, '•••'), text)
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, maskedLength);
};
