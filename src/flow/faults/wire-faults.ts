import type { WireOrder } from '../run/world.js';

/** How a call is made to go wrong. */
export interface Way {
  /** Ordered at the sandbox. */
  order?: WireOrder;
  /** What the call gets instead of a good token. */
  token?: 'expired' | 'revoked' | 'none';
  /** The call gets no inputs at all. */
  noInput?: true;
}

/** Later than the platform waits. Milliseconds. */
export const late = 20_000;

/** The faults of the wire by their names on the command line; a three-digit status is one too. */
export const wireFaults: Record<string, { way: Way; how: string }> = {
  '5xx': { way: { order: { kind: 'status', status: 503 } }, how: 'the API answers 503' },
  slow: {
    way: { order: { kind: 'delay', ms: late } },
    how: 'the answer is later than the deadline',
  },
  cut: { way: { order: { kind: 'cut' } }, how: 'the connection breaks before the answer' },
  'cut-body': { way: { order: { kind: 'cut-body' } }, how: 'the connection breaks in the answer' },
  garbage: { way: { order: { kind: 'garbage' } }, how: 'the answer is HTML' },
  truncated: { way: { order: { kind: 'truncated' } }, how: 'the answer is half of a JSON text' },
  oversized: { way: { order: { kind: 'oversized' } }, how: 'the answer is 2 MB long' },
  'duplicate-callback': {
    way: { order: { kind: 'callback', change: 'doubled' } },
    how: 'the callback comes twice',
  },
  'early-callback': {
    way: { order: { kind: 'callback', change: 'before-answer' } },
    how: 'the callback comes before the answer',
  },
  'lost-callback': {
    way: { order: { kind: 'callback', change: 'lost' } },
    how: 'the callback never comes',
  },
  'late-callback': {
    way: { order: { kind: 'callback', change: 'late', ms: late } },
    how: 'the callback is later than the deadline',
  },
  'failed-callback': {
    way: { order: { kind: 'callback', change: 'failed' } },
    how: 'the callback reports failure',
  },
  'unknown-callback': {
    way: { order: { kind: 'callback', change: 'unknown-word' } },
    how: 'the callback brings an unknown word',
  },
  'unreadable-callback': {
    way: { order: { kind: 'callback', change: 'unreadable-first' } },
    how: 'an unreadable callback comes first',
  },
  'expired-token': { way: { token: 'expired' }, how: 'the token is expired and renewed once' },
  'revoked-token': { way: { token: 'revoked' }, how: 'the token is refused and cannot be renewed' },
  'no-token': { way: { token: 'none' }, how: 'there is no authorization' },
};

export const wireFaultNames = [...Object.keys(wireFaults), '429', '500', 'any other status from 300 to 599'];

/** Seconds of Retry-After with a 429, when the fault does not say. */
const defaultRetryAfter = 30;

/** The way of a wire fault; undefined for a name that is none. */
export const wireFault = (
  name: string,
  retryAfter = defaultRetryAfter,
): { way: Way; how: string } | undefined => {
  if (Object.hasOwn(wireFaults, name)) return wireFaults[name];
  if (!/^[345][0-9]{2}$/.test(name)) return undefined;
  const isLimit = name === '429';
  return {
    way: { order: { kind: 'status', status: Number(name), ...(isLimit && { retryAfter }) } },
    how: `the API answers ${name}${isLimit ? ` with Retry-After ${retryAfter}` : ''}`,
  };
};
