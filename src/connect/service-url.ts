import { ConfigurationError } from '../ground/configuration-error.js';
import { isLoopback } from '../network/loopback.js';

const wrong = (text: string, problem: string, remedy: string) =>
  new ConfigurationError('service-url.wrong', `${JSON.stringify(text)} ${problem}.`, remedy);

/**
 * The base address of the service without a slash at its end. Throws ConfigurationError for what is no https address
 * (http is taken for this machine alone) and for one with a name, a password, a query or a fragment.
 */
export const serviceUrlOf = (text: string): string => {
  if (!URL.canParse(text))
    throw wrong(text, 'is no URL', 'Give the whole address, for example https://nodes.example.com.');
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
