import type { Connection } from '../../schemas/types.js';
import type { Connections } from '../engine/connections.js';
import { isLoopback } from '../network/loopback.js';

const host = (url: string) => new URL(url).host;

const reachOf = (name: string, { taskApi, confirmed, endpoints }: Connection): string => {
  if (isLoopback(taskApi)) return `${name}: a sandbox on this machine (${host(taskApi)})`;
  if (confirmed && endpoints)
    return `${name}: ${host(taskApi)}, at the endpoints of ${Object.keys(endpoints).join(', ')} that ${confirmed.by} confirmed on ${confirmed.at}`;
  return `${name}: ${host(taskApi)}, whose task API nobody has confirmed, so that calls to assumed endpoints are refused`;
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
