import { rounded } from '../ground/exact-number.js';
import { jsonValue } from '../ground/read-json.js';
import { toldError } from '../ground/told-error.js';
import { jsonText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';
import { Enquiry, type EnquiryWay } from '../runtime/enquiry.js';
import { errorReason } from '../runtime/error-body.js';
import { RateWait } from '../runtime/public-rate.js';
import { waitSeconds } from '../runtime/retry-after.js';
import { TokenServerError } from '../runtime/token-source.js';
import { type Answer, SendError } from '../runtime/transport.js';
import { isObject } from '../schema/schema.js';

const auditUnreadable = toldError('caller', 'audit-log.unreadable', 'The text is no audit log.');
const auditUnsent = toldError('platform', 'audit-log.unreachable', 'The audit log cannot be had.');
const auditRefused = toldError('platform', 'audit-log.refused', 'The API of audit logs refused the request.');
const auditToken = toldError(
  'operator',
  'audit-log.token',
  'There is no usable authorization for audit logs.',
);

/** Where the audit logs are, and how they are asked for. */
export interface AuditLogAddress {
  /** Of Webex Connect, for example https://wxconnectplatform.us.webexconnect.io. */
  base: string;
  verb: string;
  path: string;
}

/** The verb is assumed: Cisco's page gives the body and not how it travels. */
export const assumedVerb = 'POST';
export const auditLogPath = '/connectapi/v1/auditlogs';

/** Something that somebody did in the tenant. */
export interface AuditEntry {
  action: string;
  description: string;
  /** Milliseconds since 1970; undefined where it cannot be read. */
  at: number | undefined;
  failed: boolean;
}

/** Fewer than the 2000 of Cisco's example: an answer over 1 MiB is cut off. */
const pageSize = 500;
const maxPages = 200;
const limitMs = 60_000;

const textOf = (entry: Record<string, Json>, names: string[]): string | undefined => {
  for (const name of names) {
    const value = entry[name];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return undefined;
};

/** A moment without a zone is taken as UTC (assumed); a number as milliseconds. */
const momentOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(text);
  const at = Date.parse(hasZone ? text : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : at;
};

/** Field names as the audit data stream has them (documented), and as the export may spell them (assumed). */
const entryOf = (entry: Record<string, Json>): AuditEntry | undefined => {
  const action = textOf(entry, ['user_action', 'userAction', 'action', 'eventName']);
  if (action === undefined) return undefined;
  const status = textOf(entry, ['status_of_action', 'statusOfAction', 'alert_type', 'status']) ?? '';
  return {
    action,
    description: textOf(entry, ['description', 'eventDescription', 'actionText']) ?? '',
    at: momentOf(textOf(entry, ['created_on', 'createdOn', 'created', 'timestamp', 'time'])),
    failed: /^(error|fail(ed|ure)?)$/i.test(status),
  };
};

const parsed = (text: string): Json | undefined => rounded(jsonValue(text)) as Json | undefined;

/** The list within an answer: itself, or the first one within it; nobody documents where it stands. */
const listIn = (value: Json, depth = 0): Json[] | undefined => {
  if (Array.isArray(value)) return value;
  if (!isObject(value) || depth > 2) return undefined;
  for (const inner of Object.values(value)) {
    const found = listIn(inner, depth + 1);
    if (found) return found;
  }
  return undefined;
};

/** The entries of an exported log: one JSON text, or one for each line. Throws ToldError when it is none. */
export const readAuditLog = (text: string, place: string): AuditEntry[] => {
  const whole = parsed(text);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const list =
    whole !== undefined && !(isObject(whole) && entryOf(whole))
      ? listIn(whole)
      : lines.map((line) => parsed(line) ?? null);
  const entries = list?.map((one) => (isObject(one) ? entryOf(one) : undefined));
  if (entries?.every((entry) => entry !== undefined)) return entries as AuditEntry[];
  throw auditUnreadable(
    entries
      ? `${place}: entry ${entries.indexOf(undefined) + 1} names no action.`
      : `${place} holds no list of entries.`,
    'Give the JSON of the audit log, whole: a list of entries with user_action, description and created_on.',
  );
};

/** Asks for the log of a time, page by page. Times in milliseconds. Throws ToldError. */
export const fetchAuditLog = async (
  { base, verb, path }: AuditLogAddress,
  times: { from: number; to: number },
  way: EnquiryWay,
): Promise<AuditEntry[]> => {
  const url = base.replace(/\/$/, '') + path;
  const enquiry = new Enquiry(way, limitMs);
  const get = async (offset: number): Promise<Answer> => {
    // Documented, all of it.
    const body = {
      ...{ range: 'custom', from: new Date(times.from).toISOString(), to: new Date(times.to).toISOString() },
      ...{ offset, max: pageSize, eventCategories: '', actorIds: '', adminRoles: '' },
    };
    const headers = { 'Content-Type': 'application/json' };
    const call = { method: verb, url, headers, body: jsonText(body), notes: [] };
    const answer = await enquiry.send(call);
    // Only now all tokens are known that were used.
    if (answer) return enquiry.mask(answer);
    throw auditToken('There is no usable authorization.', way.tokens.remedy);
  };
  const entries: AuditEntry[] = [];
  try {
    for (let page = 0; page < maxPages; page += 1) {
      const { status, text, headers } = await get(page * pageSize);
      if (status === 204) return entries;
      if (status !== 200) {
        const { reason } = errorReason(parsed(text));
        const seconds = waitSeconds(headers);
        throw auditRefused(
          `${verb} ${path} was answered ${status}${reason ? `: ${reason}` : '.'}`,
          seconds !== undefined
            ? `Ask again in ${seconds} seconds, as the API asks.`
            : "The verb is assumed and the path differs between versions of Cisco's page: --verb and --path set them. The token must be of a Service App of the tenant.",
        );
      }
      const found = readAuditLog(text, 'The answer');
      entries.push(...found);
      if (found.length < pageSize) return entries;
    }
  } catch (error) {
    if (enquiry.signal.aborted)
      throw auditUnsent(`The API did not answer within ${limitMs / 1000} s.`, 'Ask for a shorter time.');
    if (error instanceof RateWait) throw auditUnsent(error.message, 'Ask again then.');
    if (error instanceof SendError) throw auditUnsent(error.message, error.remedy);
    if (error instanceof TokenServerError) throw auditToken(error.message, error.remedy);
    throw error;
  }
  throw auditUnsent(`The log does not end: over ${maxPages * pageSize} entries.`, 'Ask for a shorter time.');
};
