import { toldError } from '../ground/told-error.js';

const redirectAddress = toldError(
  'operator',
  'redirect.address',
  'The redirect address is not one that a provider can lead to.',
);

/** Where the browser comes back to unless the authorization says otherwise; registered at the provider to the letter. */
export const defaultRedirect = 'http://127.0.0.1:4181/callback';

/** Where this process can listen for a redirect, or undefined when the address is elsewhere. */
export const listenAddress = (redirect: string): { host: string; port: number; path: string } | undefined => {
  const { protocol, hostname, port, pathname } = new URL(redirect);
  if (protocol !== 'http:' || !['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return undefined;
  return { host: hostname === '[::1]' ? '::1' : hostname, port: Number(port || 80), path: pathname };
};

/** A redirect address: https, or http on this machine, without query and fragment. Throws ToldError. */
export const checkRedirect = (redirect: string): string => {
  const refuse = (problem: string) =>
    redirectAddress(
      `The redirect address ${JSON.stringify(redirect.slice(0, 200))} ${problem}.`,
      `Give an address such as ${defaultRedirect}, exactly as it is registered at the provider.`,
    );
  if (redirect.length > 500 || !/^[!-~]+$/.test(redirect) || !URL.canParse(redirect))
    throw refuse('is not a URL');
  const { protocol, port, search, hash, username, password } = new URL(redirect);
  if (search || hash || username || password) throw refuse('holds a query, a fragment or a user');
  if (port === '0') throw refuse('has no fixed port, so that it cannot be registered');
  if (protocol !== 'https:' && !listenAddress(redirect)) throw refuse('is neither https nor on this machine');
  return redirect;
};
