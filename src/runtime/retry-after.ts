import type { Answer } from './transport.js';

const seconds = /^([0-9]{1,9})(?:\.[0-9]+)?$/;

/** The dates of HTTP (RFC 9110, 5.6.7), each in its form: with anything else Date.parse guesses, as with -5 and 1.5. */
const httpDate = /^[A-Z][a-z]{2,8}, \d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/;
const asctimeDate = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/;

const momentOf = (text: string): number | undefined => {
  if (httpDate.test(text)) return Date.parse(text);
  return asctimeDate.test(text) ? Date.parse(`${text} GMT`) : undefined;
};

/**
 * Seconds that the API asks to wait, a part of one as a whole; 0 for a moment that is over. A moment counts from the
 * answer's own, else from now. Undefined where it asks for nothing that can be understood.
 */
export const waitSeconds = ({
  'retry-after': wait = '',
  date = '',
}: Answer['headers']): number | undefined => {
  if (seconds.test(wait)) return Math.ceil(Number(wait));
  const until = momentOf(wait);
  if (until === undefined) return undefined;
  const left = Math.ceil((until - (momentOf(date) ?? Date.now())) / 1000);
  return Number.isFinite(left) ? Math.max(0, left) : undefined;
};
