import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { toldError } from '../ground/told-error.js';
import type { DatabaseAddress, StoreAddress } from '../store/stores.js';

const storeVariable = 'WXCC_NODES_STORE';
const listenVariable = 'WXCC_NODES_STORE_LISTEN';

/** What every command needs to know of its surroundings. */
export interface Context {
  /** $WXCC_NODES_HOME, else ~/.wxcc-nodes: catalog, connections and authorizations. */
  home: string;
  /** dist/: the packages built with the pack. */
  packDirectory: string;
  /** --store, else $WXCC_NODES_STORE: a database that keeps what the home would. */
  store?: StoreAddress;
}

const noHome = toldError('operator', 'home.none', 'There is no home folder to keep anything in.');

/** Throws ToldError: a home that is no whole path would put secrets into whatever folder the command is run in. */
const homeFolder = (): string => {
  const { WXCC_NODES_HOME } = process.env;
  if (WXCC_NODES_HOME) return resolve(WXCC_NODES_HOME);
  let home = '';
  try {
    home = homedir();
  } catch {
    // There is no HOME, and the system knows of none for this user.
  }
  if (isAbsolute(home)) return join(home, '.wxcc-nodes');
  throw noHome(
    `HOME is ${home === '' ? 'empty or not known' : 'no whole path'}, so that there is no home folder.`,
    'Set WXCC_NODES_HOME to a folder of yours.',
  );
};

/** The address that a variable holds; none when it is not set. */
const addressIn = (variable: string): DatabaseAddress | undefined => {
  const { [variable]: url } = process.env;
  return url ? { url, variable } : undefined;
};

/** Where the database tells what it is asked to: `--store-listen`, else a variable, else where the rest is. */
export const listenAddress = (url: string | undefined): DatabaseAddress | undefined =>
  url === undefined ? addressIn(listenVariable) : { url };

export const createContext = (packDirectory: string): Context => {
  const store = addressIn(storeVariable);
  return {
    // Looked up when it is needed, where a command can tell what is wrong.
    get home() {
      return homeFolder();
    },
    packDirectory,
    ...(store && { store }),
  };
};
