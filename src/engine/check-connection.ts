import { lookup } from 'node:dns/promises';
import type { Connection } from '../../schemas/types.js';
import { isSameName } from '../authorization/name.js';
import type { Finding } from '../ground/finding.js';
import { isLoopback } from '../network/loopback.js';
import type { NodeVersion } from '../package/node-package.js';
import { apiOf, wireOf } from '../runtime/wire.js';
import { checkEndpoints } from './check-endpoints.js';

/** The addresses of a connection, by the place that they stand at. */
const addressesOf = ({ taskApi, publicApi, configApi, callbackBase, oauth }: Connection) =>
  Object.entries({
    '/taskApi': taskApi,
    '/publicApi': publicApi,
    '/configApi': configApi,
    '/callbackBase': callbackBase,
    '/oauth/authorize': oauth?.authorize,
    '/oauth/token': oauth?.token,
  }).filter((entry): entry is [string, string] => entry[1] !== undefined);

type Draft = Omit<Finding, 'file'>;

const unresolved = async ([pointer, url]: [string, string]): Promise<Draft[]> => {
  const { hostname } = new URL(url);
  try {
    await lookup(hostname.replace(/^\[|\]$/g, ''));
    return [];
  } catch (error) {
    return [
      {
        severity: 'error',
        rule: 'connection.host',
        pointer,
        message: `The name ${hostname} leads to no address (${(error as NodeJS.ErrnoException).code}).`,
        remedy: 'Correct the name, or look whether this machine may ask for it.',
      },
    ];
  }
};

const gaps = (connection: Connection): Draft[] => {
  const isHere = isLoopback(apiOf(connection));
  const { endpoints = {}, confirmed, callbackBase, oauth } = connection;
  const drafts: Draft[] = [];
  if (wireOf(connection) === 'task' && !isHere && !(confirmed && Object.keys(endpoints).length > 0))
    drafts.push({
      severity: 'warning',
      rule: 'connection.unconfirmed',
      pointer: '',
      message: 'Nobody has confirmed an endpoint: calls to assumed ones on this host are refused.',
      remedy: 'Put the real verb and path into endpoints, and who vouches for them into confirmed.',
    });
  if (wireOf(connection) === 'task' && !isHere && callbackBase === undefined)
    drafts.push({
      severity: 'warning',
      rule: 'connection.callback',
      pointer: '/callbackBase',
      message: 'There is no callbackBase: methods that wait for a callback are refused.',
      remedy: 'Give the address at which the platform reaches the callback listener.',
    });
  if (!isHere && oauth === undefined)
    drafts.push({
      severity: 'warning',
      rule: 'connection.oauth',
      pointer: '/oauth',
      message: "There is no oauth: the pack's own addresses of Webex are used to sign in.",
      remedy: 'Nothing, unless the organization is somewhere else.',
    });
  return drafts;
};

/** What is known beside a connection. */
interface Known {
  /** The names of the authorizations. */
  authorizations: string[];
  /** Whether the events of the organization come here. */
  isSubscribed: boolean;
  /** The node versions at hand. */
  versions: NodeVersion[];
}

/** What Resolve Conversation needs over the published APIs. */
const messageGaps = (connection: Connection, { isSubscribed }: Known): Draft[] => {
  if (wireOf(connection) !== 'public') return [];
  const refused = 'Resolve Conversation is refused over this connection';
  return [
    ...(connection.channels === undefined
      ? [
          {
            severity: 'warning' as const,
            rule: 'connection.channels',
            pointer: '/channels',
            message: `There are no channels: ${refused}.`,
            remedy: 'Name for each media channel the custom messaging channel and its business address.',
          },
        ]
      : []),
    ...(isSubscribed
      ? []
      : [
          {
            severity: 'warning' as const,
            rule: 'connection.events',
            pointer: '',
            message: `Nobody here has subscribed to the events of ${connection.orgId}: ${refused}.`,
            remedy: 'Subscribe with `wxcc-nodes subscription add <connection>`.',
          },
        ]),
  ];
};

const unknownAuthorizations = ({ authorization = {} }: Connection, { authorizations }: Known): Draft[] =>
  Object.entries(authorization)
    .filter(([, name]) => !authorizations.some((one) => isSameName(one, name)))
    .map(([wire, name]) => ({
      severity: 'error',
      rule: 'connection.authorization',
      pointer: `/authorization/${wire}`,
      message: `There is no authorization ${JSON.stringify(name)}.`,
      remedy: 'Name one that `wxcc-nodes auth list` shows, or add it.',
    }));

/** What a connection lacks, and names that lead nowhere: hosts are looked up, nothing is sent to them. */
export const checkConnection = async (
  connection: Connection,
  place: string,
  known: Known,
): Promise<Finding[]> => {
  const lost = await Promise.all(addressesOf(connection).map(unresolved));
  const found = [
    ...gaps(connection),
    ...messageGaps(connection, known),
    ...unknownAuthorizations(connection, known),
    ...(await checkEndpoints(connection, known.versions)),
    ...lost.flat(),
  ];
  return found.map((draft) => ({ ...draft, file: place }));
};
