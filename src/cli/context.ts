import { homedir } from 'node:os';
import { join } from 'node:path';
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

export const createContext = (packDirectory: string): Context => {
  const { WXCC_NODES_HOME, [storeVariable]: url } = process.env;
  return {
    home: WXCC_NODES_HOME || join(homedir(), '.wxcc-nodes'),
    packDirectory,
    ...(url && { store: { url, variable: storeVariable } }),
  };
};
