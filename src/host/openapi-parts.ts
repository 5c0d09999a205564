import { emptyIsAbsent } from '../connect/form-values.js';

/** What a call may bring beside its input. */
export const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A call with the same key answers with the first result instead of being made again, for 24 hours. Visible ASCII characters.',
    schema: { type: 'string', minLength: 1, maxLength: 200, pattern: '^[!-~]+$' },
  },
  EmptyIsAbsent: {
    name: emptyIsAbsent.parameter,
    in: 'query',
    description: `With JSON: \`${emptyIsAbsent.parameter}=${emptyIsAbsent.value}\` takes an input that is an empty text for one that is absent, wherever the method can do without it. A form always means that; a required input stays the empty text that it is. Other values mean nothing.`,
    schema: { type: 'string', enum: [emptyIsAbsent.value] },
  },
};

export const headers = {
  IdempotentReplayed: {
    description: 'There when the result is that of an earlier call with the same Idempotency-Key.',
    schema: { type: 'string', enum: ['true'] },
  },
  RetryAfter: {
    description: 'Seconds after which the same call may be made again.',
    schema: { type: 'integer', minimum: 1 },
  },
  WWWAuthenticate: {
    description: 'Basic: the name of the key and the key. X-Api-Key does as well.',
    schema: { type: 'string' },
  },
};

const header = (name: keyof typeof headers) => ({ $ref: `#/components/headers/${name}` });

const problem = (description: string, sent?: { [name: string]: { $ref: string } }) => ({
  description,
  ...(sent && { headers: sent }),
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const retryAfter = { 'Retry-After': header('RetryAfter') };

/** What every call may be answered with, by status; the schema of its result is the method's own. */
export const responsesOf = (result: unknown) => ({
  200: {
    description: 'The result, whatever its outcome.',
    headers: { 'Idempotent-Replayed': header('IdempotentReplayed') },
    content: { 'application/json': { schema: result } },
  },
  400: problem(
    'The body is not JSON, or a form that cannot be read, or the Idempotency-Key cannot be kept; or this is no HTTP.',
  ),
  401: problem('No key, or not a right one.', { 'WWW-Authenticate': header('WWWAuthenticate') }),
  403: problem('The key is not for this node.'),
  404: problem('Unknown node, version or method; the known ones are named.'),
  408: problem('The request did not come to its end in time.'),
  409: problem(
    'The Idempotency-Key was used with another input; or its first call has not ended: then with Retry-After.',
    retryAfter,
  ),
  413: problem('The body is over 1 MiB.'),
  415: problem('The Content-Type is none that the service takes.'),
  422: problem('The input is no JSON object, or one that no method could take.'),
  429: problem('The key has made its calls of this minute.', retryAfter),
  431: problem('The headers are over 16 KiB.'),
  500: problem('What the operator can mend; the log of the service has the reason.'),
  503: problem('The service is busy, is being stopped, or can keep no more Idempotency-Keys.', retryAfter),
});

/** The answer that is no Result. */
export const problemSchema = {
  description: 'What the caller did wrong, and what to do.',
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'remedy'],
      properties: {
        code: { type: 'string' },
        message: { type: 'string' },
        remedy: { type: 'string' },
      },
    },
  },
};
