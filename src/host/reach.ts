import type { Connection } from '../../schemas/types.js';
import type { Connections } from '../engine/connections.js';
import { isLoopback } from '../network/loopback.js';
import { apiOf, wireOf } from '../runtime/wire.js';

const host = (url: string) => new URL(url).host;

const reachOf = (name: string, connection: Connection): string => {
  const { confirmed, endpoints } = connection;
  const api = apiOf(connection);
  if (isLoopback(api)) return `${name}: a sandbox on this machine (${host(api)})`;
  if (wireOf(connection) === 'public') return `${name}: ${host(api)}, over Cisco's published APIs`;
  if (confirmed && endpoints)
    return `${name}: ${host(api)}, at the endpoints of ${Object.keys(endpoints).join(', ')} that ${confirmed.by} confirmed on ${confirmed.at}`;
  return `${name}: ${host(api)}, whose task API nobody has confirmed, so that calls to assumed endpoints are refused`;
};

/**
 * What the service can reach behind itself, in words: the sandbox, or endpoints that the operator supplied and
 * confirmed, because Cisco publishes none for the task API. Throws ToldError for a connection that is none.
 */
export const describeReach = async (
  names: (string | undefined)[],
  connections: Connections,
): Promise<string> => {
  const distinct = [...new Set(names.map((name) => name ?? 'sandbox'))];
  const reaches = await Promise.all(
    distinct.map(async (name) => reachOf(name, await connections.load(name))),
  );
  return reaches.join('; ');
};
