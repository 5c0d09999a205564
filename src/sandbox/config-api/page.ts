import { ApiError } from '../envelopes.js';
import type { ConfigRecord } from './records.js';

export type Query = Record<string, string | string[] | undefined>;

/** One text; a parameter that comes twice is an error, as one that is none of the numbers allowed. */
export const textParameter = (query: Query, name: string): string | undefined => {
  const value = query[name];
  if (Array.isArray(value)) throw new ApiError(400, `${name}: given more than once.`);
  return value;
};

export const integerParameter = (
  query: Query,
  name: string,
  { minimum, maximum = Number.MAX_SAFE_INTEGER }: { minimum: number; maximum?: number },
): number | undefined => {
  const text = textParameter(query, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^-?[0-9]{1,16}$/.test(text) || value < minimum || value > maximum)
    throw new ApiError(400, `${name}: not a whole number from ${minimum} to ${maximum}.`);
  return value;
};

/** More is cut down to it without a word (documented); the number itself is assumed. */
const largestPage = 100;

const withAttributes = (records: ConfigRecord[], attributes: string | undefined): ConfigRecord[] => {
  if (attributes === undefined || attributes === '') return records;
  const names = attributes.split(',').map((name) => name.trim());
  return records.map((record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name))),
  );
};

/** One page of a list with what leads to the others: `links.next` is there until the last one. Throws ApiError. */
export const pageOf = (records: ConfigRecord[], query: Query, path: string, orgid: string) => {
  const page = integerParameter(query, 'page', { minimum: 0 }) ?? 0;
  const asked = integerParameter(query, 'pageSize', { minimum: 1 }) ?? largestPage;
  const pageSize = Math.min(asked, largestPage);
  const totalPages = Math.max(1, Math.ceil(records.length / pageSize));
  const kept = Object.entries(query).filter(([name]) => name !== 'page' && name !== 'pageSize');
  const link = (number: number) => {
    const others = kept.map(([name, value]) => [name, String(value)]);
    return `${path}?${new URLSearchParams([['page', String(number)], ['pageSize', String(pageSize)], ...others] as [string, string][])}`;
  };
  const shown = records.slice(page * pageSize, (page + 1) * pageSize);
  return {
    meta: {
      orgid,
      page,
      pageSize,
      totalPages,
      totalRecords: records.length,
      links: {
        self: link(page),
        first: link(0),
        last: link(totalPages - 1),
        ...(page + 1 < totalPages && { next: link(page + 1) }),
        ...(page > 0 && { prev: link(page - 1) }),
      },
    },
    data: withAttributes(shown, textParameter(query, 'attributes')),
  };
};
