import { createHmac, randomUUID } from 'node:crypto';
import type { Agenda } from './clock.js';
import type { Fault } from './faults.js';
import { type Post, posted } from './post.js';

/** A subscription as an organization keeps it. The secret is never told again (documented). */
export interface Subscription {
  id: string;
  orgId: string;
  name: string;
  description?: string;
  eventTypes: string[];
  destinationUrl: string;
  resourceVersion: string;
  status: 'active' | 'inactive';
  secret?: string;
  createdTime: number;
  lastUpdatedTime: number;
}

/** The data of an event of a task; of a message's `channelParams`, which is null when it tells of a failure. */
export interface WebhookData {
  taskId: string;
  channelParams?: unknown;
  [key: string]: unknown;
}

interface CloudEvent {
  id: string;
  specversion: '1.0';
  type: string;
  source: string;
  comciscoorgid: string;
  /** Milliseconds since 1970. */
  comciscotimestamp: number;
  datacontenttype: 'application/json';
  data: WebhookData;
}

export interface WebhookLog {
  url: string;
  event: unknown;
  /** The receiver's status, or the error. */
  answer: number | string;
}

const rememberedPosts = 1000;
const lateMs = 1000;

/** Posts CloudEvents to the organization's subscriptions, signed as Cisco documents for version 2. */
export class Webhooks {
  readonly subscriptions = new Map<string, Subscription>();
  readonly log: WebhookLog[] = [];
  /** Host name of a destination → where it is on this machine: stands for the proxy that the receiver has in front. */
  readonly proxies = new Map<string, string>();

  /** Wait for the next event, to be posted after it. */
  #heldBack: (() => Promise<void>)[] = [];

  /** @param delayMs between the answer and the event. */
  constructor(
    private readonly delayMs: number,
    private readonly agenda: Agenda,
    private readonly post: Post,
  ) {}

  /** Forgets subscriptions and log; the proxies stay. */
  clear(): void {
    this.subscriptions.clear();
    this.log.length = 0;
    this.#heldBack = [];
  }

  /** Has the events of these types posted to an address, as if the organization had subscribed. */
  subscribe(fields: Omit<Subscription, 'id' | 'status' | 'createdTime' | 'lastUpdatedTime'>): void {
    const now = this.agenda.clock.now();
    const one: Subscription = {
      ...fields,
      id: randomUUID(),
      status: 'active',
      createdTime: now,
      lastUpdatedTime: now,
    };
    this.subscriptions.set(one.id, one);
  }

  of(orgId: string): Subscription[] {
    return [...this.subscriptions.values()].filter((one) => one.orgId === orgId);
  }

  /**
   * Tells an event, with the changes that a fault of the call asks for. Resolves when the answer may go out; the event
   * itself usually comes later.
   */
  async schedule(orgId: string, type: string, data: WebhookData, fault: Fault | undefined): Promise<void> {
    const change = fault?.kind === 'callback' || fault?.kind === 'event' ? fault.change : undefined;
    if (change === 'lost') return;
    const told = fault?.kind === 'callback' && change === 'fields' ? { ...data, ...fault.fields } : data;
    const event = this.#event(orgId, change === 'unknown-word' ? `${type}-perhaps` : type, told);
    const publish = () => this.#publish(orgId, type, event);
    if (change === 'before-answer') return publish();
    if (change === 'disordered') {
      this.#heldBack.unshift(publish);
      return;
    }
    const later = (ms: number) => this.agenda.later(ms, () => void this.#withHeld(publish));
    later(change === 'late' ? ((fault as { ms?: number }).ms ?? lateMs) : this.delayMs);
    if (change === 'doubled') later(this.delayMs + 5);
  }

  /** Those that were held back come after this one. */
  async #withHeld(publish: () => Promise<void>): Promise<void> {
    const held = this.#heldBack;
    this.#heldBack = [];
    for (const one of [publish, ...held]) await one();
  }

  #event(orgId: string, type: string, data: WebhookData): CloudEvent {
    return {
      id: randomUUID(),
      specversion: '1.0',
      type,
      source: '',
      comciscoorgid: orgId,
      comciscotimestamp: this.agenda.clock.now(),
      datacontenttype: 'application/json',
      data,
    };
  }

  async #publish(orgId: string, type: string, event: CloudEvent): Promise<void> {
    const receivers = this.of(orgId).filter(
      ({ status, eventTypes }) => status === 'active' && eventTypes.includes(type),
    );
    await Promise.all(
      receivers.map((one) => this.#send(one, { ...event, source: `/com/cisco/wxcc/${one.id}` })),
    );
  }

  async #send({ destinationUrl, secret, resourceVersion }: Subscription, event: CloudEvent): Promise<void> {
    const text = JSON.stringify(event);
    const reached = this.#reached(destinationUrl);
    const answer =
      reached === undefined
        ? 'No proxy stands for this host.'
        : await posted(this.post, reached, text, {
            'X-WebexCC-Timestamp': String(event.comciscotimestamp),
            'X-WebexCC-Webhook-Version': resourceVersion,
            ...(secret !== undefined && {
              'X-WebexCC-Signature': createHmac('sha256', secret).update(text).digest('hex'),
            }),
          });
    this.log.push({ url: destinationUrl, event, answer });
    if (this.log.length > rememberedPosts) this.log.shift();
  }

  /** Nothing leaves this machine. */
  #reached(destinationUrl: string): string | undefined {
    const { host, pathname } = new URL(destinationUrl);
    const target = this.proxies.get(host);
    return target && target.replace(/\/$/, '') + pathname;
  }
}
