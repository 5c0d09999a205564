import { randomUUID } from 'node:crypto';
import type { Connection } from '../../schemas/types.js';
import { toldError } from '../ground/told-error.js';
import { fillPath } from '../runtime/endpoint.js';
import { Enquiry, type EnquiryWay } from '../runtime/enquiry.js';
import { RateWait } from '../runtime/public-rate.js';
import { TokenServerError } from '../runtime/token-source.js';
import { SendError } from '../runtime/transport.js';
import type { LookupDefinition, LookupRecord } from './definition.js';
import { readPage } from './list-page.js';
import { lookupError } from './lookup-error.js';

const connectionConfigApi = toldError(
  'operator',
  'connection.config-api',
  'The connection does not say where the configuration API is.',
);
const lookupEndless = lookupError('lookup.endless', 'A list of the configuration API does not end.');
const lookupTimeout = lookupError('lookup.timeout', 'The configuration API did not answer in time.');
const lookupTokenServer = lookupError('lookup.token-server', 'The token server gave no token for a look-up.');
const lookupRate = lookupError(
  'lookup.rate',
  'The requests that the published APIs take of a client in a minute are used up.',
);
const lookupNoToken = lookupError('lookup.no-token', 'There is no usable authorization for a look-up.');

/** More records than any organization has: who gives more is not to be trusted with this machine's memory. */
const maxRecords = 100_000;
const maxPages = 2000;
const pageSize = 100;

/** For the whole list, milliseconds. */
const limitMs = 60_000;

const listUrl = ({ configApi, orgId }: Connection, { path }: LookupDefinition): string => {
  if (configApi === undefined)
    throw connectionConfigApi(
      'The connection does not say where the configuration API is.',
      'Put configApi into the connection, for example https://api.wxcc-us1.cisco.com.',
    );
  return configApi.replace(/\/$/, '') + fillPath(path, { orgid: orgId });
};

const endless = () =>
  lookupEndless(
    `The list does not end: over ${maxRecords} records or ${maxPages} pages, or a page that leads to itself.`,
    'Check that configApi of the connection is the configuration API.',
  );

const unsent = {
  unreachable: lookupError('lookup.unreachable', 'The configuration API cannot be reached.'),
  refused: lookupError('lookup.refused-host', 'The host of the configuration API must not be called.'),
  unsendable: lookupError('lookup.unsendable', 'HTTP cannot carry the request for the list.'),
  cut: lookupError('lookup.cut', 'The connection broke before the list was whole.'),
  'too-large': lookupError('lookup.too-large', 'A page of the list is too large.'),
};

const asLookupError = (error: Error, signal: AbortSignal): Error => {
  if (signal.aborted)
    return lookupTimeout(
      `The configuration API did not answer within ${limitMs / 1000} s.`,
      'Try again later.',
      { isPassing: true },
    );
  if (error instanceof RateWait)
    return lookupRate(error.message, 'Ask again then; other calls for the client count too.', {
      isPassing: true,
    });
  if (error instanceof SendError) {
    const isPassing = error.code !== 'refused' && error.code !== 'too-large';
    return unsent[error.code](error.message, error.remedy, { isPassing });
  }
  if (error instanceof TokenServerError)
    return lookupTokenServer(error.message, error.remedy, { isPassing: error.code !== 'refused-address' });
  return error;
};

/** Asks for a whole list, page by page. Throws LookupError, or ToldError for what the connection lacks. */
export const fetchList = async (
  definition: LookupDefinition,
  connection: Connection,
  way: EnquiryWay,
): Promise<LookupRecord[]> => {
  const url = listUrl(connection, definition);
  const enquiry = new Enquiry(way, limitMs);
  const headers = { TrackingId: randomUUID() };
  const records: LookupRecord[] = [];
  const seen = new Set<string>();
  let query: string | undefined = `?page=0&pageSize=${pageSize}`;
  try {
    while (query !== undefined) {
      if (seen.has(query) || seen.size >= maxPages || records.length > maxRecords) throw endless();
      seen.add(query);
      const answer = await enquiry.send({ method: 'GET', url: url + query, headers, notes: [] });
      if (!answer) throw lookupNoToken('There is no usable authorization.', way.tokens.remedy);
      // Only now all tokens are known that were used.
      const page = readPage(enquiry.mask(answer), definition);
      records.push(...page.records);
      query = page.next;
    }
  } catch (error) {
    throw asLookupError(error as Error, enquiry.signal);
  }
  return records;
};
