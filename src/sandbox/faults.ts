import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Envelope, envelopes, errorBody } from './envelopes.js';

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
  | { kind: 'callback'; change: CallbackChange; ms?: number; reason?: string };

export const callbackChanges = [
  'lost',
  'doubled',
  'late',
  'before-answer',
  'unknown-word',
  'unreadable-first',
  'failed',
] as const;
export type CallbackChange = (typeof callbackChanges)[number];

export type FaultKind = Fault['kind'];

export interface FaultOrder {
  /** A method id, or * for all. */
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
    /** The method id; only such routes have faults. */
    route?: string;
  }
}

/** The faults that are ordered, first come first served. */
export class Faults {
  #orders: FaultOrder[] = [];

  order(order: FaultOrder): void {
    this.#orders.push({ ...order });
  }

  clear(): void {
    this.#orders = [];
  }

  list(): FaultOrder[] {
    return this.#orders;
  }

  take(route: string): Fault | undefined {
    const order = this.#orders.find((one) => one.route === route || one.route === '*');
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
): Promise<FastifyReply | undefined> => {
  if (fault.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  if (fault.kind !== 'status') return undefined;
  if (fault.retryAfter !== undefined) reply.header('Retry-After', String(fault.retryAfter));
  const { status, envelope = 'A' } = fault;
  return reply
    .code(status)
    .send(errorBody(envelope, status, `Ordered fault on ${request.routeOptions.config.route}.`));
};

const spoilsBody = new Set<FaultKind>(['cut-body', 'garbage', 'truncated', 'body', 'oversized']);

const instead = (reply: FastifyReply, payload: unknown, fault: Fault): unknown => {
  // A 204 has no body to spoil.
  if (reply.statusCode === 204 && spoilsBody.has(fault.kind)) reply.code(200);
  const text = typeof payload === 'string' && payload !== '' ? payload : '{"id":"unfinished"}';
  switch (fault.kind) {
    case 'garbage':
      reply.header('Content-Type', 'text/html').removeHeader('Content-Length');
      return '<html><body>Bad gateway</body></html>';
    case 'truncated':
      reply.removeHeader('Content-Length');
      return text.slice(0, Math.ceil(text.length / 2));
    case 'body':
      reply.header('Content-Type', 'application/json').removeHeader('Content-Length');
      return JSON.stringify(fault.body);
    case 'oversized':
      reply.removeHeader('Content-Length');
      return JSON.stringify({ padding: 'x'.repeat(2 * 1024 * 1024) });
    case 'cut':
      reply.raw.socket?.destroy();
      return payload;
    case 'cut-body':
      reply.hijack();
      reply.raw.writeHead(reply.statusCode, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      reply.raw.write('{"id":', () => reply.raw.socket?.destroy());
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
    return before(request, reply, fault);
  });
  server.addHook('onSend', async (request, reply, payload) =>
    request.fault ? instead(reply, payload, request.fault) : payload,
  );
};

export const isEnvelope = (value: unknown): value is Envelope => envelopes.includes(value as Envelope);
