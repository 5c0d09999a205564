import { method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';

/** The names of the wire follow Close Task Reject, the nearest that was observed. */
export default method<Inputs['v1.1/modified-rejected'], Outputs['v1.1/modified-rejected']>()({
  label: 'Modified Rejected',
  source: 'documented',
  request: { verb: 'POST', path: '/v1/tasks/{id}/modified/reject', source: 'assumed' },
  outcomes: {
    onModifiedRejectSuccess: 'success',
    onModifiedRejectFailure: 'error',
    onauthorizationfail: 'error',
  },
  answers: {
    200: 'onModifiedRejectSuccess',
    202: 'onModifiedRejectSuccess',
    other: 'onModifiedRejectFailure',
  },
  remedies: {
    409: 'No Task Modified event of this agent waits for an answer: each is answered once, with the agent and the conversation that it names.',
  },
  build: (input, call) => ({
    path: { id: input.id ?? input.taskId },
    body: {
      id: input.taskId,
      orgid: call.orgId,
      agent: input.agentId,
      queueid: input.queueId,
      mediaresource: input.mediaResourceId,
      mediaType: input.mediaType,
      reason: input.reason,
      reasoncode: input.reasonCode,
      href: call.callbackUrl,
    },
  }),
});
