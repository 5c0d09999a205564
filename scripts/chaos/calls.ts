import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Result } from '../../schemas/types.js';
import { ask, type Fleet, type Reply } from './fleet.js';
import { randomFate, type Upstream } from './upstream.js';

const path = '/v1/nodes/queue-task/v1.3/queue-task';
const queueId = 'c0ffee00-0000-4000-8000-00000000000a';
/** A call that has no answer by then has none, milliseconds. */
const patienceMs = 120_000;

export interface Call {
  taskId: string;
  /** None: the call is made once. */
  idempotencyKey?: string;
  attempts: number;
  result?: Result | undefined;
}

/** Counts by word. */
class Tally {
  readonly counts = new Map<string, number>();

  add(word: string, count = 1): void {
    this.counts.set(word, (this.counts.get(word) ?? 0) + count);
  }

  toString(): string {
    const sorted = [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([word, count]) => `${word} ${count}`).join(', ') || 'none';
  }
}

/** Callers of the services, and what is found wrong with their answers. */
export class Callers {
  readonly calls: Call[] = [];
  readonly kinds = new Tally();
  readonly retries = new Tally();
  readonly faults: string[] = [];

  constructor(
    private readonly fleet: Fleet,
    private readonly upstream: Upstream,
    /** X-Api-Key. */
    private readonly key: string,
  ) {}

  /** Calls one after the other, so many at a time, until `isOver`; each with an Idempotency-Key until it is answered. */
  async callUntil(callers: number, isOver: () => boolean): Promise<void> {
    const caller = async () => {
      while (!isOver()) await this.call({ taskId: randomUUID(), idempotencyKey: randomUUID(), attempts: 0 });
    };
    await Promise.all(Array.from({ length: callers }, caller));
  }

  /** Makes a call whose callback meets a random fate, and looks at what it came to. */
  async call(call: Call): Promise<void> {
    this.calls.push(call);
    this.upstream.fates.set(call.taskId, randomFate());
    call.result = await this.#answered(call);
    if (call.result) this.#judge(call, call.result);
    else this.faults.push(`${call.taskId} was not answered`);
  }

  /** Asks for every call once more: the answer must be the same. */
  async callAgain(): Promise<void> {
    const asked = this.calls.filter(({ result, idempotencyKey }) => result && idempotencyKey);
    const asker = async () => {
      for (let call = asked.pop(); call; call = asked.pop()) {
        const { invocationId, outcome } = call.result!;
        const again = await this.#answered(call);
        if (again?.invocationId !== invocationId || again.outcome !== outcome)
          this.faults.push(
            `${call.taskId} was ${outcome} in ${invocationId}, then ${again?.outcome} in ${again?.invocationId}`,
          );
      }
    };
    await Promise.all(Array.from({ length: 8 }, asker));
    for (const { taskId } of this.calls)
      if ((this.upstream.sent.get(taskId) ?? 0) > 1) this.faults.push(`${taskId} was sent twice`);
  }

  /** One attempt, at any instance. */
  post({ taskId, idempotencyKey }: Call): Promise<Reply> {
    const headers = {
      'Content-Type': 'application/json',
      'X-Api-Key': this.key,
      ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
    };
    const input = { taskId, conversationId: taskId, mediaType: 'chat', mediaChannel: 'web', queueId };
    return ask(this.fleet.any().port, 'POST', path, headers, JSON.stringify(input));
  }

  async #answered(call: Call): Promise<Result | undefined> {
    const until = Date.now() + patienceMs;
    while (Date.now() < until) {
      call.attempts += 1;
      const reply = await this.post(call);
      if ('status' in reply && reply.status === 200) return JSON.parse(reply.text) as Result;
      this.retries.add('status' in reply ? String(reply.status) : reply.failed);
      if ('status' in reply && reply.status !== 409 && reply.status !== 503) {
        this.faults.push(`${call.taskId}: ${reply.status} ${reply.text}`);
        return undefined;
      }
      await pause(50 + 100 * Math.random());
    }
    return undefined;
  }

  #judge({ taskId }: Call, { outcome, effect, outputs, diagnostics }: Result): void {
    const isOf = (wanted: string) => diagnostics.some(({ code }) => code === wanted);
    const isLost = isOf('call.lost');
    // Its connection broke, and it says that it may have had its effect.
    const isCut = isOf('send.cut') && effect === 'possible';
    this.kinds.add(isLost ? 'known as lost' : isCut ? 'cut' : outcome);
    const sent = this.upstream.sent.get(taskId) ?? 0;
    if (sent > 1) this.faults.push(`${taskId} was sent ${sent} times`);
    if (isLost) return;
    const { taskId: told, agentId } = outputs as { taskId?: string; agentId?: string };
    const isRight =
      isCut ||
      (outcome === 'Queued' && sent === 1 && told === taskId && agentId === `agent of ${taskId}`) ||
      (outcome === 'onTimeout' && (effect === 'possible' || sent === 0)) ||
      (effect === 'none' && sent === 0);
    if (!isRight)
      this.faults.push(
        `${taskId}: ${outcome}, ${effect}, sent ${sent}: ${JSON.stringify({ outputs, diagnostics })}`,
      );
  }
}
