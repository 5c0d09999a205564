import type { TaskEvent } from './events.js';

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

  subscribe(url: string): void {
    this.#urls.add(url);
  }

  subscriptions(): string[] {
    return [...this.#urls];
  }

  publish(event: TaskEvent): void {
    const entry: EventLog = { event, answers: [] };
    this.log.push(entry);
    if (this.log.length > 1000) this.log.shift();
    this.#last = this.#last.then(async () => {
      for (const url of this.#urls) entry.answers.push(await post(url, event));
    });
  }
}

const post = (url: string, event: TaskEvent): Promise<number | string> =>
  fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(event),
    redirect: 'error',
    signal: AbortSignal.timeout(5000),
  }).then(
    ({ status }) => status,
    (error: Error) => error.message,
  );
