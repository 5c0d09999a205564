import { ExactNumber } from '../ground/exact-number.js';
import { jsonValue } from '../ground/read-json.js';
import type { Json } from '../node-kit/method.js';
import { errorReason } from '../runtime/error-body.js';
import { waitSeconds } from '../runtime/retry-after.js';
import type { Answer } from '../runtime/transport.js';
import { isObject } from '../schema/schema.js';
import type { LookupDefinition, LookupRecord } from './definition.js';
import { type LookupError, lookupError } from './lookup-error.js';

const lookupTooMany = lookupError('lookup.too-many', 'The configuration API has had too many requests.');
const lookupFailed = lookupError('lookup.failed', 'The configuration API failed.');
const lookupRefused = lookupError('lookup.refused', 'The configuration API refused the request.');
const lookupAnswer = lookupError('lookup.answer', "The configuration API's answer is not a list.");

export interface ListPage {
  records: LookupRecord[];
  /** The query of the next page; undefined on the last. */
  next: string | undefined;
}

const lookupUnauthorized = lookupError('lookup.unauthorized', 'The configuration API refused the token.');
const lookupForbidden = lookupError('lookup.forbidden', 'The token may not read the list.');
const lookupNotFound = lookupError(
  'lookup.not-found',
  'The configuration API does not know the list or the organization.',
);

const refused = ({ status, headers, text }: Answer, definition: LookupDefinition): LookupError => {
  const { reason, trackingId } = errorReason(jsonValue(text));
  const what = `The configuration API answered ${status}${reason ? `: ${reason}` : '.'}${trackingId ? ` (tracking id ${trackingId})` : ''}`;
  if (status === 401)
    return lookupUnauthorized(what, 'Authorize again, or give a token that is still alive.');
  if (status === 403)
    return lookupForbidden(
      what,
      `The token needs the scope ${definition.scopes.join(' or ')}, its user the role, and the organization must be the connection's orgId.`,
    );
  if (status === 404) return lookupNotFound(what, 'Check configApi and orgId of the connection.');
  if (status === 429) {
    const seconds = waitSeconds(headers);
    return lookupTooMany(what, `Ask again in ${seconds === undefined ? 'a minute' : `${seconds} s`}.`, {
      isPassing: true,
    });
  }
  if (status >= 500) return lookupFailed(what, 'Try again later.', { isPassing: true });
  return lookupRefused(what, 'Check configApi and orgId of the connection.');
};

const odd = (problem: string) =>
  lookupAnswer(
    `The configuration API's answer ${problem}.`,
    'Check that configApi of the connection is the configuration API.',
  );

const keep = (item: Json, columns: string[]): LookupRecord => {
  if (!isObject(item)) throw odd('has something in data that is not an object');
  const kept = columns
    .map((name) => [name, Object.hasOwn(item, name) ? item[name] : undefined] as const)
    .map(
      ([name, value]) => [name, (value as unknown) instanceof ExactNumber ? String(value) : value] as const,
    )
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(kept) as LookupRecord;
};

/** Only the query is taken from the link: a token goes to no other address than the connection's. */
const nextQuery = (meta: Json | undefined): string | undefined => {
  const links = isObject(meta) ? meta.links : undefined;
  const next = isObject(links) ? links.next : undefined;
  if (next === undefined || next === null || next === '') return undefined;
  if (typeof next !== 'string' || !URL.canParse(next, 'https://host.invalid'))
    throw odd('gives a next page that is not an address');
  return new URL(next, 'https://host.invalid').search;
};

/** Reads one answer of a list. Throws LookupError. */
export const readPage = (answer: Answer, definition: LookupDefinition): ListPage => {
  if (answer.status !== 200) throw refused(answer, definition);
  const body = jsonValue(answer.text);
  if (!isObject(body)) throw odd('is not a JSON object');
  if (!Array.isArray(body.data)) throw odd('has no list called data');
  return {
    records: body.data.map((item) => keep(item, definition.columns)),
    next: nextQuery(body.meta),
  };
};
