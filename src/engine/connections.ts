import { join } from 'node:path';
import type { Connection } from '../../schemas/types.js';
import { isConnection } from '../../schemas/validators.js';
import { WatchedFile } from '../files/watched-file.js';
import { ToldError, toldError } from '../ground/told-error.js';
import { isLoopback } from '../network/loopback.js';

const connectionSchema = toldError(
  'operator',
  'connection.schema',
  'The connection does not hold what a connection holds.',
);
const connectionInsecure = toldError(
  'operator',
  'connection.insecure',
  'The connection leads to another machine without encryption.',
);
const connectionUnknown = toldError('operator', 'connection.unknown', 'There is no connection of that name.');

/** The sandbox on its usual port. */
export const sandboxConnection: Connection = {
  orgId: '5a4dbd01-0000-4000-8000-000000000001',
  taskApi: 'http://127.0.0.1:4180/wxcc-task',
  configApi: 'http://127.0.0.1:4180',
  oauth: { authorize: 'http://127.0.0.1:4180/v1/authorize', token: 'http://127.0.0.1:4180/v1/access_token' },
};

/** Webex Connect waits 20 s at most. */
export const defaultDeadlineMs = 18_000;

const checkUrl = (url: string, place: string) => {
  if (!URL.canParse(url)) throw connectionSchema(`${place}: not a URL.`, 'Give a whole http or https URL.');
  if (url.startsWith('http:') && !isLoopback(url))
    throw connectionInsecure(`${place}: ${url} is not encrypted.`, 'Use https for other machines.');
};

const check = (value: unknown, origin: string): Connection => {
  if (!isConnection(value)) {
    const [first] = isConnection.errors ?? [];
    throw connectionSchema(
      `${origin}${first?.instancePath ?? ''}: ${first?.message}`,
      'See schemas/connection.schema.json for what a connection holds.',
    );
  }
  const { taskApi, configApi, callbackBase, oauth } = value;
  const urls = {
    taskApi,
    configApi,
    callbackBase,
    'oauth/authorize': oauth?.authorize,
    'oauth/token': oauth?.token,
  };
  for (const [name, url] of Object.entries(urls)) if (url !== undefined) checkUrl(url, `${origin}/${name}`);
  return value;
};

const parse = (text: string, file: string): Connection => {
  try {
    return check(JSON.parse(text), file);
  } catch (error) {
    if (error instanceof ToldError) throw error;
    throw connectionSchema(`${file}: ${(error as Error).message}`, 'Correct the JSON.');
  }
};

/** A service asks for the same few at every call. */
const files = new Map<string, WatchedFile<Connection>>();

/** A connection by name (`sandbox`, or a file in the home folder), by file, or as it is. Throws ToldError. */
export const loadConnection = async (
  connection: string | Connection | undefined,
  home: string,
): Promise<Connection> => {
  if (connection === undefined || connection === 'sandbox') return sandboxConnection;
  if (typeof connection !== 'string') return check(connection, 'connection');
  const isName = /^[A-Za-z0-9_-]+$/.test(connection);
  const file = isName ? join(home, 'connections', `${connection}.json`) : connection;
  const watched = files.get(file) ?? new WatchedFile(file, (text) => parse(text, file));
  files.set(file, watched);
  const read = await watched.read().catch((error: Error) => {
    if (error instanceof ToldError) throw error;
  });
  if (read) return read;
  throw connectionUnknown(
    `There is no connection ${JSON.stringify(connection)} (${file} cannot be read).`,
    'Name sandbox, a file in the connections folder, or give the path of a file.',
  );
};
