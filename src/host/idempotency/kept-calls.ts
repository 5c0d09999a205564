import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { KeptCall, Result } from '../../../schemas/types.js';
import { type Problem, problem } from '../../ground/problem.js';
import { ToldError } from '../../ground/told-error.js';
import { jsonText } from '../../node-kit/json-text.js';
import { isObject } from '../../schema/schema.js';
import type { CallId, FoundCall, KeptCallStore } from '../../store/stores.js';
import type { Used } from '../../store/usage.js';
import { lostResult } from './lost-result.js';

const idempotencyOtherInput = problem(
  409,
  'idempotency.other-input',
  'The Idempotency-Key was used with another input.',
);
const idempotencyFull = problem(503, 'idempotency.full', 'The service keeps as many calls as it can.');
const idempotencyShare = problem(
  503,
  'idempotency.share',
  'As many calls of the key are kept as its share allows.',
);
const idempotencyUnkept = problem(
  503,
  'idempotency.unkept',
  'The call cannot be kept, so that it is not made.',
);
const idempotencyRunning = problem(
  409,
  'idempotency.running',
  'The first call with this Idempotency-Key has not ended.',
);

/** A repeated call answers with the first Result for so long after the first call began; milliseconds. */
const keepMs = 24 * 60 * 60 * 1000;

/** Kept calls and the bytes of their records; over either, calls with a new Idempotency-Key are answered 503. */
export const keptLimits: Used = { calls: 100_000, bytes: 1024 * 1024 * 1024 };

const sweepMs = 10 * 60 * 1000;

/** After its deadline a call may still take so long to write its result; milliseconds. */
const slackMs = 2000;

/** A call that was kept so shortly ago is nobody else's yet: none is forgotten or taken over within a day; milliseconds. */
const sureMs = 1000;

/** A result that the database could not take is brought again for so long, milliseconds. */
const laterMs = 60_000;

/** The call that a key stands for: one key may be used again for another method. */
export interface Scope {
  /** Hash of the API key, so that a new key of an old name finds nothing of its predecessor's. */
  apiKey: string;
  node: string;
  version: string;
  method: string;
  idempotencyKey: string;
}

export interface FirstCall {
  input: unknown;
  invocationId: string;
  package: Result['package'];
  deadlineMs: number;
  /** `mayStill` is asked right before anything is sent: a process that stood still may be the second one by then. */
  invoke: (mayStill: () => Promise<boolean>) => Promise<Result>;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Object keys in order: the order in which they came means nothing. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
};

const canonical = (value: unknown): string => jsonText(sorted(value));

const otherInput = () =>
  idempotencyOtherInput(
    'This Idempotency-Key was used for the same method with another input.',
    'Use a new Idempotency-Key for a new call.',
  );

/** Makes calls that come with an Idempotency-Key happen once: also when the caller asks again after a restart. */
export class KeptCalls {
  readonly #running = new Map<string, { input: string; result: Promise<Result> }>();
  readonly #timer: NodeJS.Timeout;
  #isClosed = false;

  private constructor(
    private readonly store: KeptCallStore,
    private readonly onError: (error: Error) => void,
    private readonly limits: Used,
    private readonly keys: () => Promise<number>,
  ) {
    this.#timer = setInterval(() => store.sweep(keepMs).catch(onError), sweepMs).unref();
  }

  /**
   * @param onError told of what goes wrong in the store after a call was made.
   * @param keys how many keys share the room.
   */
  static async open(
    store: KeptCallStore,
    onError: (error: Error) => void,
    limits: Used = keptLimits,
    keys: () => Promise<number> = async () => 1,
  ): Promise<KeptCalls> {
    const calls = new KeptCalls(store, onError, limits, keys);
    await store.sweep(keepMs);
    return calls;
  }

