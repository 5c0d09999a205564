import type { Edge, Graph } from '../graph.js';

/** A set of facts, one bit each. */
export class Facts {
  constructor(private readonly words: Uint32Array) {}

  static none(size: number): Facts {
    return new Facts(new Uint32Array(Math.ceil(size / 32)));
  }

  has(fact: number): boolean {
    return ((this.words[fact >> 5]! >>> (fact & 31)) & 1) === 1;
  }

  with(facts: Iterable<number>): Facts {
    const words = this.words.slice();
    for (const fact of facts) words[fact >> 5]! |= 1 << (fact & 31);
    return new Facts(words);
  }

  /** Keeps what the other has too; tells whether anything went. */
  keep(other: Facts): boolean {
    let changed = false;
    for (let at = 0; at < this.words.length; at += 1) {
      const kept = this.words[at]! & other.words[at]!;
      if (kept >>> 0 !== this.words[at]! >>> 0) changed = true;
      this.words[at] = kept;
    }
    return changed;
  }

  copy(): Facts {
    return new Facts(this.words.slice());
  }
}

export interface FactFlow {
  /** How many facts there are. */
  size: number;
  /** What holds when the first step is entered. */
  initial: Iterable<number>;
  /** What a step adds on the way out by an edge. */
  added: (edge: Edge) => Iterable<number>;
}

/** What holds on every path when a step is entered; undefined for a step that no path reaches. */
export const definiteFacts = (graph: Graph, { size, initial, added }: FactFlow): (Facts | undefined)[] => {
  const before: (Facts | undefined)[] = graph.leaving.map(() => undefined);
  if (graph.first === undefined) return before;
  before[graph.first] = Facts.none(size).with(initial);
  const work = [graph.first];
  for (let place = work.pop(); place !== undefined; place = work.pop())
    for (const edge of graph.leaving[place]!) {
      if (edge.to === undefined) continue;
      const after = before[place]!.with(added(edge));
      const there = before[edge.to];
      if (there === undefined) before[edge.to] = after.copy();
      else if (!there.keep(after)) continue;
      work.push(edge.to);
    }
  return before;
};
