import type { Answer } from './transport.js';

const seconds = /^([0-9]{1,9})(?:\.[0-9]+)?$/;

/** The date of today's HTTP and its older form (RFC 9110): with anything else Date.parse guesses, as with -5 and 1.5. */
const httpDate = /^[A-Z][a-z]{2,8}, \d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Seconds that the API asks to wait, a part of one as a whole; 0 for a moment that is over. A moment counts from the
 * answer's own, else from now. Undefined where it asks for nothing that can be understood.
 */
export const waitSeconds = ({
  'retry-after': wait = '',
  date = '',
}: Answer['headers']): number | undefined => {
  if (seconds.test(wait)) return Math.ceil(Number(wait));
  if (!httpDate.test(wait)) return undefined;
  const from = httpDate.test(date) ? Date.parse(date) : Date.now();
  const left = Math.ceil((Date.parse(wait) - from) / 1000);
  return Number.isFinite(left) ? Math.max(0, left) : undefined;
};
