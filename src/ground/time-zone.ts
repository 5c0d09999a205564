import { toldError } from './told-error.js';

const timeUnknown = toldError('caller', 'time.unknown', 'A moment or a time zone cannot be read.');

/** When something happens, milliseconds since 1970, and where: an IANA time zone. */
export interface Moment {
  at: number;
  timeZone: string;
}

const minute = 60_000;
const day = 24 * 60 * minute;

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, format);
  return format;
};

/** Throws ToldError for what is no time zone; `where` says who gave it. */
export const readTimeZone = (timeZone: string, where: string): string => {
  try {
    formatOf(timeZone);
    return timeZone;
  } catch {
    throw timeUnknown(
      `${where}: ${JSON.stringify(timeZone)} is no time zone.`,
      'Give a name of the IANA list, for example Europe/Berlin or UTC.',
    );
  }
};

/** What the clocks of a zone are ahead of UTC at a moment, milliseconds; summer time is in it. */
export const offsetAt = (timeZone: string, at: number): number => {
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return 0;
  const name = formatOf(timeZone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours = '0', minutes = '0', seconds = '0'] =
    /GMT([+-])(\d+):?(\d+)?:?(\d+)?/.exec(name ?? '') ?? [];
  const size = (Number(hours) * 60 + Number(minutes)) * minute + Number(seconds) * 1000;
  return sign === '-' ? -size : size;
};

/**
 * The moment at which the clocks of a zone show a time, which is given as if it were UTC. A time that is there twice is
 * the first; one that summer time skips is read with the offset before it, as JavaScript does.
 */
export const momentOf = (timeZone: string, wall: number): number => {
  const offsets = [offsetAt(timeZone, wall - day), offsetAt(timeZone, wall + day)];
  const fitting = offsets.map((offset) => wall - offset).filter((at) => at + offsetAt(timeZone, at) === wall);
  return fitting.length > 0 ? Math.min(...fitting) : wall - offsets[0]!;
};

/**
 * Milliseconds since 1970 of an ISO date or time; NaN for what is none, and for a day that its month does not have, of
 * which Date.parse makes one of the next month.
 */
export const calendarTime = (iso: string): number => {
  const midnight = Date.parse(iso.slice(0, 10));
  const isThere = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(iso.slice(0, 10));
  return isThere ? Date.parse(iso) : Number.NaN;
};

const form = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** `2026-01-15T12:00:00Z`, with an offset, or by the clocks of the zone. Throws ToldError. */
export const readMoment = (text: string, timeZone: string, where: string): number => {
  const [matched, time, , , offset] = form.exec(text) ?? [];
  const read = calendarTime(time !== undefined && offset === undefined ? `${text}Z` : text);
  if (matched === undefined || Number.isNaN(read))
    throw timeUnknown(
      `${where}: ${JSON.stringify(text)} is no moment.`,
      'Write 2026-01-15T12:00:00Z, or without the Z by the clocks of the time zone.',
    );
  return offset === undefined ? momentOf(timeZone, read) : read;
};
