import type { Connection } from '../../schemas/types.js';
import { type Diagnostic, errorDiagnostic, warningDiagnostic } from '../ground/diagnostic.js';
import { beginsWithZero, DigitsLost, refusingLostDigits } from '../ground/exact-number.js';
import { isThrown, thrownText } from '../ground/thrown.js';
import { ToldError } from '../ground/told-error.js';
import { jsonText } from '../node-kit/json-text.js';
import type { CallContext } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import { endpointOf, fillPath, PathValue } from './endpoint.js';
import { apiOf } from './wire.js';

/** A call as it is sent, but for the Authorization header. */
export interface WireCall {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** JSON text. */
  body?: string;
  notes: Diagnostic[];
}

/** Why there is no call, and the outcome that it has. */
export interface Unbuilt {
  failed: Diagnostic;
  /** Where more than one thing is wrong. */
  others?: Diagnostic[];
  outcome: 'onError' | 'onInvalidData';
}

/** The pack's own code is at fault. */
export const handlerFailed = (error: unknown): Diagnostic =>
  errorDiagnostic('handler.failed', `The handler failed: ${thrownText(error)}`, 'Report it to the pack.');

/** A handler of a package that was built before numbers kept their digits writes JSON of its own. */
const digitsLost = ({ message }: DigitsLost): Diagnostic =>
  errorDiagnostic(
    'input.digits',
    message,
    beginsWithZero(message)
      ? 'Leave the zeros in front out.'
      : 'Put the number in quotes, or use a newer package of the node.',
  );

/** Loaded at the first call, since most commands make none. */
let http: typeof import('node:http') | undefined;

/** What the call would carry in its headers. Throws where HTTP cannot carry it. */
const checkedHeaders = (
  headers: Record<string, string>,
  { validateHeaderName, validateHeaderValue }: typeof import('node:http'),
): Record<string, string> => {
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  return headers;
};

/**
 * Valid input → the call (CONTRACT: URL is the connection's API and the path; the common headers), or why the
 * handler gives none. Throws ToldError for what the connection lacks.
 */
export const buildCall = async (
  method: CallableMethod,
  input: unknown,
  connection: Connection,
  call: CallContext & { invocationId: string },
): Promise<WireCall | Unbuilt> => {
  http ??= await import('node:http');
  try {
    const { verb, path } = endpointOf(connection, method);
    // As it is: a callback URL that cannot be had must not be asked for by methods without a callback.
    const request = await refusingLostDigits(() => method.definition.build(input, call));
    const [refused, ...others] = (request.refused ?? []).map(({ pointer, message, remedy }) =>
      errorDiagnostic('input.refused', message, remedy, pointer),
    );
    if (refused) return { failed: refused, others, outcome: 'onInvalidData' };
    const filled = fillPath(path, { domain: connection.domain, orgId: connection.orgId, ...request.path });
    return {
      method: verb,
      url: apiOf(connection).replace(/\/$/, '') + filled,
      headers: checkedHeaders(
        {
          // The published APIs take the organization from the token.
          ...(method.wireName === 'public' ? {} : { 'X-ORGANIZATION-ID': call.orgId }),
          ...(request.body && { 'Content-Type': 'application/json' }),
          trackingId: call.invocationId,
          ...request.headers,
        },
        http,
      ),
      ...(request.body && { body: jsonText(request.body) }),
      notes: (request.notes ?? []).map(({ pointer, message, remedy }) =>
        warningDiagnostic('method.note', message, remedy, pointer),
      ),
    };
  } catch (error) {
    if (isThrown(error, ToldError)) throw error;
    if (isThrown(error, PathValue))
      return {
        failed: errorDiagnostic('input.path', error.message, 'Give the id that the API knows.'),
        outcome: 'onInvalidData',
      };
    if (isThrown(error, DigitsLost)) return { failed: digitsLost(error), outcome: 'onInvalidData' };
    return { failed: handlerFailed(error), outcome: 'onError' };
  }
};
