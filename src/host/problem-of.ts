import { Problem, problem } from '../ground/problem.js';
import { ToldError } from '../ground/told-error.js';

const bodyTooLarge = problem(413, 'body.too-large', 'The body of the request is too large.');
const bodyType = problem(415, 'body.type', 'The service does not take bodies of this type.');
const bodyLength = problem(400, 'body.length', 'The body is not as long as it says.');
const serviceStore = problem(503, 'service.store', 'What the service keeps cannot be asked at this moment.');
const serviceFailed = problem(500, 'service.failed', 'The service failed.');

/** The status that says what the caller can mend; 422 for all else that is the caller's. */
const statuses: Record<string, number> = {
  'node.unknown': 404,
  'version.unknown': 404,
  'method.unknown': 404,
  'input.encoding': 400,
  'input.not-json': 400,
  'input.duplicate-key': 400,
  'input.too-large': 413,
};

/** The framework's refusals. */
const transport: Record<string, Problem> = {
  FST_ERR_CTP_BODY_TOO_LARGE: bodyTooLarge('The body is too large.', 'Send less than 1 MiB.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: bodyType(
    'The service does not take this Content-Type.',
    'Send application/json, multipart/form-data or application/x-www-form-urlencoded.',
  ),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: bodyLength('The body is not as long as it says.', 'Send it again.'),
};

/**
 * Any error as an answer. What is the operator's to mend (a connection, the catalog) is a 500 whose reason stands in the
 * log: it names files of this machine.
 */
export const problemOf = (error: Error & { code?: string; statusCode?: number }): Problem => {
  if (error instanceof Problem) return error;
  const known = error.code === undefined ? undefined : transport[error.code];
  if (known) return known;
  if (error instanceof ToldError) {
    const { kind, code, message, remedy } = error;
    // The database does not answer, or has no room: it may at any time.
    if (kind === 'platform' && code.startsWith('store.'))
      return serviceStore(
        'The service cannot ask its database; nothing was sent.',
        'Try again after Retry-After. The log of the service has the reason.',
        5,
      );
    if (kind === 'caller') return new Problem(statuses[code] ?? 422, code, message, remedy);
    return new Problem(
      500,
      code,
      'The service is not set up for this call; nothing was sent.',
      'Ask its operator: the reason is in the log.',
    );
  }
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new Problem(error.statusCode, 'request.refused', error.message, 'Correct the request.');
  return serviceFailed(
    'The service failed.',
    'Look at the task before trying again; the log has the reason.',
  );
};
