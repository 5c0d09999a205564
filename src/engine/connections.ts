import schema from '../../schemas/connection.schema.json' with { type: 'json' };
import type { Connection } from '../../schemas/types.js';
import { isConnection } from '../../schemas/validators.js';
import { readRegularText, type UnreadableFile } from '../files/regular-file.js';
import { WatchedFile } from '../files/watched-file.js';
import { rounded } from '../ground/exact-number.js';
import { maxJsonBytes } from '../ground/json-limits.js';
import { readJson } from '../ground/read-json.js';
import { toldError } from '../ground/told-error.js';
import { isLoopback } from '../network/loopback.js';
import type { NodeVersion } from '../package/node-package.js';
import { firstFileProblem } from '../schema/explain-violations.js';
import type { ConnectionStore } from '../store/stores.js';
import { checkEndpoints } from './check-endpoints.js';

const connectionSchema = toldError(
  'operator',
  'connection.schema',
  'The connection does not hold what a connection holds.',
);
const connectionEndpoint = toldError(
  'operator',
  'connection.endpoint',
  'An endpoint of the connection names what no version of its method has.',
);
const connectionInsecure = toldError(
  'operator',
  'connection.insecure',
  'The connection leads to another machine without encryption.',
);
const connectionUnknown = toldError('operator', 'connection.unknown', 'There is no connection of that name.');

const connectionName = toldError('caller', 'connection.misnamed', 'The text is no name for a connection.');
const connectionExists = toldError(
  'caller',
  'connection.exists',
  'There is a connection of that name already.',
);

const isName = (text: string) => /^[A-Za-z0-9_-]{1,64}$/.test(text);

/** The sandbox on its usual port. */
export const sandboxConnection: Connection = {
  orgId: '5a4dbd01-0000-4000-8000-000000000001',
  taskApi: 'http://127.0.0.1:4180/wxcc-task',
  publicApi: 'http://127.0.0.1:4180',
  configApi: 'http://127.0.0.1:4180',
  oauth: { authorize: 'http://127.0.0.1:4180/v1/authorize', token: 'http://127.0.0.1:4180/v1/access_token' },
};

/** Where the nodes' messages go at the sandbox. */
export const sandboxChannels: NonNullable<Connection['channels']> = Object.fromEntries(
  ['web', 'email', 'sms', 'facebook', 'whatsapp', 'apple'].map((mediaChannel) => [
    mediaChannel,
    { channel: 'sandbox-messages', businessAddress: 'OR06143228' },
  ]),
);

/** The same sandbox, over the published APIs. */
const publicSandboxConnection: Connection = {
  ...sandboxConnection,
  wire: 'public',
  channels: sandboxChannels,
};

/** Webex Connect waits 20 s at most. */
export const defaultDeadlineMs = 18_000;

const checkUrl = (url: string, place: string) => {
  if (!URL.canParse(url)) throw connectionSchema(`${place}: not a URL.`, 'Give a whole http or https URL.');
  if (new URL(url).protocol === 'http:' && !isLoopback(url))
    throw connectionInsecure(`${place}: ${url} is not encrypted.`, 'Use https for other machines.');
};

const check = (given: unknown, origin: string): Connection => {
  const value = rounded(given);
  if (!isConnection(value))
    throw connectionSchema(...firstFileProblem(origin, isConnection.errors, schema, given));
  const { taskApi, publicApi, configApi, callbackBase, oauth } = value;
  const urls = {
    taskApi,
    publicApi,
    configApi,
    callbackBase,
    'oauth/authorize': oauth?.authorize,
    'oauth/token': oauth?.token,
  };
  for (const [name, url] of Object.entries(urls)) if (url !== undefined) checkUrl(url, `${origin}/${name}`);
  return value;
};

const parse = (text: string, file: string): Connection => {
  const read = readJson(text);
  if ('value' in read) return check(read.value, file);
  throw connectionSchema(`${file}: the text ${read.problems[0].message}.`, 'Correct the JSON.');
};