  /** The result of the first call with this key: of this one, of one that runs, or of one that was kept. Throws Problem. */
  async run(scope: Scope, call: FirstCall): Promise<{ result: Result; isRepeated: boolean }> {
    const id = sha256(canonical(scope));
    const kept = { id, owner: sha256(scope.apiKey).slice(0, 16) };
    const input = `sha256:${sha256(canonical(call.input))}`;
    const running = this.#running.get(id);
    if (running) {
      if (running.input !== input) throw otherInput();
      return { result: await running.result, isRepeated: true };
    }
    let isRepeated = false;
    const result = this.#first(kept, input, scope, call, () => {
      isRepeated = true;
    });
    this.#running.set(id, { input, result });
    try {
      return { result: await result, isRepeated };
    } finally {
      this.#running.delete(id);
    }
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
  }

  async #first(
    id: CallId,
    input: string,
    scope: Scope,
    call: FirstCall,
    onRepeated: () => void,
  ): Promise<Result> {
    const startedAt = Date.now();
    const record: KeptCall = {
      format: 1,
      input,
      startedAt,
      overAt: startedAt + call.deadlineMs + slackMs,
      invocationId: call.invocationId,
      package: { ...call.package },
    };
    const create = () => this.store.create(id, record).catch(this.#unkept);
    // Most calls are the first ones of their key: nobody is asked for an earlier one before this one stands.
    const noRoom = await this.#noRoom(id.owner);
    if (!noRoom && (await create())) return this.#make(id, record, call);
    const found = await this.#read(id);
    const before = found && this.#before(found, input, scope, call);
    if (before) {
      onRepeated();
      return before;
    }
    if (noRoom) throw noRoom;
    const begun = found ? this.store.takeOver(id, found as KeptCall, record).catch(this.#unkept) : create();
    if (!(await begun)) throw runsElsewhere(call.deadlineMs);
    return this.#make(id, record, call);
  }

  async #read(id: CallId): Promise<FoundCall> {
    return this.store.read(id).catch(this.#unkept);
  }

  /** What cannot be kept is not sent: a second call would not know of it. */
  readonly #unkept = (error: Error): never => {
    this.onError(error);
    throw idempotencyUnkept(
      'The call cannot be kept; nothing was sent.',
      'Try again later, or call without an Idempotency-Key. The log of the service has the reason.',
      60,
    );
  };

  async #make(id: CallId, record: KeptCall, call: FirstCall): Promise<Result> {
    const began = performance.now();
    let result: Result;
    try {
      result = await call.invoke(async () => {
        const isSure = Math.max(Date.now() - record.startedAt, performance.now() - began) < sureMs;
        return Date.now() < record.overAt && (isSure || (await this.store.isStill(id, record)));
      });
    } catch (error) {
      // The engine throws before anything is sent, or it has failed: only the first may be tried again.
      if (error instanceof ToldError) await this.store.remove(id, record).catch(this.onError);
      throw error;
    }
    const keep = () =>
      result.effect !== 'none'
        ? this.store.replace(id, record, { ...record, result: { ...result } })
        : this.store.remove(id, record);
    await keep().catch((error: Error) => {
      this.onError(error);
      void this.#keepLater(keep, error);
    });
    return result;
  }

  /** The answer is not held up. A caller who asks again meanwhile is told that the call runs, then that it is lost. */
  async #keepLater(keep: () => Promise<unknown>, error: Error): Promise<void> {
    const until = Date.now() + laterMs;
    let isAway = error instanceof ToldError && error.kind === 'platform';
    while (isAway && !this.#isClosed && Date.now() < until) {
      await pause(laterMs / 60, undefined, { ref: false });
      isAway = await keep().then(
        () => false,
        () => true,
      );
    }
  }

  /** What is answered instead of a call; undefined when the record is too old to count. */
  #before(found: NonNullable<FoundCall>, input: string, scope: Scope, call: FirstCall): Result | undefined {
    const { node, version, method } = scope;
    const about = { node, version, method, package: call.package };
    if (found === 'unreadable') return lostResult({ ...about, invocationId: call.invocationId });
    if (found.startedAt + keepMs < Date.now()) return undefined;
    if (found.input !== input) throw otherInput();
    if (found.result) return keptResult(found.result as unknown as Result);
    if (Date.now() < found.overAt) throw runsElsewhere(found.overAt - Date.now());
    return lostResult({
      ...about,
      invocationId: found.invocationId,
      package: found.package as unknown as Result['package'],
    });
  }

  /** Why the call cannot be kept: a key may take its part of the room, and leaves one for a key that is yet to come. */
  async #noRoom(owner: string): Promise<Problem | undefined> {
    const { limits, store } = this;
    const isFull = ({ calls, bytes }: Used, parts: number) =>
      calls >= limits.calls / parts || bytes >= limits.bytes / parts;
    if (isFull(store.used(), 1))
      return idempotencyFull(
        'The service keeps as many calls as it can; nothing was sent.',
        'Call without an Idempotency-Key, or try again later.',
        60,
      );
    if (isFull(store.used(owner), (await this.keys()) + 1))
      return idempotencyShare(
        'As many calls of this key are kept as its share of the room allows; nothing was sent.',
        'Call without an Idempotency-Key, or try again later: a call is kept for 24 hours.',
        60,
      );
    return undefined;
  }
}

/** Version 1.0 told no effect, and kept what may have had one. */
const keptResult = (result: Omit<Result, 'effect'> & { effect?: Result['effect'] }): Result => ({
  ...result,
  effect: result.effect ?? (result.type === 'success' ? 'done' : 'possible'),
});

/** Another process, or this one before it was killed, has begun the call: what became of it shows when its time is up. */
const runsElsewhere = (leftMs: number) =>
  idempotencyRunning(
    'The first call with this Idempotency-Key has not ended.',
    'Ask again with the same Idempotency-Key after Retry-After.',
    Math.max(1, Math.ceil(leftMs / 1000)),
  );
