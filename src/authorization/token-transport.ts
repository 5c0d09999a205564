import type { CustomFetchOptions } from 'oauth4webapi';
import type { GuardedAgents } from '../network/guarded-agents.js';
import type { Resolver } from '../network/guarded-lookup.js';
import { isRefusedAddress } from '../network/refused-address.js';
import { waitSeconds } from '../runtime/retry-after.js';
import { oauthError, TokenError } from './token-error.js';

/** Bytes of an answer; a token answer has a few thousand. */
const maxAnswerBytes = 256 * 1024;

/** For one request, milliseconds. */
const tokenTimeoutMs = 10_000;

/** Lifetimes beyond it are no lifetimes; seconds. */
const longestLifetime = 10 * 365 * 24 * 3600;

/** Seconds as a number, or undefined when what the server says cannot be a lifetime. */
export const lifetimeOf = (value: unknown): number | undefined => {
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && /^[0-9]{1,12}$/.test(value));
  const seconds = isNumeric ? Number(value) : Number.NaN;
  return seconds > 0 && seconds <= longestLifetime ? seconds : undefined;
};

/** RFC 6749 lets a token have any visible ASCII; longer ones than a server takes in a header are no use. */
const isToken = (value: unknown): value is string =>
  typeof value === 'string' && /^[!-~]{1,8192}$/.test(value);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * A 2xx answer as the client library takes it. A token is kept though the fields around it are missing or odd: what is
 * thrown away here may be the only refresh token that is still good.
 */
const tokenAnswer = (status: number, text: string): Record<string, unknown> => {
  const body = parse(text);
  if (body === null || typeof body !== 'object' || Array.isArray(body))
    throw new TokenError('unusable', `The token endpoint answered ${status} with what is no JSON object.`);
  const { access_token, token_type, expires_in, refresh_token, refresh_token_expires_in, scope, id_token } =
    body as Record<string, unknown>;
  if (access_token === undefined || access_token === '')
    throw new TokenError('unusable', `The token endpoint answered ${status} without an access token.`);
  if (!isToken(access_token))
    throw new TokenError(
      'unusable',
      'The token endpoint gave an access token that no header can carry: too long, or with other characters than visible ASCII.',
    );
  return {
    access_token,
    token_type: typeof token_type === 'string' && token_type !== '' ? token_type : 'Bearer',
    ...(lifetimeOf(expires_in) !== undefined && { expires_in: lifetimeOf(expires_in) }),
    ...(isToken(refresh_token) && { refresh_token }),
    ...(lifetimeOf(refresh_token_expires_in) !== undefined && {
      refresh_token_expires_in: lifetimeOf(refresh_token_expires_in),
    }),
    ...(typeof scope === 'string' && { scope }),
    // Not `id_token`: it is not asked for, and the library would judge the whole answer by it.
    ...(typeof id_token === 'string' && { given_id_token: id_token }),
  };
};

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

const readable = (status: number, text: string, wait: number | undefined): Response => {
  if (status >= 200 && status < 300) return json(200, tokenAnswer(status, text));
  if (status >= 300 && status < 400)
    throw new TokenError(
      'unusable',
      `The token endpoint redirects (${status}); secrets do not follow it to another address.`,
    );
  const error = status >= 400 && status < 500 && status !== 429 ? oauthError(status, parse(text)) : undefined;
  if (error) return json(status, error);
  // An address that is none stays none.
  if (status >= 400 && status < 500 && ![408, 425, 429].includes(status))
    throw new TokenError('unusable', `The token endpoint answered ${status}.`);
  throw new TokenError(
    'unavailable',
    `The token endpoint answered ${status}${wait === undefined ? '' : `, and asks to wait ${wait} seconds`}.`,
    wait === undefined ? undefined : `Try again in ${wait} seconds; the authorization is kept.`,
    wait,
  );
};

const failure = (error: Error): TokenError => {
  if (error instanceof TokenError) return error;
  if ((error as { type?: string }).type === 'max-size')
    return new TokenError('unusable', `The token endpoint's answer is over ${maxAnswerBytes} bytes.`);
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return new TokenError(
      'unavailable',
      `The token endpoint gave no answer within ${tokenTimeoutMs / 1000} s.`,
    );
  if (isRefusedAddress(error))
    return new TokenError(
      'refused-address',
      "The token endpoint's host name leads to an address of a private network; nothing was sent.",
      'Correct the host name of the token endpoint (`wxcc-nodes auth view` shows it); where that network is meant, write the address itself into the oauth endpoints of a connection, then `wxcc-nodes auth update --connection`.',
    );
  const { code } = error as NodeJS.ErrnoException;
  return new TokenError(
    'unavailable',
    `The token endpoint cannot be reached (${code ?? 'the connection broke'}).`,
  );
};

/** Throws TokenError. */
export type TokenFetch = (
  url: string,
  options: CustomFetchOptions<'POST', URLSearchParams>,
) => Promise<Response>;

/**
 * The client library's way to the network: one request, redirects not followed, no host name into private networks, at
 * most 256 KiB and ten seconds. `resolve` is the system's name resolution when left out.
 */
export const tokenFetch = (resolve?: Resolver): TokenFetch => {
  let agents: GuardedAgents | undefined;
  return async (url, { body, headers, method }) => {
    const { default: fetch } = await import('node-fetch');
    const guarded = await import('../network/guarded-agents.js');
    // A token is asked for every few days: a connection that is kept would only wait to break.
    agents ??= new guarded.GuardedAgents({ keepAlive: false, resolve });
    try {
      const answer = await fetch(url, {
        method,
        headers,
        body: body.toString(),
        redirect: 'manual',
        size: maxAnswerBytes,
        agent: agents.forUrl,
        signal: AbortSignal.timeout(tokenTimeoutMs) as never,
      });
      const wait = waitSeconds({
        'retry-after': answer.headers.get('retry-after') ?? '',
        date: answer.headers.get('date') ?? '',
      });
      return readable(answer.status, await answer.text(), wait);
    } catch (error) {
      throw failure(error as Error);
    }
  };
};
