import type { Agenda } from './clock.js';
import type { TaskEvent } from './events.js';
import type { EventFault } from './faults.js';
import { type Post, posted } from './post.js';

export interface EventLog {
  event: TaskEvent;
  /** Each subscriber's status, or the error. */
  answers: (number | string)[];
  /** What a fault made of it. */
  fault?: string;
}

/** How late a late event is when the order does not say, milliseconds. */
const lateMs = 1000;

/** Posts the WxCC Task v2 events to whoever has subscribed, once, in order, unless a fault is ordered. */
export class EventPoster {
  readonly log: EventLog[] = [];
  readonly #urls = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();
  /** Wait for the next event, to be posted after it. */
  #heldBack: EventLog[] = [];

  constructor(
    private readonly post: Post,
    private readonly agenda: Agenda,
  ) {}

  subscribe(url: string): void {
    this.#urls.add(url);
  }

  /** Forgets subscribers and log. */
  clear(): void {
    this.#urls.clear();
    this.log.length = 0;
    this.#heldBack = [];
  }

  subscriptions(): string[] {
    return [...this.#urls];
  }

  /** When all that was to be posted by now has been. */
  async settled(): Promise<void> {
    await this.#last;
  }

  publish(event: TaskEvent, fault: EventFault | undefined): void {
    const entry: EventLog = { event, answers: [] };
    this.log.push(entry);
    if (this.log.length > 1000) this.log.shift();
    if (!fault) {
      this.#sendWithHeld(entry);
      return;
    }
    entry.fault = fault.change;
    if (fault.change === 'late') this.agenda.later(fault.ms ?? lateMs, () => this.#sendWithHeld(entry));
    else if (fault.change === 'doubled') for (const one of [entry, entry]) this.#sendWithHeld(one);
    else if (fault.change === 'disordered') this.#heldBack.unshift(entry);
  }

  #sendWithHeld(entry: EventLog): void {
    const held = this.#heldBack;
    this.#heldBack = [];
    for (const one of [entry, ...held]) this.#send(one);
  }

  #send(entry: EventLog): void {
    this.#last = this.#last.then(async () => {
      for (const url of this.#urls)
        entry.answers.push(await posted(this.post, url, JSON.stringify(entry.event)));
    });
  }
}
