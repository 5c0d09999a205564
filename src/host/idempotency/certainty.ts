import type { Result } from '../../../schemas/types.js';

/** Reasons after which nothing can have happened at the API, or the API itself said that nothing has. */
const certain = new Set([
  'authorization.missing',
  'authorization.server',
  'authorization.refused-address',
  'handler.failed',
  'send.unreachable',
  'send.refused',
  'callback.failed',
]);

/** A gateway's word: what became of the request behind it is unknown. */
const gatewayStatuses = new Set(['502', '504']);

/**
 * Whether a call has had an effect, or may have had one: then a repetition must not send it again. A call that has
 * surely failed may be tried again with the same key.
 */
export const mayHaveTakenEffect = ({ type, outcome, diagnostics }: Result): boolean => {
  if (type !== 'error') return true;
  if (outcome === 'onInvalidData') return false;
  const reason = diagnostics.find(({ severity }) => severity === 'error');
  if (reason?.code === 'answer.status') return gatewayStatuses.has(reason.received ?? '');
  return reason === undefined || !certain.has(reason.code);
};

/** What is left to say of a call that the service did not live to finish. */
export const lostResult = (
  about: Pick<Result, 'invocationId' | 'node' | 'version' | 'method' | 'package'>,
): Result => ({
  ...about,
  outcome: 'onError',
  type: 'error',
  outputs: {},
  intermediate: [],
  diagnostics: [
    {
      severity: 'error',
      code: 'call.lost',
      pointer: '',
      message: 'The service ended while this call ran; whether it took effect is not known.',
      remedy: 'Look at the task. To send the call again all the same, use another Idempotency-Key.',
    },
  ],
  timings: { token: 0, send: 0, wait: 0, total: 0 },
});
