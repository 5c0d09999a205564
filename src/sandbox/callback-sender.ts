import type { Fault } from './faults.js';

export interface CallbackLog {
  url: string;
  body: unknown;
  /** The listener's status, or the error. */
  answer: number | string;
}

/** Posts the asynchronous results, with the changes that a fault asks for. */
export class CallbackSender {
  readonly log: CallbackLog[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  /** @param delayMs between the answer and the callback. */
  constructor(private readonly delayMs: number) {}

  /** Resolves when the answer may go out; the callback itself usually comes later. */
  async schedule(
    url: string,
    body: { status: string; [key: string]: unknown },
    fault: Fault | undefined,
  ): Promise<void> {
    if (fault?.kind !== 'callback') return this.#later(url, body, this.delayMs);
    switch (fault.change) {
      case 'lost':
        return;
      case 'doubled':
        this.#later(url, body, this.delayMs);
        return this.#later(url, body, this.delayMs + 5);
      case 'late':
        return this.#later(url, body, fault.ms ?? 1000);
      case 'before-answer':
        return this.#post(url, body);
      case 'unknown-word':
        return this.#later(url, { ...body, status: 'perhaps' }, this.delayMs);
      case 'failed':
        return this.#later(
          url,
          { ...body, status: 'failed', reason: fault.reason ?? 'Ordered fault.' },
          this.delayMs,
        );
      case 'fields':
        return this.#later(url, { ...body, ...fault.fields }, this.delayMs);
      case 'unreadable-first':
        await this.#post(url, '<html>');
        return this.#later(url, body, this.delayMs);
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #later(url: string, body: unknown, ms: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#post(url, body);
    }, ms);
    this.#timers.add(timer);
  }

  async #post(url: string, body: unknown): Promise<void> {
    if (this.#stopped) return;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: text,
      redirect: 'error',
      signal: AbortSignal.timeout(5000),
    }).then(
      ({ status }) => status,
      (error: Error) => error.message,
    );
    this.log.push({ url, body, answer });
    if (this.log.length > 1000) this.log.shift();
  }
}
