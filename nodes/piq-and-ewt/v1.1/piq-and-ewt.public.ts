import { type Json, method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';
import piqAndEwt from './piq-and-ewt.js';

const estimate = (body: Json) => {
  const { estimatedWaitTime } = { ...(body as { estimatedWaitTime?: unknown }) };
  return typeof estimatedWaitTime === 'number' ? 'Success' : 'Error';
};

const noPosition = {
  pointer: '',
  message:
    'Cisco publishes the estimated wait time of a queue, not the position of a task: positionInQueue stays empty.',
  remedy: 'Let the flow say the wait alone.',
};

export default method<Inputs['v1.1/piq-and-ewt'], Outputs['v1.1/piq-and-ewt']>()({
  label: 'PIQ and EWT',
  source: 'observed',
  request: {
    verb: 'GET',
    path: '/v1/ewt?queueId={queueId}&lookbackMinutes={lookbackMinutes}',
    source: 'documented',
  },
  outcomes: piqAndEwt.outcomes,
  // 204 without a body: too few samples, or a queue that is not known (documented).
  answers: { 200: estimate, 204: 'InsufficientData', '5xx': 'serviceUnavailable', other: 'Error' },
  outputs: {
    positionInQueue: '$.positionInQueue',
    estimatedWaitTime: '$.estimatedWaitTime',
    status: '$.status',
    reasonCode: '$.reasonCode',
    reason: '$.reason',
  },
  missing: ['positionInQueue', 'status', 'reasonCode', 'reason'],
  build: (input) => ({
    path: { queueId: input.queueId, lookbackMinutes: String(input.lookbackMinutes) },
    notes: [noPosition],
  }),
});
