import { homedir } from 'node:os';
import { join } from 'node:path';

/** What every command needs to know of its surroundings. */
export interface Context {
  /** $WXCC_NODES_HOME, else ~/.wxcc-nodes: catalog, connections and authorizations. */
  home: string;
  /** dist/: the packages built with the pack. */
  packDirectory: string;
}

export const createContext = (packDirectory: string): Context => ({
  home: process.env.WXCC_NODES_HOME || join(homedir(), '.wxcc-nodes'),
  packDirectory,
});
