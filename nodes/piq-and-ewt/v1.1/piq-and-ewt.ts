import { type Json, method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';

const position = (body: Json) => {
  const { piq, ewt } = { ...(body as { piq?: unknown; ewt?: unknown }) };
  if (typeof piq !== 'number' || typeof ewt !== 'number') return 'Error';
  return ewt === -1 ? 'InsufficientData' : 'Success';
};

export default method<Inputs['v1.1/piq-and-ewt'], Outputs['v1.1/piq-and-ewt']>()({
  label: 'PIQ and EWT',
  source: 'observed',
  request: {
    verb: 'GET',
    path: '/v1/queues/{queueid}/tasks/{taskid}/position/{loopbackminutes}',
    source: 'assumed',
  },
  outcomes: { Success: 'success', InsufficientData: 'success', serviceUnavailable: 'error', Error: 'error' },
  answers: { 200: position, '5xx': 'serviceUnavailable', other: 'Error' },
  outputs: {
    positionInQueue: '$.piq',
    estimatedWaitTime: '$.ewt',
    status: '$.status',
    reasonCode: '$.reasonCode',
    reason: '$.reason',
  },
  build: (input) => ({
    path: {
      queueid: input.queueId,
      taskid: input.taskId,
      loopbackminutes: String(input.lookbackMinutes),
    },
  }),
});
