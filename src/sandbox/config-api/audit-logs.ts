import type { FastifyInstance } from 'fastify';
import { ApiError } from '../envelopes.js';

/** An entry of a tenant's audit log, with the field names of the audit data stream (documented). */
export interface AuditEntry {
  user_action: string;
  description: string;
  /** ISO 8601. */
  created_on: string;
  status_of_action?: string;
}

const text = { type: 'string' };

/** Documented, as its example has it. */
const body = {
  type: 'object',
  additionalProperties: false,
  required: ['range', 'offset', 'max'],
  properties: {
    range: { anyOf: [text, { type: 'integer' }] },
    from: text,
    to: text,
    offset: { type: 'integer', minimum: 0 },
    max: { type: 'integer', minimum: 1, maximum: 2000 },
    eventCategories: text,
    actorIds: text,
    adminRoles: text,
  },
};

interface Asked {
  range: string | number;
  from?: string;
  to?: string;
  offset: number;
  max: number;
}

const dayMs = 24 * 3600 * 1000;

/** The time that is asked for, milliseconds. Throws ApiError. */
const timesOf = ({ range, from = '', to = '' }: Asked): [number, number] => {
  if (range !== 'custom') {
    const days = Number(range);
    if (!Number.isInteger(days) || days < 0) throw new ApiError(400, 'range: a number of days, or custom.');
    return [Date.now() - (days + 1) * dayMs, Date.now()];
  }
  const times: [number, number] = [Date.parse(from), Date.parse(to)];
  if (times.some(Number.isNaN)) throw new ApiError(400, 'range custom: from and to are moments (ISO 8601).');
  return times;
};

/** A Webex Connect tenant's audit log. The body is documented; verb, path and the shape of the answer are assumed. */
export const auditLogRoute = (server: FastifyInstance): void => {
  server.post<{ Body: Asked }>(
    '/connectapi/v1/auditlogs',
    { schema: { body }, config: { route: 'audit-logs' } },
    async ({ body: asked, world }) => {
      const [from, to] = timesOf(asked);
      const found = world.auditLog.filter(({ created_on }) => {
        const at = Date.parse(created_on);
        return at >= from && at <= to;
      });
      return { total: found.length, data: found.slice(asked.offset, asked.offset + asked.max) };
    },
  );
};
