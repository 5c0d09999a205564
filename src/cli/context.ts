import { homedir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../engine/engine.js';

/** What every command needs to know of its surroundings. */
export interface Context {
  /** $WXCC_NODES_HOME, else ~/.wxcc-nodes: catalog and connections. */
  home: string;
  /** dist/: the packages built with the pack. */
  packDirectory: string;
}

export const createContext = (packDirectory: string): Context => ({
  home: process.env.WXCC_NODES_HOME || join(homedir(), '.wxcc-nodes'),
  packDirectory,
});

/** Runs with an engine that is closed afterwards, whatever happens. */
export const withEngine = async <Type>(
  context: Context,
  work: (engine: Engine) => Promise<Type>,
): Promise<Type> => {
  const engine = new Engine(context);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
};
