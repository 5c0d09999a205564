import { lookup } from 'node:dns/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuseDoubledKey } from './doubled-key.js';
import { ApiError } from './envelopes.js';

/** 127.0.0.0/8 and ::1, as URLs write them. */
const isLoopbackAddress = (hostname: string) => /^127(\.[0-9]+){3}$/.test(hostname) || hostname === '[::1]';

const isHere = (host: string | undefined): boolean => {
  const url = `http://${host}`;
  if (host === undefined || /[/?#@\\]/.test(host) || !URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || isLoopbackAddress(hostname);
};

/** Throws ApiError for what only a page of another site sends; programs send no Origin. */
const refusePages = ({ headers: { host, origin } }: FastifyRequest): void => {
  // A name of somebody else's that leads to this machine makes a page of theirs one of ours.
  if (!isHere(host)) throw new ApiError(403, 'The Host is not this machine.');
  if (origin !== undefined && origin !== `http://${host}`)
    throw new ApiError(403, 'The request comes from a page of another site.');
};

/** The sandbox is for programs of this machine and for its own sign-in page: any page that a browser shows could call it too. */
export const installBrowserRules = (server: FastifyInstance): void => {
  server.addHook('onRequest', async (request) => refusePages(request));
};

/** A number that JavaScript would write with other digits; what an order holds is to come back as it was given. */
const numberThatChanges = (json: string): string | undefined =>
  json
    .match(/"(?:[^"\\]|\\.)*"|-?\d[\w.+-]*/g)
    ?.find((token) => !token.startsWith('"') && String(Number(token)) !== token);

/** Every write of the scope is JSON, and says so: a page can post forms and texts anywhere, but JSON only where it may. */
export const askForJson = (server: FastifyInstance): void => {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const text = String(body);
    const changed = numberThatChanges(text);
    if (changed !== undefined)
      return done(new ApiError(400, `${changed}: too many digits to be carried exactly: give it as text.`));
    let value: unknown;
    try {
      value = text === '' ? null : JSON.parse(text);
    } catch {
      return done(new ApiError(400, 'The body is not JSON.'));
    }
    try {
      refuseDoubledKey(text, 'The body');
    } catch (error) {
      return done(error as Error);
    }
    done(null, value);
  });
  server.addHook('onRequest', async ({ method, headers }) => {
    const isJson = /^application\/json(;|$)/i.test(headers['content-type'] ?? '');
    if (method === 'POST' && !isJson)
      throw new ApiError(415, 'Send Content-Type: application/json, also without a body.');
  });
};

/** Whether a URL leads to this machine and nowhere else; a user's name before an @ only looks like a host. */
export const isOnThisMachine = async (text: string): Promise<boolean> => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (protocol !== 'http:' || username !== '' || password !== '') return false;
  if (hostname !== 'localhost') return isLoopbackAddress(hostname);
  const found = await lookup(hostname, { all: true }).catch(() => []);
  return found.length > 0 && found.every(({ address }) => /^(127\.|::1$)/.test(address));
};
