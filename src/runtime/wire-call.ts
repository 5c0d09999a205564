import type { Connection } from '../../schemas/types.js';
import type { Diagnostic } from '../ground/diagnostic.js';
import { warningDiagnostic } from '../ground/diagnostic.js';
import type { CallContext } from '../node-kit/method.js';
import type { LoadedMethod } from '../package/loaded-method.js';
import { endpointOf, fillPath } from './endpoint.js';

/** A call as it is sent, but for the Authorization header. */
export interface WireCall {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: unknown;
  notes: Diagnostic[];
}

/** Valid input → the call (CONTRACT: URL is the connection's taskApi and the path; the common headers). */
export const buildCall = (
  method: LoadedMethod,
  input: unknown,
  connection: Connection,
  call: CallContext & { invocationId: string },
): WireCall => {
  const { verb, path } = endpointOf(connection, method);
  // As it is: a callback URL that cannot be had must not be asked for by methods without a callback.
  const request = method.definition.build(input, call);
  const filled = fillPath(path, { domain: connection.domain, orgId: connection.orgId, ...request.path });
  return {
    method: verb,
    url: connection.taskApi.replace(/\/$/, '') + filled,
    headers: {
      'X-ORGANIZATION-ID': call.orgId,
      ...(request.body && { 'Content-Type': 'application/json' }),
      trackingId: call.invocationId,
      ...request.headers,
    },
    ...(request.body && { body: request.body }),
    notes: (request.notes ?? []).map(({ pointer, message, remedy }) =>
      warningDiagnostic('method.note', message, remedy, pointer),
    ),
  };
};
