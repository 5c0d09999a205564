import type { EventKey, EventStore, KeptEvent } from './stores.js';

/** More events than come within the time that they are kept, from 300 calls a minute. */
const mostEvents = 10_000;

interface Entry extends KeptEvent {
  number: number;
  /** Milliseconds since 1970. */
  at: number;
  uses: Set<string>;
}

const keyOf = ({ orgId, id }: EventKey) => `${orgId} ${id}`;

/** What one process keeps for itself. */
export class MemoryEvents implements EventStore {
  readonly #events = new Map<string, Entry>();
  #end = 0;

  async add(event: KeptEvent): Promise<boolean> {
    const key = keyOf(event);
    if (this.#events.has(key)) return false;
    this.#end += 1;
    this.#events.set(key, { ...event, number: this.#end, at: Date.now(), uses: new Set() });
    if (this.#events.size > mostEvents) this.#events.delete(this.#events.keys().next().value!);
    return true;
  }

  async end(agoMs = 0): Promise<number> {
    if (agoMs === 0) return this.#end;
    const since = Date.now() - agoMs;
    const first = [...this.#events.values()].find(({ at }) => at >= since);
    return first ? first.number - 1 : this.#end;
  }

  async after(orgId: string, end: number): Promise<KeptEvent[]> {
    return [...this.#events.values()].filter((event) => event.orgId === orgId && event.number > end);
  }

  async claim(event: EventKey, use: string): Promise<boolean> {
    const uses = this.#events.get(keyOf(event))?.uses;
    if (uses?.has(use)) return false;
    uses?.add(use);
    return true;
  }

  async sweep(): Promise<number> {
    return 0;
  }
}
