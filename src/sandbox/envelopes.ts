import { randomUUID } from 'node:crypto';

/** The shapes in which Cisco's APIs are known to report errors; G is Webex Connect's, none is an empty body. */
export type Envelope = 'A' | 'B' | 'C' | 'E' | 'F' | 'G' | 'none';

export const envelopes: Envelope[] = ['A', 'B', 'C', 'E', 'F', 'G', 'none'];

/** An error body in one of the known shapes. `tracking` is the caller's own id, which comes back. */
export const errorBody = (
  envelope: Envelope,
  status: number,
  description: string,
  tracking?: string | string[],
): unknown => {
  const trackingId = typeof tracking === 'string' && tracking !== '' ? tracking : randomUUID();
  switch (envelope) {
    case 'A':
      return { trackingId, error: { key: String(status), message: [{ description }] } };
    case 'B':
      return {
        trackingId: `ccconfig_${trackingId}`,
        error: {
          key: String(status),
          reason: description,
          message: [{ description, code: String(status), entity: 'task', references: [] }],
        },
      };
    case 'C':
      return { trackingId: `NOTIFS_${trackingId}`, error: { key: status, message: [{ description }] } };
    case 'E':
      return { errors: [{ key: String(status), description }] };
    case 'F':
      return { code: status, message: description, trackingId: `GTWY_${trackingId}` };
    case 'G':
      return { code: String(status), description, transid: trackingId };
    case 'none':
      return undefined;
  }
};

/** An error that a route answers with. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