/** The connections at hand: the sandbox, those that are kept by name, files, and values. */
export class Connections {
  /** A service asks for the same few at every call. */
  readonly #parsed = new Map<string, { text: string; connection: Connection }>();

  /** @param versions the node versions at hand, by which the endpoints of what is added are judged. */
  constructor(
    private readonly store: ConnectionStore,
    private readonly versions: () => Promise<NodeVersion[]>,
  ) {}

  /** The names of those that are kept, in order. */
  names(): Promise<string[]> {
    return this.store.names();
  }

  /** The kept connections with the authorizations that they name, by wire. Throws ToldError for one that cannot be read. */
  async authorizations(): Promise<{ name: string; authorization: Record<string, string> }[]> {
    const names = await this.names();
    return Promise.all(
      names.map(async (name) => ({ name, authorization: { ...(await this.load(name)).authorization } })),
    );
  }

  /**
   * Keeps a connection under a name. Throws ToldError for what is no connection, for an endpoint that names what no
   * version of its method has, and for a name that is taken.
   */
  async add(name: string, value: unknown, { replace = false } = {}): Promise<Connection> {
    if (!isName(name) || builtInConnections.includes(name))
      throw connectionName(
        `${JSON.stringify(name)} is no name for a connection.`,
        `Use letters, digits, _ and -; ${builtInConnections.join(' and ')} are built in.`,
      );
    const connection = check(value, name);
    if (!replace && (await this.names()).includes(name))
      throw connectionExists(`There is a connection ${name}.`, 'Take another name, or --replace it.');
    await this.#refuseUnknownNames(name, connection);
    await this.store.write(name, `${JSON.stringify(connection, null, 2)}\n`);
    return connection;
  }

  async #refuseUnknownNames(name: string, connection: Connection): Promise<void> {
    if (connection.endpoints === undefined) return;
    const found = await checkEndpoints(connection, await this.versions());
    const wrong = found.find(({ severity }) => severity === 'error');
    if (wrong) throw connectionEndpoint(`${name}${wrong.pointer}: ${wrong.message}`, wrong.remedy);
  }

  /** Throws ToldError when there is none of that name. */
  async remove(name: string): Promise<void> {
    if (!isName(name) || !(await this.store.remove(name)))
      throw connectionUnknown(
        `There is no connection ${JSON.stringify(name)}.`,
        `There are: ${(await this.names()).join(', ') || 'none but the built-in ones'}.`,
      );
  }

  /** A connection by name (`sandbox`, `sandbox-public`, or a kept one), by file, or as it is; the sandbox when undefined. Throws ToldError. */
  async load(connection: string | Connection | undefined): Promise<Connection> {
    if (connection === undefined || connection === 'sandbox') return sandboxConnection;
    if (connection === 'sandbox-public') return publicSandboxConnection;
    if (typeof connection !== 'string') return check(connection, 'connection');
    const {
      text,
      place,
      problem = 'cannot be read',
    } = await (isName(connection) ? this.store.read(connection) : readNamedFile(connection));
    if (text === undefined)
      throw connectionUnknown(
        `There is no connection ${JSON.stringify(connection)} (${place}: ${problem}).`,
        'Name sandbox, a file in the connections folder, or give the path of a file.',
      );
    const known = this.#parsed.get(place);
    if (known?.text === text) return known.connection;
    const parsed = parse(text, place);
    this.#parsed.set(place, { text, connection: parsed });
    return parsed;
  }
}

/** The names that are built in. */
export const builtInConnections = ['sandbox', 'sandbox-public'];

const utf8 = (place: string): Promise<string> => readRegularText(place, maxJsonBytes);

/** A service reads its connection's file at every call. */
const named = new Map<string, WatchedFile<string>>();

const readNamedFile: ConnectionStore['read'] = async (place) => {
  const file = named.get(place) ?? new WatchedFile(place, (text) => text, utf8);
  named.set(place, file);
  const known = await file.read().catch(() => undefined);
  try {
    // What keeps it from being read is said by the reading itself.
    return { place, text: known ?? (await utf8(place)) };
  } catch (error) {
    return { place, problem: (error as UnreadableFile).message };
  }
};
