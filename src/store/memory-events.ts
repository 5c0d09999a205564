import type { EventStore, KeptEvent } from './stores.js';

/** More events than come within the time that they are kept, from 300 calls a minute. */
const mostEvents = 10_000;

/** What one process keeps for itself. */
export class MemoryEvents implements EventStore {
  readonly #events = new Map<string, KeptEvent & { number: number }>();
  #end = 0;

  async add(event: KeptEvent): Promise<boolean> {
    const key = `${event.orgId} ${event.id}`;
    if (this.#events.has(key)) return false;
    this.#end += 1;
    this.#events.set(key, { ...event, number: this.#end });
    if (this.#events.size > mostEvents) this.#events.delete(this.#events.keys().next().value!);
    return true;
  }

  async end(): Promise<number> {
    return this.#end;
  }

  async after(orgId: string, end: number): Promise<KeptEvent[]> {
    return [...this.#events.values()].filter((event) => event.orgId === orgId && event.number > end);
  }

  async sweep(): Promise<number> {
    return 0;
  }
}
