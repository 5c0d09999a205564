import { appendPointer } from '../ground/pointer.js';
import { canonicalOutcome } from './outcomes.js';
import { type Flow, type Transition, transitionsOf } from './types.js';

/** A transition between steps, by their places in the file. */
export interface Edge {
  from: number;
  /** In the spelling that people read. */
  outcome: string;
  /** The step that it leads to; undefined for an End, and for a step that does not exist. */
  to: number | undefined;
  /** The reference as it is written; undefined for an End. */
  leadsTo: string | undefined;
  pointer: string;
}

/** The steps of a flow as a graph. A reference that leads nowhere has no edge to follow. */
export interface Graph {
  edges: Edge[];
  /** The edges that leave each step. */
  leaving: Edge[][];
  /** The first step; undefined when the start leads nowhere. */
  first: number | undefined;
  /** The place of the step that a name or an id means. */
  placeOf: (reference: string) => number | undefined;
}

export const graphOf = (flow: Flow): Graph => {
  const places = new Map<string, number>();
  for (const key of ['name', 'id'] as const)
    for (const [place, step] of flow.steps.entries())
      if (!places.has(step[key])) places.set(step[key], place);
  const placeOf = (reference: string) => places.get(reference);
  const leaving = flow.steps.map((step, from) => {
    const base = `/steps/${from}/transitions`;
    return Object.entries(transitionsOf(step)).map(
      ([outcome, transition]: [string, Transition]): Edge => ({
        from,
        outcome: canonicalOutcome(outcome),
        to: 'to' in transition ? placeOf(transition.to) : undefined,
        leadsTo: 'to' in transition ? transition.to : undefined,
        pointer: appendPointer(base, outcome),
      }),
    );
  });
  return { edges: leaving.flat(), leaving, first: placeOf(flow.start.to), placeOf };
};

/** Groups of steps that can all be reached from one another; a step alone counts when it leads to itself. */
export const cyclesOf = (size: number, leaving: (place: number) => number[]): number[][] => {
  const index = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const onStack = new Uint8Array(size);
  const stack: number[] = [];
  const cycles: number[][] = [];
  let counter = 0;
  const open = (place: number) => {
    index[place] = low[place] = counter;
    counter += 1;
    stack.push(place);
    onStack[place] = 1;
    return { place, next: leaving(place), at: 0 };
  };
  const close = (place: number) => {
    if (low[place] !== index[place]) return;
    const group = stack.splice(stack.lastIndexOf(place));
    for (const member of group) onStack[member] = 0;
    if (group.length > 1 || leaving(place).includes(place)) cycles.push(group.sort((a, b) => a - b));
  };
  // Tarjan's algorithm without recursion: a flow may be one long chain.
  for (let root = 0; root < size; root += 1) {
    if (index[root] !== -1) continue;
    const work = [open(root)];
    for (let frame = work.at(-1); frame; frame = work.at(-1)) {
      if (frame.at < frame.next.length) {
        const to = frame.next[frame.at]!;
        frame.at += 1;
        if (index[to] === -1) work.push(open(to));
        else if (onStack[to]) low[frame.place] = Math.min(low[frame.place]!, index[to]!);
        continue;
      }
      work.pop();
      close(frame.place);
      const parent = work.at(-1);
      if (parent) low[parent.place] = Math.min(low[parent.place]!, low[frame.place]!);
    }
  }
  return cycles;
};
