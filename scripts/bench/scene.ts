import type { Greedy } from './greedy-caller.js';

/** In each turn. */
export const smallCalls = 20;

/** A door, somebody who asks for little there, and those who ask for the worst. */
export interface Scene {
  /** The 99th percentile of what the small calls take, milliseconds. */
  small: () => Promise<number>;
  /** The longest that the event loop of the door stood still since this was asked last, milliseconds. */
  stall?: () => Promise<number>;
  greedy: Record<string, () => Greedy>;
  close: () => Promise<void>;
}
