import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { StoredKey } from '../../store/stores.js';
import { hashOf } from './service-keys.js';

interface Credentials {
  name: string;
  secret: string;
}

/** No key has it; compared with all the same, so that an unknown name takes as long as a wrong key. */
const noHash = hashOf('');

const split = (text: string, separator: string): Credentials | undefined => {
  const at = text.indexOf(separator);
  return at < 1 ? undefined : { name: text.slice(0, at), secret: text.slice(at + 1) };
};

/** `Authorization: Basic` with the key's name and the key, or `X-Api-Key: <name>.<key>`. */
const credentialsOf = ({ authorization, ...headers }: IncomingHttpHeaders): Credentials | undefined => {
  const apiKey = headers['x-api-key'];
  if (typeof apiKey === 'string') return split(apiKey, '.');
  const [, encoded] = /^Basic +([A-Za-z0-9+/=_-]+) *$/i.exec(authorization ?? '') ?? [];
  return encoded === undefined ? undefined : split(Buffer.from(encoded, 'base64').toString('utf8'), ':');
};

/** The key that a request brings; undefined when it brings none, an unknown or a wrong one. */
export const findKey = (headers: IncomingHttpHeaders, keys: StoredKey[]): StoredKey | undefined => {
  const credentials = credentialsOf(headers);
  if (!credentials) return undefined;
  const key = keys.find(({ name }) => name === credentials.name);
  const isRight = timingSafeEqual(Buffer.from(hashOf(credentials.secret)), Buffer.from(key?.hash ?? noHash));
  return isRight ? key : undefined;
};

export const mayCall = ({ nodes }: StoredKey, node: string): boolean =>
  nodes.includes('*') || nodes.includes(node);
