import type { Json, Note } from './method.js';

/** A step's input as a flow holds it: valid, but that any text in it may hold `$(references)` that nobody has filled yet. */
export type Configuration = { [key: string]: Json };

export interface Upgraded {
  configuration: Configuration;
  /** One for each value that does not stand where it stood, as it stood; pointers into the prior configuration. */
  notes: Note[];
}

/**
 * Moves a configuration from the prior version to the one that the file lies beside; `nodes/<node>/<version>/
 * <method>.upgrade.ts` exports one as default. Pure, total on what is valid for the prior version; references stay.
 * A version without such a file takes the configuration as it is.
 */
export type Upgrade = (configuration: Configuration) => Upgraded;
