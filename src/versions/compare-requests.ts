import { readJson } from '../ground/read-json.js';
import { jsonText } from '../node-kit/json-text.js';
import type { WireRequest } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import { differences } from './change.js';

/** One place of a request that two versions fill differently; `undefined` where the one does not fill it. */
export interface RequestDifference {
  /** `path id`, `header flowId`, `body vrbls[].name` */
  place: string;
  before?: unknown;
  after?: unknown;
}

const call = { orgId: '<orgId>', callbackUrl: '<callback URL>' };

/** What a method sends for a valid input, as JSON carries it. Rejects with what the handler throws. */
export const requestOf = async ({ definition }: CallableMethod, input: unknown): Promise<WireRequest> =>
  (readJson(jsonText(await definition.build(input, call))) as { value: unknown }).value as WireRequest;

const collect = (value: unknown, place: string, into: Map<string, unknown[]>): void => {
  if (Array.isArray(value) && value.length > 0) for (const item of value) collect(item, `${place}[]`, into);
  else if (value !== null && typeof value === 'object' && Object.keys(value).length > 0)
    for (const [key, child] of Object.entries(value))
      collect(child, place.endsWith(' ') ? place + key : `${place}.${key}`, into);
  else into.set(place, [...(into.get(place) ?? []), value]);
};

const placesOf = ({ path, headers = {}, body = {} }: WireRequest): Map<string, unknown> => {
  const places = new Map<string, unknown[]>();
  for (const [word, part] of Object.entries({ path, header: headers, body }))
    if (Object.keys(part).length > 0) collect(part, `${word} `, places);
  return new Map([...places].map(([place, values]) => [place, values.length === 1 ? values[0] : values]));
};

/** Where two requests differ, by place. Verb and path template are not part of them. */
export const compareRequests = (before: WireRequest, after: WireRequest): RequestDifference[] =>
  differences(placesOf(before), placesOf(after)).map(({ where, before: old, after: now }) => ({
    place: where,
    before: old,
    after: now,
  }));
