import type { Scenario } from '../../../schemas/types.js';
import type { Engine } from '../../engine/engine.js';
import type { StagedWorld } from './world.js';

/** Gives worlds, each as if nothing had happened in it yet. One run at a time. */
export interface WorldSource {
  open(seed: number): Promise<StagedWorld>;
  close(): Promise<void>;
}

/**
 * Gives a source of worlds in which the packages of an engine run, and which begin with what a scenario says; with the
 * usual organization when left out.
 */
export type OpenWorlds = (engine: Engine, scenario?: Scenario) => WorldSource;
