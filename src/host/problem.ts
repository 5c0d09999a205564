import { ConfigurationError } from '../ground/configuration-error.js';

/** An answer of the service that is no Result: what the caller, or the operator, did wrong. */
export class Problem extends Error {
  constructor(
    readonly statusCode: number,
    /** For programs. */
    readonly code: string,
    message: string,
    /** What to do. */
    readonly remedy: string,
    /** Seconds after which it may be different. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }

  toJSON() {
    return { error: { code: this.code, message: this.message, remedy: this.remedy } };
  }
}

/** What the caller of the service can mend, and the status that says so; 422 for the others that are about the input. */
const statuses: Record<string, number> = {
  'node.unknown': 404,
  'version.unknown': 404,
  'method.unknown': 404,
  'input.not-json': 400,
  'input.too-large': 413,
};

/** The framework's refusals. */
const transport: Record<string, [number, string, string, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body.too-large', 'The body is too large.', 'Send less than 1 MiB.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'body.type',
    'The Content-Type is none that the service takes.',
    'Send application/json, multipart/form-data or application/x-www-form-urlencoded.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'body.length',
    'The body is not as long as it says.',
    'Send it again.',
  ],
};

/**
 * Any error as an answer. What is neither the caller's fault nor ours, but the operator's (a connection, the catalog),
 * is a 500 whose reason stands in the log: it names files of this machine.
 */
export const problemOf = (error: Error & { code?: string; statusCode?: number }): Problem => {
  if (error instanceof Problem) return error;
  const known = error.code === undefined ? undefined : transport[error.code];
  if (known) return new Problem(...known);
  if (error instanceof ConfigurationError) {
    const { code, message, remedy } = error;
    const status = statuses[code] ?? (code.startsWith('input.') ? 422 : undefined);
    if (status !== undefined) return new Problem(status, code, message, remedy);
    return new Problem(
      500,
      code,
      'The service is not set up for this call; nothing was sent.',
      'Ask its operator: the reason is in the log.',
    );
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new Problem(error.statusCode, 'request.refused', error.message, 'Correct the request.');
  return new Problem(
    500,
    'service.failed',
    'The service failed.',
    'Look at the task before trying again; the log has the reason.',
  );
};
