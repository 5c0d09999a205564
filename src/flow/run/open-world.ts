import type { Engine } from '../../engine/engine.js';
import type { World } from './world.js';

/** Gives worlds, each as if nothing had happened in it yet. One run at a time. */
export interface WorldSource {
  open(seed: number): Promise<World>;
  close(): Promise<void>;
}

/** Gives a source of worlds in which the packages of an engine run. */
export type OpenWorlds = (engine: Engine) => WorldSource;
