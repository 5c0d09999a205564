import { method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';

export default method<Inputs['v1.0/close-task-accept'], Outputs['v1.0/close-task-accept']>()({
  label: 'Close Task Accept',
  source: 'observed',
  request: { verb: 'POST', path: '/v1/tasks/{id}/closed/accept', source: 'assumed' },
  outcomes: { Success: 'success', Error: 'error', onauthorizationfail: 'error' },
  answers: { 200: 'Success', 202: 'Success', other: 'Error' },
  remedies: {
    409: 'No Task Closed event of this task waits for an answer: Webex Connect answers it unless the flow says otherwise, and each is answered once. Set Override Default Contact Close Event Handling in Resolve Conversation v1.2 if the flow must answer closes itself.',
  },
  build: (input, call) => ({
    path: { id: input.id ?? input.taskId },
    body: {
      id: input.taskId,
      queueid: input.queueId,
      mediaResourceId: input.conversationId,
      mediaType: input.mediaType,
      orgid: call.orgId,
      href: call.callbackUrl,
    },
  }),
});
