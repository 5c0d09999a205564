import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeText } from '../ground/decode-text.js';
import { follow } from '../ground/pointer.js';
import { jsonValue } from '../ground/read-json.js';
import { toldError } from '../ground/told-error.js';
import type { EventBody, Json } from '../node-kit/method.js';
import { MemoryEvents } from '../store/memory-events.js';
import type { EventKey, EventStore, KeptEvent } from '../store/stores.js';

const eventSubscription = toldError(
  'operator',
  'event.subscription',
  'Nobody has subscribed to the events that the method waits for.',
);

/** Characters of an event's id. */
const longestId = 300;

/** Between two looks at a store that nobody shares, milliseconds. */
const lookMs = 250;

/** Older than this, an event is refused (documented). Milliseconds. */
const staleMs = 5 * 60 * 1000;

/**
 * What became of an event: kept; once more; for a connection that has no subscription; not signed, or not with its
 * secret; too old, or with another moment in its header than in its body; of another organization; or not to be read.
 */
export type ReceivedEvent = 'taken' | 'repeated' | 'unknown' | 'forged' | 'stale' | 'foreign' | 'unreadable';

/** By what the events of a connection are known to be its own. */
interface EventProof {
  /** Of the connection's subscriptions. */
  secret: string;
  orgId: string;
}

/** Who has subscribed to events. */
export interface Subscribers {
  /** The proof for a connection, by its name; none where nobody has subscribed. */
  proofOf(connection: string): Promise<EventProof | undefined>;
  /** Whether the events of an organization come to any connection here. */
  isSubscribed(orgId: string): Promise<boolean>;
}

const nobody: Subscribers = { proofOf: async () => undefined, isSubscribed: async () => false };

/** Header and body of a post, as they came. */
export interface PostedEvent {
  connection: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Which event a call waits for. */
export interface AwaitedEvent {
  orgId: string;
  /** Where the events ended when the call began. */
  end: number;
  isOurs: (body: EventBody) => boolean;
  signal: AbortSignal;
}

/** HMAC-SHA256 of the raw body, in hexadecimal digits (documented). */
const isSigned = (body: Buffer, secret: string, signature: unknown): boolean => {
  if (typeof signature !== 'string' || !/^[0-9a-f]{64}$/i.test(signature)) return false;
  const right = createHmac('sha256', secret).update(body).digest();
  return timingSafeEqual(right, Buffer.from(signature, 'hex'));
};

const parsed = (body: Buffer): Json | undefined => {
  try {
    return jsonValue(decodeText(body));
  } catch {
    return undefined;
  }
};

/** The events of organizations, and the calls that wait for one. Knows nothing of HTTP but the names of headers. */
export class Events {
  readonly #waiting = new Set<(event: KeptEvent) => void>();

  /**
   * @param now milliseconds since 1970.
   * @param subscribers nobody has subscribed when left out.
   */
  constructor(
    private readonly store: EventStore = new MemoryEvents(),
    private readonly subscribers: Subscribers = nobody,
    private readonly now: () => number = Date.now,
  ) {}

  /** Whether anybody has subscribed for a connection. */
  async isKnown(connection: string): Promise<boolean> {
    return (await this.subscribers.proofOf(connection)) !== undefined;
  }

  /** Throws ToldError where a call would wait in vain. */
  async checkSubscribed(orgId: string): Promise<void> {
    if (await this.subscribers.isSubscribed(orgId)) return;
    throw eventSubscription(
      `The outcome comes with an event, and nobody here has subscribed to those of the organization ${orgId}; nothing was sent.`,
      'Subscribe with `wxcc-nodes subscription add <connection>`.',
    );
  }

  /** Takes what was posted for a connection. Rejects when it cannot be kept: its sender may try again. */
  async receive({ connection, headers, body }: PostedEvent): Promise<ReceivedEvent> {
    const proof = await this.subscribers.proofOf(connection);
    if (!proof) return 'unknown';
    if (!isSigned(body, proof.secret, headers['x-webexcc-signature'])) return 'forged';
    const event = parsed(body);
    const [id, type, at, orgId] = ['id', 'type', 'comciscotimestamp', 'comciscoorgid'].map((name) =>
      follow(event, [name]),
    );
    if (typeof id !== 'string' || id === '' || id.length > longestId || typeof type !== 'string')
      return 'unreadable';
    const isNow = Math.abs(this.now() - Number(at)) <= staleMs;
    if (!isNow || String(at) !== headers['x-webexcc-timestamp']) return 'stale';
    if (orgId !== proof.orgId) return 'foreign';
    return this.take({ id, orgId: proof.orgId, body: body.toString('utf8') });
  }

  /** Takes what is proven to be an event. */
  async take(event: KeptEvent): Promise<ReceivedEvent> {
    if (!(await this.store.add(event))) return 'repeated';
    for (const tell of this.#waiting) tell(event);
    return 'taken';
  }

  /** Where the events ended so many milliseconds ago; now when left out: what a call waits for comes after. */
  end(agoMs?: number): Promise<number> {
    return this.store.end(agoMs);
  }

  /** Those of an organization that are kept and came after an end, oldest first. */
  kept({ orgId, end }: Pick<AwaitedEvent, 'orgId' | 'end'>): Promise<KeptEvent[]> {
    return this.store.after(orgId, end);
  }

  /** Notes that an event is put to a use; false when it was before, by whichever process. */
  claim(event: EventKey, use: string): Promise<boolean> {
    return this.store.claim(event, use);
  }

  /**
   * Each event of an organization that comes after an end, once, wherever it arrives, until the signal.
   * @param onError told while the store does not answer; the next look finds what was missed.
   */
  async *after(
    { orgId, end, signal }: Pick<AwaitedEvent, 'orgId' | 'end' | 'signal'>,
    onError: (error: Error) => void,
  ): AsyncGenerator<KeptEvent> {
    let told = new Set<string>();
    while (!signal.aborted) {
      const events = await this.store.after(orgId, end).catch(onError);
      for (const event of events ?? []) if (!told.has(event.id)) yield event;
      // What the store no longer gives does not come again.
      if (events) told = new Set(events.map(({ id }) => id));
      await pause(this.store.everyMs ?? lookMs, undefined, { signal }).catch(() => {});
    }
  }

  /** The first event that is the call's, wherever it arrives and whatever came before it. Rejects with the signal's reason. */
  wait({ orgId, end, isOurs, signal }: AwaitedEvent): Promise<EventBody> {
    return new Promise<EventBody>((resolve, reject) => {
      // Each look brings all events since the call began: one that was none of its own is not read again.
      const told = new Set<string>();
      const tell = (event: KeptEvent) => {
        if (event.orgId !== orgId || told.has(event.id)) return;
        told.add(event.id);
        const body = parsed(Buffer.from(event.body));
        if (body === undefined || !isOurs(body)) return;
        stop();
        resolve(body);
      };
      const look = () =>
        this.store.after(orgId, end).then(
          (events) => events.forEach(tell),
          // The next look finds what this one did not.
          () => {},
        );
      const { everyMs } = this.store;
      const looking = everyMs === undefined ? undefined : setInterval(look, everyMs);
      const abort = () => {
        stop();
        reject(signal.reason);
      };
      const stop = () => {
        clearInterval(looking);
        this.#waiting.delete(tell);
        signal.removeEventListener('abort', abort);
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.add(tell);
      void look();
    });
  }
}
