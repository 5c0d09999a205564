import type { TaskEvent } from './events.js';
import { type Post, posted } from './post.js';

export interface EventLog {
  event: TaskEvent;
  /** Each subscriber's status, or the error. */
  answers: (number | string)[];
}

/** Posts the WxCC Task v2 events to whoever has subscribed, once, in order. */
export class EventPoster {
  readonly log: EventLog[] = [];
  readonly #urls = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly post: Post) {}

  subscribe(url: string): void {
    this.#urls.add(url);
  }

  /** Forgets subscribers and log. */
  clear(): void {
    this.#urls.clear();
    this.log.length = 0;
  }

  subscriptions(): string[] {
    return [...this.#urls];
  }

  publish(event: TaskEvent): void {
    const entry: EventLog = { event, answers: [] };
    this.log.push(entry);
    if (this.log.length > 1000) this.log.shift();
    this.#last = this.#last.then(async () => {
      for (const url of this.#urls) entry.answers.push(await posted(this.post, url, JSON.stringify(event)));
    });
  }
}
