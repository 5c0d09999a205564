import { randomUUID } from 'node:crypto';
import type { CallbackSender } from './callback-sender.js';
import type { AuditEntry } from './config-api/audit-logs.js';
import { ApiError } from './envelopes.js';
import type { EventPoster } from './event-poster.js';
import { eventsRoute, type Fault, type Faults } from './faults.js';
import type { OAuthServer } from './oauth/oauth-server.js';
import { actions } from './participants.js';
import type { Task, TaskFields } from './tasks.js';
import type { Webhooks } from './webhooks.js';
import type { World } from './world.js';

export interface CallLog {
  method: string;
  url: string;
  status: number;
  /** What the call did, or why nothing. */
  effect?: string;
  /** As received; headers are left out. */
  body?: unknown;
}

interface Surroundings {
  worlds: ReadonlyMap<string, World>;
  faults: Faults;
  callbacks: CallbackSender;
  events: EventPoster;
  webhooks: Webhooks;
  calls: CallLog[];
  /** Those with a name can have faults. */
  routes: readonly { name?: string }[];
  oauth: () => OAuthServer;
  /** Told when somebody did something that is to be seen. */
  changed: () => void;
}

/** What tells how a message fared, by resource (documented). */
const messageEvents = {
  'task:1.0.0': ['task:new', 'task:failed'],
  'task-message:1.0.0': ['task-message:appended', 'task-message:append-failed'],
};

const defaultTask = (): TaskFields => ({
  id: randomUUID(),
  conversationId: randomUUID(),
  mediaType: 'chat',
  mediaChannel: 'web',
  origin: 'customer-1',
  destination: 'OR06143228',
  customerId: 'customer-1',
  customerName: 'Ada',
  direction: 'inbound',
  overrideDefaultClose: true,
});

/**
 * What people do at the contact centre, and what tests arrange; never a node. `orgId` is the first organization when
 * left out. Throws ApiError for what cannot be done, in the sandbox's own words.
 */
export class People {
  constructor(private readonly surroundings: Surroundings) {}

  /** Everything there is to see. */
  state(orgId?: string) {
    const { faults, events, webhooks, calls, callbacks, oauth } = this.surroundings;
    return {
      ...this.#world(orgId).describe(),
      faults: faults.list(),
      subscriptions: events.subscriptions(),
      events: events.log,
      webhooks: webhooks.log,
      calls,
      callbacks: callbacks.log,
      oauth: oauth().describe(),
    };
  }

  /** Tasks that are not over. */
  openTasks(orgId?: string): Task[] {
    return [...this.#world(orgId).tasks.values()].filter(({ state }) => state !== 'closed');
  }

  /** Ids of the agents. */
  agents(orgId?: string): string[] {
    return [...this.#world(orgId).agents.keys()];
  }

  /** Somebody does something in Webex Connect. */
  audit(entry: AuditEntry, orgId?: string): void {
    this.#world(orgId).auditLog.push(entry);
  }

  addTask(fields: Partial<TaskFields> = {}, orgId?: string): Task {
    const world = this.#world(orgId);
    if (fields.id !== undefined && world.tasks.has(fields.id))
      throw new ApiError(409, `There is a task ${fields.id} already.`);
    const task = world.addTask({ ...defaultTask(), ...fields });
    this.surroundings.changed();
    return task;
  }

  /**
   * Connects, adds or removes an agent, transfers to one or to a queue, declines, does not answer (rona) or closes; the
   * first agent acts when none is named.
   */
  act(taskId: string, action: string, agentId?: string, orgId?: string, queueId?: string): Task {
    const world = this.#world(orgId);
    const task = world.tasks.get(taskId);
    const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (!task) throw new ApiError(404, `There is no task ${taskId}.`);
    if (!act)
      throw new ApiError(404, `There is no action ${action}; known: ${Object.keys(actions).join(', ')}.`);
    if (queueId !== undefined && action !== 'transfer')
      throw new ApiError(400, `A queueId belongs to transfer, not to ${action}.`);
    if (queueId !== undefined && agentId !== undefined)
      throw new ApiError(400, 'A transfer goes to an agent or to a queue: give agentId or queueId.');
    const refused = act(world, task, agentId ?? [...world.agents.keys()][0]!, queueId);
    if (refused) throw new ApiError(409, refused);
    this.surroundings.changed();
    return task;
  }

  /** The next calls of a route have this fault; * is every route, 0 times all calls from now on. */
  order(route: string, fault: Fault, times = 1): void {
    const named = this.surroundings.routes.flatMap(({ name }) => name ?? []);
    const known = new Set([...named, eventsRoute, '*']);
    if (!known.has(route))
      throw new ApiError(400, `There is no route ${route}; known: ${[...known].join(', ')}.`);
    if ((fault.kind === 'event') !== (route === eventsRoute))
      throw new ApiError(
        400,
        `A fault of kind ${fault.kind} does nothing on the route ${route}: the route events takes the kind event, and no other route does.`,
      );
    this.surroundings.faults.order({ route, fault, times });
    this.surroundings.changed();
  }

  clearOrders(): void {
    this.surroundings.faults.clear();
    this.surroundings.changed();
  }

  /** Has the WxCC Task v2 events posted to an address. */
  subscribe(url: string): void {
    this.surroundings.events.subscribe(url);
  }

  /** When the events that there are by now have been posted. */
  eventsPosted(): Promise<void> {
    return this.surroundings.events.settled();
  }

  /** Has the public APIs' events of messages posted to an address, signed with a secret. */
  subscribeToMessages(destinationUrl: string, secret: string, orgId?: string): void {
    const { webhooks } = this.surroundings;
    const shared = { orgId: this.#world(orgId).orgId, destinationUrl, secret };
    for (const [resourceVersion, eventTypes] of Object.entries(messageEvents))
      webhooks.subscribe({ ...shared, name: resourceVersion, resourceVersion, eventTypes });
  }

  /** Has events for a host posted to an address of this machine, as the proxy does that stands before a receiver. */
  proxy(host: string, target: string): void {
    this.surroundings.webhooks.proxies.set(host, target);
  }

  #world(orgId: string | undefined): World {
    const { worlds } = this.surroundings;
    const world = orgId === undefined ? [...worlds.values()][0] : worlds.get(orgId);
    if (!world) throw new ApiError(404, `There is no organization ${orgId}.`);
    return world;
  }
}
