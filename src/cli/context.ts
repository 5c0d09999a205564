import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { toldError } from '../ground/told-error.js';
import type { StoreAddress } from '../store/stores.js';

const storeVariable = 'WXCC_NODES_STORE';

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

export const createContext = (packDirectory: string): Context => {
  const { [storeVariable]: url } = process.env;
  return {
    // Looked up when it is needed, where a command can tell what is wrong.
    get home() {
      return homeFolder();
    },
    packDirectory,
    ...(url && { store: { url, variable: storeVariable } }),
  };
};
