import { method, waiting } from '#node-kit';
import { relaxationNotes, skillTextWithoutRelaxations } from '../skills.js';
import type { Inputs, Outputs } from '../types.js';

export default method<Inputs['v1.0/queue-task'], Outputs['v1.0/queue-task']>()({
  label: 'Queue Task',
  source: 'observed',
  request: { verb: 'POST', path: '/v1/tasks/{id}/queue', source: 'assumed' },
  outcomes: { Queued: 'success', taskFailed: 'error', Error: 'error', onauthorizationfail: 'error' },
  answers: { 200: waiting, 202: waiting, other: 'Error' },
  callback: { queued: 'Queued', failed: 'taskFailed' },
  outputs: { taskId: '$.id', agentId: '$.data.agentId' },
  build: (input, call) => ({
    path: { id: input.taskId },
    body: {
      id: input.taskId,
      orgid: call.orgId,
      queueid: input.queueId,
      conversationid: input.conversationId,
      mediatype: input.mediaType,
      skillRequirements: skillTextWithoutRelaxations(input.skillRequirements),
      webhook: call.callbackUrl,
    },
    notes: relaxationNotes(input.skillRequirements),
  }),
});
