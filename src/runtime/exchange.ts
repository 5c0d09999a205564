import { mapLeaves } from '../ground/exact-number.js';
import { readJson } from '../ground/read-json.js';
import type { Json } from '../node-kit/method.js';
import type { WireName } from '../package/method.js';
import type { Mask } from './mask.js';
import type { Answer } from './transport.js';
import type { WireCall } from './wire-call.js';

/** What went over the wire, for people: tokens and the callback's id are masked. */
export type Exchange =
  | {
      request: { method: string; url: string; headers: Record<string, string>; body?: unknown };
      /** The answer's body as JSON where it is some, else as text. */
      answer?: { status: number; headers: Record<string, string>; body?: Json };
      /** Why there is no whole answer. */
      error?: string;
    }
  | { callback: Json };

/** Whose exchange it is. */
export interface ExchangeOwner {
  invocationId: string;
  node: string;
  version: string;
  method: string;
  wire: WireName;
}

/** Told of each request with its answer, and of the callback. */
export type OnExchange = (exchange: Exchange) => void;

/** Replaces a text in all texts of a value. */
const replacing = (text: string, by: string) => (value: unknown) =>
  mapLeaves(value, (leaf) => (typeof leaf === 'string' ? leaf.replaceAll(text, by) : leaf));

/** A body as it is shown: as JSON where it is some. */
export const shownBody = (text: string): Json => {
  const read = readJson(text);
  return 'value' in read ? read.value : text;
};

/** The headers as they are sent, without the token. */
export const shownHeaders = (
  headers: Record<string, string>,
  isAuthorized: boolean,
): Record<string, string> => ({ ...(isAuthorized && { Authorization: 'Bearer •••' }), ...headers });

/** A request as it is shown: with a marker instead of the callback's address. */
export const shownRequest = (
  { method, url, headers, body }: WireCall,
  mask: Mask,
  call: { isAuthorized: boolean; url: string | undefined; marker: string },
): { method: string; url: string; headers: Record<string, string>; body?: unknown } => {
  const hide = call.url === undefined ? (value: unknown) => value : replacing(call.url, call.marker);
  return {
    method,
    url: mask(url),
    headers: mask(shownHeaders(headers, call.isAuthorized)),
    ...(body !== undefined && { body: mask(hide(shownBody(body))) }),
  };
};

export const shownAnswer = ({ status, headers, text }: Answer, mask: Mask) =>
  mask({ status, headers, ...(text !== '' && { body: shownBody(text) }) });

/** Those of an answer that mean something to a flow's author; the others differ from run to run. */
const telling = ['retry-after', 'content-type', 'location'];

/** The headers of an answer that mean something to people. */
export const tellingHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => telling.includes(name.toLowerCase())));

/** An exchange as it is shown and kept: a gateway's cookies open what they were given for. */
export const withTellingHeaders = (exchange: Exchange): Exchange =>
  'answer' in exchange && exchange.answer
    ? { ...exchange, answer: { ...exchange.answer, headers: tellingHeaders(exchange.answer.headers) } }
    : exchange;
