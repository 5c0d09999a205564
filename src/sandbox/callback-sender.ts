import type { Agenda } from './clock.js';
import type { Fault } from './faults.js';
import { type Post, posted } from './post.js';

export interface CallbackLog {
  url: string;
  body: unknown;
  /** The listener's status, or the error. */
  answer: number | string;
}

/** What a failure tells besides its reason. */
const idOf = ({ id, transId }: { [key: string]: unknown }) => (transId === undefined ? { id } : { transId });

/** What a success tells, no failure does. */
const basisOf = (body: Record<string, unknown>, fields: Record<string, unknown> = {}) =>
  fields.status === 'failed' && body.status !== 'failed' ? idOf(body) : body;

/** Posts the asynchronous results, with the changes that a fault asks for. */
export class CallbackSender {
  readonly log: CallbackLog[] = [];

  /** @param delayMs between the answer and the callback. */
  constructor(
    private readonly delayMs: number,
    private readonly agenda: Agenda,
    private readonly post: Post,
  ) {}

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
          { ...idOf(body), status: 'failed', reason: fault.reason ?? 'Ordered fault.' },
          this.delayMs,
        );
      case 'fields':
        return this.#later(url, { ...basisOf(body, fault.fields), ...fault.fields }, this.delayMs);
      case 'unreadable-first':
        await this.#post(url, '<html>');
        return this.#later(url, body, this.delayMs);
    }
  }

  #later(url: string, body: unknown, ms: number): void {
    this.agenda.later(ms, () => void this.#post(url, body));
  }

  async #post(url: string, body: unknown): Promise<void> {
    const answer = await posted(this.post, url, typeof body === 'string' ? body : JSON.stringify(body));
    this.log.push({ url, body, answer });
    if (this.log.length > 1000) this.log.shift();
  }
}
