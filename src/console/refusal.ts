import { Problem, problem } from '../ground/problem.js';
import { ToldError } from '../ground/told-error.js';

const statuses = { caller: 400, operator: 409, platform: 502 };

const consoleFailed = problem(500, 'console.failed', 'The console failed.');
const bodyTooLarge = problem(413, 'console.body', 'The body of the request is too large.');
const bodyType = problem(415, 'console.body-type', 'The body of the request is no JSON.');

/** Any error as an answer. */
export const answerOf = (error: Error & { code?: string }): { status: number; told: ToldError } => {
  if (error instanceof Problem) return { status: error.statusCode, told: error };
  if (error instanceof ToldError) return { status: statuses[error.kind], told: error };
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return { status: 413, told: bodyTooLarge('The body is over 2 MB.', 'Send less.') };
  if (error.code?.startsWith('FST_ERR_CTP') || error instanceof SyntaxError)
    return { status: 415, told: bodyType('The body is no JSON.', 'Send application/json.') };
  return {
    status: 500,
    told: consoleFailed(error.message, 'Try again; when it stays, report it with what you did.'),
  };
};
