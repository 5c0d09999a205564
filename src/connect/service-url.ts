import { toldError } from '../ground/told-error.js';
import { isLoopback } from '../network/loopback.js';

const serviceUrlWrong = toldError(
  'caller',
  'service-url.wrong',
  'The address of the service is not one that Webex Connect can call.',
);

const wrong = (text: string, problem: string, remedy: string) =>
  serviceUrlWrong(`${JSON.stringify(text)} ${problem}.`, remedy);

/**
 * The base address of the service without a slash at its end. Throws ToldError for what is no https address
 * (http is taken for this machine alone) and for one with a name, a password, a query or a fragment.
 */
export const serviceUrlOf = (text: string): string => {
  if (!URL.canParse(text))
    throw wrong(text, 'is not a URL', 'Give the whole address, for example https://nodes.example.com.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(text)))
    throw wrong(
      `${url.protocol}//${url.host}`,
      'is not encrypted',
      'Give an https address; http is taken for this machine alone.',
    );
  if (url.username || url.password || url.search || url.hash)
    throw wrong(
      url.origin,
      'comes with a name, a password, a query or a fragment',
      'Give the base address alone; the key is typed into the designer.',
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
};
