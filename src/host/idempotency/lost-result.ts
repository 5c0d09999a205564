import type { Result } from '../../../schemas/types.js';

/** What is left to say of a call that the service did not live to finish. */
export const lostResult = (
  about: Pick<Result, 'invocationId' | 'node' | 'version' | 'method' | 'package'>,
): Result => ({
  ...about,
  outcome: 'onError',
  type: 'error',
  effect: 'possible',
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
