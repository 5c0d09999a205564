import { method } from '#node-kit';
import { skillText } from '../skills.js';
import type { Inputs, Outputs } from '../types.js';
import v1_0 from '../v1.0/queue-task.js';

/** New: contactPriority, and relaxations that are sent. */
export default method<Inputs['v1.3/queue-task'], Outputs['v1.3/queue-task']>()({
  ...v1_0,
  build: (input, call) => ({
    path: { id: input.taskId },
    body: {
      id: input.taskId,
      orgid: call.orgId,
      queueid: input.queueId,
      conversationid: input.conversationId,
      mediatype: input.mediaType,
      skillRequirements: skillText(input.skillRequirements),
      contactPriority: String(input.contactPriority ?? ''),
      webhook: call.callbackUrl,
    },
  }),
});
