import { method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';

export default method<Inputs['v1.0/closed-task-on-wxcc'], Outputs['v1.0/closed-task-on-wxcc']>()({
  label: 'Closed Task on WxCC',
  source: 'observed',
  request: { verb: 'POST', path: '/v1/tasks/{id}/close', source: 'assumed' },
  outcomes: { Success: 'success', Error: 'error', onauthorizationfail: 'error' },
  answers: { 200: 'Success', 202: 'Success', other: 'Error' },
  remedies: {
    409: 'Nothing is left to do when the task is closed already; look at it before the call is repeated.',
  },
  build: (input, call) => ({
    path: { id: input.id ?? input.taskId },
    body: {
      id: input.taskId,
      mediaResourceId: input.conversationId,
      mediaType: input.mediaType,
      orgid: call.orgId,
      href: call.callbackUrl,
    },
  }),
});
