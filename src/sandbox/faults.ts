import { once } from 'node:events';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Agenda } from './clock.js';
import { type Envelope, errorBody } from './envelopes.js';

/** What goes wrong with the next calls of a route. */
export type Fault =
  | { kind: 'status'; status: number; envelope?: Envelope; retryAfter?: number }
  | { kind: 'delay'; ms: number }
  /** The connection breaks before the answer. */
  | { kind: 'cut' }
  /** The connection breaks in the middle of the answer. */
  | { kind: 'cut-body' }
  /** The answer is HTML. */
  | { kind: 'garbage' }
  /** The answer is JSON that ends too early. */
  | { kind: 'truncated' }
  /** The answer has this body instead of the right one. */
  | { kind: 'body'; body: unknown }
  /** The answer is two megabytes long. */
  | { kind: 'oversized' }
  /** The next event to the subscribers, ordered for the route `events`. */
  | { kind: 'event'; change: EventChange; ms?: number }
  | {
      kind: 'callback';
      change: CallbackChange;
      ms?: number;
      reason?: string;
      /** What replaces the callback's own members, for the change `fields`. */
      fields?: Record<string, unknown>;
    };

/** An event is not posted, posted twice, later, or after the next one. */
export const eventChanges = ['lost', 'doubled', 'late', 'disordered'] as const;
export type EventChange = (typeof eventChanges)[number];

export const callbackChanges = [
  'lost',
  'doubled',
  'late',
  'before-answer',
  'unknown-word',
  'unreadable-first',
  'failed',
  'fields',
] as const;
export type CallbackChange = (typeof callbackChanges)[number];

export type EventFault = Extract<Fault, { kind: 'event' }>;

export type FaultKind = Fault['kind'];

export interface FaultOrder {
  /** The name of a route, `events`, or * for all calls. */
  route: string;
  fault: Fault;
  /** How many calls; 0 means all from now on. */
  times: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    fault?: Fault;
  }
  interface FastifyContextConfig {
    /** What an order of faults names; only such routes have faults. */
    route?: string;
  }
}

/** The route that an order for the events names; they are no calls. */
export const eventsRoute = 'events';

/** The faults that are ordered, first come first served. */
export class Faults {
  #orders: FaultOrder[] = [];

  constructor(private readonly agenda: Agenda) {}

  /** Resolves after so many milliseconds. */
  delay(ms: number): Promise<void> {
    return this.agenda.clock.wait(new Promise((resolve) => this.agenda.later(ms, resolve)));
  }

  order(order: FaultOrder): void {
    this.#orders.push({ ...order });
  }

  clear(): void {
    this.#orders = [];
  }

  list(): FaultOrder[] {
    return this.#orders;
  }

  /** What was ordered for the next event. */
  takeEvent(): EventFault | undefined {
    const fault = this.take(eventsRoute);
    return fault?.kind === 'event' ? fault : undefined;
  }

  take(route: string): Fault | undefined {
    const order = this.#orders.find(
      (one) => one.route === route || (one.route === '*' && route !== eventsRoute),
    );
    if (!order) return undefined;
    if (order.times > 0) {
      order.times -= 1;
      if (order.times === 0) this.#orders.splice(this.#orders.indexOf(order), 1);
    }
    return order.fault;
  }
}

const before = async (
  request: FastifyRequest,
  reply: FastifyReply,
  fault: Fault,
  faults: Faults,
): Promise<FastifyReply | undefined> => {
  if (fault.kind === 'delay') await faults.delay(fault.ms);
  if (fault.kind !== 'status') return undefined;
  if (fault.retryAfter !== undefined) reply.header('Retry-After', String(fault.retryAfter));
  const { status, envelope = 'A' } = fault;
  return reply
    .code(status)
    .send(
      errorBody(
        envelope,
        status,
        `Ordered fault on ${request.routeOptions.config.route}.`,
        request.headers.trackingid,
      ),
    );
};

const spoilsBody = new Set<FaultKind>(['cut-body', 'garbage', 'truncated', 'body', 'oversized']);

/** The body that an answer gets instead of `text`; undefined when the fault leaves bodies alone. */
export const spoiltBody = (fault: Fault, text: string): { type: string; text: string } | undefined => {
  const type = 'application/json; charset=utf-8';
  switch (fault.kind) {
    case 'garbage':
      return { type: 'text/html', text: '<html><body>Bad gateway</body></html>' };
    case 'truncated':
      return { type, text: text.slice(0, Math.ceil(text.length / 2)) };
    case 'body':
      return { type, text: JSON.stringify(fault.body) };
    case 'oversized':
      return { type, text: `{"padding":"${'x'.repeat(2 * 1024 * 1024)}"}` };
    default:
      return undefined;
  }
};

const instead = async (reply: FastifyReply, payload: unknown, fault: Fault): Promise<unknown> => {
  // A 204 has no body to spoil.
  if (reply.statusCode === 204 && spoilsBody.has(fault.kind)) reply.code(200);
  const text = typeof payload === 'string' && payload !== '' ? payload : '{"id":"unfinished"}';
  const spoilt = spoiltBody(fault, text);
  if (spoilt) {
    reply.header('Content-Type', spoilt.type).removeHeader('Content-Length');
    return spoilt.text;
  }
  switch (fault.kind) {
    case 'cut':
      reply.raw.destroy();
      await once(reply.raw, 'close');
      return payload;
    case 'cut-body':
      reply.hijack();
      reply.raw.writeHead(reply.statusCode, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      reply.raw.write('{"id":', () => reply.raw.destroy());
      return payload;
    default:
      return payload;
  }
};

/** Makes the ordered faults happen on every route that names its method. */
export const installFaults = (server: FastifyInstance, faults: Faults): void => {
  server.addHook('preHandler', async (request, reply) => {
    const { route } = request.routeOptions.config;
    const fault = route === undefined ? undefined : faults.take(route);
    if (!fault) return;
    request.fault = fault;
    return before(request, reply, fault, faults);
  });
  server.addHook('onSend', async (request, reply, payload) =>
    request.fault ? instead(reply, payload, request.fault) : payload,
  );
};
