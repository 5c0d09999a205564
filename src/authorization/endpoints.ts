import { toldError } from '../ground/told-error.js';
import { isLoopback } from '../network/loopback.js';
import type { OAuthHosts } from './record.js';

const authorizationHost = toldError(
  'operator',
  'authorization.host',
  'An OAuth endpoint is not a whole https URL.',
);

const checkEndpoint = (url: string, what: string): void => {
  const refuse = (problem: string) =>
    authorizationHost(
      `The ${what} endpoint ${JSON.stringify(url)} ${problem}.`,
      'Give a whole https URL; http is for this machine only.',
    );
  if (!URL.canParse(url)) throw refuse('is not a URL');
  const { protocol, username, password, hash } = new URL(url);
  if (username || password || hash) throw refuse('holds a user, a password or a fragment');
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(url))) throw refuse('is not encrypted');
};

/** Secrets go to these hosts: https, or this machine. Throws ToldError. */
export const checkHosts = ({ authorize, token }: OAuthHosts): OAuthHosts => {
  checkEndpoint(authorize, 'authorization');
  checkEndpoint(token, 'token');
  return { authorize, token };
};
